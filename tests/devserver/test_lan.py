"""The gate to the local network: what passes with the token, and that nothing does without."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from localminis.devserver.lan import LanGate, find_address
from localminis.devserver.model import LanUnavailable
from localminis.devserver.proxy import PageOptions, PageServer

# Another address of this machine, as far from loopback as a test may go.
ADDRESS = "127.0.0.2"
TOKEN = "a-token-for-this-test"
POLICY = "default-src 'none'; frame-src http://127.0.0.1:* http://localhost:*; base-uri 'none'"


async def platform(request: web.Request) -> web.Response:
    """Answer like the platform: its policy, and what it was asked with."""
    seen = f"{request.method} {request.path} {request.host} {request.headers.get('Origin', '-')}"
    headers = {"Content-Security-Policy": POLICY}
    return web.Response(text=seen, headers=headers, content_type="text/html")


@pytest.fixture
def gated(listening):
    """Run a check against a gate in front of a platform; it gets the gate and a browser."""

    def run_gated(check):
        async def run():
            async with listening(platform) as origin:
                gate = LanGate(
                    platform_url=origin, client_key="mntest", token=TOKEN, address=ADDRESS
                )
                await gate.start()
                gate.page_origin = "http://127.0.0.2:1"
                jar = aiohttp.CookieJar(unsafe=True)
                try:
                    async with aiohttp.ClientSession(gate.origin, cookie_jar=jar) as session:
                        await check(gate, session, origin)
                finally:
                    await gate.stop()

        asyncio.run(asyncio.wait_for(run(), 20))

    return run_gated


def test_without_the_links_token_nothing_passes(gated):
    """A stranger gets a page that says what to do, whatever is asked."""

    async def check(_gate, session, _origin):
        for path in ("/simulator/mntest", "/simulator/api/session", "/phone/wrong", "/"):
            async with session.get(path, allow_redirects=False) as answer:
                assert (answer.status, "Scan the code again" in await answer.text()) == (403, True)

    gated(check)


def test_the_link_opens_the_simulator_full_screen_and_nothing_else(gated):
    """With the token the simulator answers as on loopback; the other doors stay closed."""

    async def check(gate, session, origin):
        async with session.get(f"/phone/{TOKEN}", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/simulator/mntest?view=phone"
            assert "HttpOnly" in answer.headers["Set-Cookie"]
        headers = {"Origin": gate.origin}
        async with session.post("/simulator/api/login", headers=headers) as answer:
            netloc = origin.removeprefix("http://")
            assert await answer.text() == f"POST /simulator/api/login {netloc} {origin}"
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-src http://127.0.0.2:1;" in policy
        for path in ("/admin/v1/alive", "/v2/oauth/token/", "/", "/simulator/%2e%2e/admin/v1"):
            async with session.get(path, allow_redirects=False) as answer:
                assert (path, answer.status) == (path, 404)
        async with session.get("/simulator/mntest", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403

    gated(check)


def test_the_page_on_the_network_asks_for_the_same_cookie(tmp_path):
    """The page's server there serves phones with the token, and names its own address."""
    (tmp_path / "index.html").write_text("<!doctype html><title>mine</title>")

    async def run():
        options = PageOptions(
            platform_url="http://127.0.0.2:1",
            client_key="mntest",
            folder=tmp_path,
            host=ADDRESS,
            port=0,
            lan_token=TOKEN,
        )
        server = PageServer(options)
        await server.start()
        try:
            async with aiohttp.ClientSession() as session:
                async with session.get(server.url) as answer:
                    assert answer.status == 403
                cookies = {"localminis_lan": TOKEN}
                async with session.get(server.url, cookies=cookies) as answer:
                    assert "<title>mine</title>" in await answer.text()
                    policy = answer.headers["Content-Security-Policy"]
                    assert "frame-ancestors http://127.0.0.2:1" in policy
        finally:
            await server.stop()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_only_private_addresses_of_this_machine_are_opened():
    """A public address, a name, or somebody else's address is refused with what to do."""
    assert find_address(ADDRESS) == ADDRESS
    for given in ("8.8.8.8", "example.com", "::1"):
        with pytest.raises(LanUnavailable, match="no private IPv4 address"):
            find_address(given)

    async def run():
        gate = LanGate(
            platform_url="http://127.0.0.1:1", client_key="k", token="t", address="10.255.255.1"
        )
        with pytest.raises(LanUnavailable, match="cannot be opened"):
            await gate.start()
        await gate.stop()

    asyncio.run(run())
