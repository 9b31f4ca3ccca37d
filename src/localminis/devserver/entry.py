"""A look at the page that the app really serves: does it load and start the SDK as it must?

The platform's own tool refuses to start otherwise; here each fault is a sentence and the page runs.
"""

import codecs
from typing import Final

import aiohttp

from localminis.devserver.model import DevPageUnreadable
from localminis.project.html import is_real_key
from localminis.project.page import Page, is_sdk
from localminis.spec import config as spec
from localminis.spec.config import Flavour

_TIMEOUT_S = 10
_READ_MAX_BYTES = 8 << 20
_COMMAND: Final[dict[Flavour, str]] = {"minis": "ttdx minis", "minigame": "ttdx minigame"}
_IS: Final[dict[Flavour, str]] = {"minis": "a mini app", "minigame": "a game"}


async def read_page(url: str, *, timeout_s: float = _TIMEOUT_S) -> str:
    """Read the page at a development server's address, as it comes from there.

    Raises:
        DevPageUnreadable: no answer, or not HTML.
    """
    timeout = aiohttp.ClientTimeout(total=timeout_s)
    try:
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=False), timeout=timeout
            ) as session,
            session.get(url, headers={"Accept": "text/html"}) as answer,
        ):
            body = await answer.content.read(_READ_MAX_BYTES)
            kind = answer.content_type
    except TimeoutError as problem:
        raise DevPageUnreadable(
            f"The page at {url} did not answer within {timeout_s:g} s. Look at its server's output."
        ) from problem
    except aiohttp.ClientError as problem:
        raise DevPageUnreadable(f"The page at {url} could not be read ({problem}).") from problem
    if kind != "text/html":
        raise DevPageUnreadable(f"The page at {url} is {kind}, not HTML. Check the address.")
    return page_text(body)


def page_text(body: bytes) -> str:
    """Decode a page for reading; what is no UTF-8 is replaced, because only ASCII matters here."""
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def page_warnings(text: str, *, client_key: str | None, flavour: Flavour = "minis") -> list[str]:
    """Say what keeps a page from starting the SDK on the platform, one sentence each.

    Module scripts that a development server puts before the SDK do not count: they run after it.

    Args:
        text: the page's HTML as the app serves it.
        client_key: the config's key; None when it has no real one.
        flavour: mini app or game, which load different SDKs.

    Source: seed:sdk-tag, contract:toolchain-3.5.
    """
    page = Page(text)
    warnings = []
    sdk, init = page.sdk, page.init
    command, call = _COMMAND[flavour], spec.INIT_CALL_OF[flavour]
    config_name = spec.CONFIG_NAMES[flavour]
    other: Flavour = "minis" if flavour == "minigame" else "minigame"
    if sdk is None:
        warnings.append(
            f"The page does not load the SDK. Run `{command} init`, or put "
            f"{spec.SDK_URL_OF[flavour]} into a script tag at the top of <head>."
        )
    elif is_sdk(sdk.src, [spec.SDK_URL_OF[other]]):
        warnings.append(
            f"The page loads {spec.SDK_URL_OF[other]}, and {config_name} makes it "
            f"{_IS[flavour]}. Load {spec.SDK_URL_OF[flavour]}, or run `{_COMMAND[other]} init`."
        )
    else:
        first = next((it for it in page.scripts if it is sdk or it.delay != 'type="module"'), sdk)
        if first is not sdk:
            warnings.append(
                "The SDK is not the first script of the page. Move its tag to the top of <head>."
            )
    if init is None:
        warnings.append(
            f"The page's HTML does not call {call}. Run `{command} init`; a call in a "
            "bundled script comes too late for the platform's check."
        )
        return warnings
    key = page.init_key(init)
    if key is None or client_key is None:
        return warnings
    if not is_real_key(key.value):
        warnings.append(
            f"The {call} call of the page has the placeholder {key.value!r}. Put the client "
            f"key of {config_name} there: {client_key!r}."
        )
    elif key.value != client_key:
        warnings.append(
            f"The client keys differ: {key.value!r} in the page's {call} call, "
            f"{client_key!r} in {config_name}. Make them equal."
        )
    return warnings
