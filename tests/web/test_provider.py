"""A real OpenID Connect provider, from the npm registry, vouches for members."""

import asyncio
import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
import pytest
from tests.provider import CLIENT_ID, CLIENT_SECRET, providing

from localminis import settings
from localminis.devserver.ports import find_free
from localminis.members.model import SignInRefused
from localminis.store.vault import Vault
from localminis.web.provider import CALLBACK_PATH, Provider, ProviderUnavailable, Vouched

PUBLIC_URL = "https://minis.example"
pytestmark = pytest.mark.npm


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    """Run the provider; its client is us."""
    folder = tmp_path_factory.mktemp("oidc-provider")
    with providing(folder, PUBLIC_URL + CALLBACK_PATH) as address:
        yield address


def provider_of(issuer, **changes):
    flags = {
        "mode": "served",
        "database_url": "postgresql://db/minis",
        "public_url": PUBLIC_URL,
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        **changes,
    }
    return Provider(settings.load({}, **flags), Vault(bytes(32)))


def sign_in(address, name):
    """Sign in at the provider as a person would; returns what it sends the browser back with."""
    with httpx2.Client(trust_env=False) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["location"])
                if target.startswith(PUBLIC_URL):
                    assert urlsplit(target).path == CALLBACK_PATH
                    return dict(parse_qsl(urlsplit(target).query))
                answer = browser.get(target)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert form, answer.text
            assert prompt, answer.text
            fields = {"prompt": prompt[1], "login": name, "password": "x"}
            answer = browser.post(urljoin(str(answer.url), form[1]), data=fields)
    raise AssertionError(answer.text)


def test_a_person_is_vouched_for(issuer):
    """By the provider's own name for them and the address that it has verified."""

    async def way():
        provider = provider_of(issuer)
        address, cookie = await provider.start()
        query = await asyncio.to_thread(sign_in, address, "ana")
        return await provider.finish(query, cookie)

    assert asyncio.run(way()) == Vouched("ana", "ana@example.com")


def test_an_address_that_is_not_verified_vouches_for_nobody(issuer):
    """Anybody may write an address into their account at the provider."""

    async def way():
        provider = provider_of(issuer)
        address, cookie = await provider.start()
        query = await asyncio.to_thread(sign_in, address, "unverified")
        return await provider.finish(query, cookie)

    with pytest.raises(SignInRefused, match="verified no e-mail address"):
        asyncio.run(way())


def test_an_answer_for_another_browser_is_refused(issuer):
    """Neither another way's cookie nor a broken or missing one takes the code."""

    async def way():
        provider = provider_of(issuer)
        address, _ = await provider.start()
        _, others = await provider.start()
        query = await asyncio.to_thread(sign_in, address, "ana")
        for cookie in (others, "", "x", others[:-8] + "AAAAAAA="):
            with pytest.raises(SignInRefused, match="begun elsewhere"):
                await provider.finish(query, cookie)

    asyncio.run(way())


def test_a_code_is_good_once_and_a_made_up_one_never(issuer):
    """What the provider refuses is told, and nobody is let in."""

    async def way():
        provider = provider_of(issuer)
        address, cookie = await provider.start()
        query = await asyncio.to_thread(sign_in, address, "ana")
        await provider.finish(query, cookie)
        for code in (query["code"], "made-up"):
            with pytest.raises(SignInRefused, match="cannot be trusted"):
                await provider.finish({**query, "code": code}, cookie)
        with pytest.raises(SignInRefused, match="access_denied"):
            await provider.finish({"state": query["state"], "error": "access_denied"}, cookie)

    asyncio.run(way())


def test_a_wrong_secret_of_ours_lets_nobody_in(issuer):
    """The provider does not know us, so its answer holds no proof."""

    async def way():
        provider = provider_of(issuer, oidc_client_secret="wrong")
        address, cookie = await provider.start()
        query = await asyncio.to_thread(sign_in, address, "ana")
        await provider.finish(query, cookie)

    with pytest.raises(SignInRefused):
        asyncio.run(way())


def test_what_is_no_provider_is_said():
    """Nothing that listens, and something else that does."""
    with pytest.raises(ProviderUnavailable, match="does not answer as one"):
        asyncio.run(provider_of(f"http://127.0.0.1:{find_free()}").start())


def test_another_issuer_is_said(issuer):
    """An address that leads to the same server under another name is not the one configured."""
    with pytest.raises(ProviderUnavailable, match="another issuer"):
        asyncio.run(provider_of(issuer.replace("127.0.0.1", "localhost")).start())
