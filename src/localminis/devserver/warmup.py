"""Asking a development server for a page's modules before the browser does.

Such servers compile a module when it is first asked for. While the rest of the program starts they
have time for that, and the first look at the page finds the modules ready.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from localminis.project.page import Page

# As many connections as a browser opens to one server.
_CONNECTIONS: Final = 6
# A whole application's modules; more of them are left to the browser.
_MODULES_MAX: Final = 500
_READ_MAX_BYTES: Final = 4 << 20
_TIMEOUT_S: Final = 30.0
_KINDS: Final = frozenset({"text/javascript", "application/javascript"})
# What a browser asks with, so that the server prepares the same answer.
_HEADERS: Final = {"Accept": "*/*", "Sec-Fetch-Dest": "script", "Sec-Fetch-Mode": "cors"}
# Imports as such servers write them: with the address at which the module is.
_IMPORT: Final = re.compile(
    r"""(?:^|[;}\n])\s*(?:import|export)\b[^"'`();]*?["']((?:/|\./|\.\./)[^"'\n]*)["']"""
)


async def warm(url: str, text: str) -> None:
    """Ask for the modules that a page loads at its start, and for what they import.

    Nothing comes of it but that the server has answered before: what fails now is left to the
    browser to find.

    Args:
        url: where the page is.
        text: its HTML, as the server sent it.
    """
    with suppress(aiohttp.ClientError, TimeoutError, ValueError):
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=False, limit=_CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
            headers=_HEADERS,
        ) as session:
            await _follow(session, list(_modules_of(url, text)))


async def _follow(session: aiohttp.ClientSession, urls: list[str]) -> None:
    known, asked = dict.fromkeys(urls), 0
    running: set[asyncio.Task[list[str]]] = set()
    try:
        while True:
            fresh = [*known][asked:_MODULES_MAX]
            asked += len(fresh)
            running |= {asyncio.create_task(_imports(session, each)) for each in fresh}
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                known |= dict.fromkeys(task.result())
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _imports(session: aiohttp.ClientSession, url: str) -> list[str]:
    """Ask for a module and return the addresses of what it imports."""
    try:
        async with session.get(url, allow_redirects=False) as answer:
            if not answer.ok or answer.content_type not in _KINDS:
                return []
            code = (await answer.content.read(_READ_MAX_BYTES)).decode("utf-8", "replace")
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return []
    return [each for found in _IMPORT.findall(code) if (each := _beside(url, found))]


def _modules_of(url: str, text: str) -> Iterator[str]:
    for script in Page(text).scripts:
        if script.delay == 'type="module"':
            found = [script.src] if script.src else _IMPORT.findall(script.code)
            yield from (each for name in found if (each := _beside(url, name)))


def _beside(url: str, name: str) -> str:
    """Return the address of a module that is on the same server, or an empty text."""
    try:
        address = urljoin(url, name).partition("#")[0]
        is_here = urlsplit(address)[:2] == urlsplit(url)[:2]
    except ValueError:
        return ""
    return address if is_here else ""
