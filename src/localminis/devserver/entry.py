"""A look at the page that the app really serves: does it load and start the SDK as it must?

The platform's own tool refuses to start otherwise; here each fault is a sentence and the page runs.
"""

import codecs

import aiohttp

from localminis.devserver.model import DevPageUnreadable
from localminis.project.html import is_real_key
from localminis.project.page import Page
from localminis.spec import config as spec

_TIMEOUT_S = 10
_READ_MAX_BYTES = 8 << 20


async def read_page(url: str) -> str:
    """Read the page at a development server's address, as it comes from there.

    Raises:
        DevPageUnreadable: no answer, or not HTML.
    """
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=False), timeout=timeout
            ) as session,
            session.get(url, headers={"Accept": "text/html"}) as answer,
        ):
            body = await answer.content.read(_READ_MAX_BYTES)
            kind = answer.content_type
    except (aiohttp.ClientError, TimeoutError) as problem:
        raise DevPageUnreadable(f"The page at {url} could not be read ({problem}).") from problem
    if kind != "text/html":
        raise DevPageUnreadable(f"The page at {url} is {kind}, not HTML. Check the address.")
    return page_text(body)


def page_text(body: bytes) -> str:
    """Decode a page for reading; what is no UTF-8 is replaced, because only ASCII matters here."""
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def page_warnings(text: str, *, client_key: str | None) -> list[str]:
    """Say what keeps a page from starting the SDK on the platform, one sentence each.

    Module scripts that a development server puts before the SDK do not count: they run after it.

    Args:
        text: the page's HTML as the app serves it.
        client_key: the config's key; None when it has no real one.

    Source: seed:sdk-tag, contract:toolchain-3.5.
    """
    page = Page(text)
    warnings = []
    sdk, init = page.sdk, page.init
    if sdk is None:
        warnings.append(
            f"The page does not load the SDK. Run `ttdx minis init`, or put {spec.SDK_URL} "
            "into a script tag at the top of <head>."
        )
    else:
        first = next((it for it in page.scripts if it is sdk or it.delay != 'type="module"'), sdk)
        if first is not sdk:
            warnings.append(
                "The SDK is not the first script of the page. Move its tag to the top of <head>."
            )
    if init is None:
        warnings.append(
            "The page's HTML does not call TTMinis.init. Run `ttdx minis init`; a call in a "
            "bundled script comes too late for the platform's check."
        )
        return warnings
    key = page.init_key(init)
    if key is None or client_key is None:
        return warnings
    if not is_real_key(key.value):
        warnings.append(
            f"The TTMinis.init call of the page has the placeholder {key.value!r}. Put the client "
            f"key of {spec.CONFIG_NAME} there: {client_key!r}."
        )
    elif key.value != client_key:
        warnings.append(
            f"The client keys differ: {key.value!r} in the page's TTMinis.init call, "
            f"{client_key!r} in {spec.CONFIG_NAME}. Make them equal."
        )
    return warnings
