"""A headless Chromium that opens the simulator, waits for the app and takes its picture.

Spoken to by the DevTools protocol over a WebSocket on loopback; nothing needs to be installed but
the browser itself.
"""

import asyncio
import base64
import contextlib
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from localminis.devserver.model import BrowserMissing, BrowserSilent

PROGRAMS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)

_FLAGS: Final = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--hide-scrollbars",
)
_LISTENING = re.compile(rb"DevTools listening on (ws://\S+)")
_START_TIMEOUT_S: Final = 30
_POLL_S: Final = 0.1
# After init a page still draws itself; fonts and pictures come later than its first words.
_DRAWN: Final = "document.readyState === 'complete'"
_STATE: Final = (
    "JSON.stringify({app: document.body.dataset.app ?? '', card: [...document.querySelectorAll("
    "'#card:not([hidden]) .card__words > :not(.card__buttons)')].map((each) => each.innerText)"
    ".join(': '), empty: document.querySelector('.empty')?.innerText ?? ''})"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the phone showed in the end: whether the app runs, what it says if not, its picture."""

    is_running: bool
    words: str
    picture: bytes


def find_browser(environment: Mapping[str, str]) -> str:
    """Return the path of an installed Chromium.

    Raises:
        BrowserMissing: none of the usual names is on the PATH.
    """
    path = environment.get("PATH")
    found = next(filter(None, (shutil.which(each, path=path) for each in PROGRAMS)), None)
    if found is None:
        raise BrowserMissing(
            f"No Chromium was found; looked for {', '.join(PROGRAMS)}. Install one, or leave out "
            "--headless and open the simulator yourself."
        )
    return found


async def look(
    program: str, url: str, *, width_px: int, height_px: int, timeout_s: float, is_root: bool
) -> Seen:
    """Open the simulator at an address, wait until the app has called init, and look at it.

    Args:
        program: as `find_browser` gives it.
        url: of the simulator.
        width_px: of the window, as are `height_px`.
        timeout_s: how long the app may take.
        is_root: whether we run with all rights, where Chromium refuses its own sandbox.

    Raises:
        BrowserSilent: the browser did not start, or ended.
    """
    size = {"width": width_px, "height": height_px, "deviceScaleFactor": 2, "mobile": False}
    async with (
        _browser(program, is_root=is_root) as address,
        aiohttp.ClientSession() as session,
        session.ws_connect(address, max_msg_size=0) as socket,
    ):
        tab = await _Tab.open(socket)
        await tab.call("Emulation.setDeviceMetricsOverride", size)
        await tab.call("Page.navigate", {"url": url})
        words = await _wait(tab, timeout_s)
        answer = await tab.call("Page.captureScreenshot", {"format": "png"})
        return Seen(not words, words, base64.b64decode(answer["data"]))


async def _wait(tab: "_Tab", timeout_s: float) -> str:
    """Wait for the app; empty when it runs, else what the phone says."""
    state: dict[str, str] = {}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            while True:
                with contextlib.suppress(KeyError, ValueError):
                    state = json.loads(await tab.value(_STATE))
                    if state["app"] == "running" and await tab.value(_DRAWN):
                        await tab.settle()
                        return ""
                await asyncio.sleep(_POLL_S)
    words = " ".join((state.get("card") or state.get("empty") or "").split())
    return words or f"The app did not call TTMinis.init within {timeout_s:g} s."


class _Tab:
    """One page of the browser, by its session."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._session: dict[str, str] = {}

    @classmethod
    async def open(cls, socket: aiohttp.ClientWebSocketResponse) -> "_Tab":
        tab = cls(socket)
        made = await tab.call("Target.createTarget", {"url": "about:blank"})
        target = {"targetId": made["targetId"], "flatten": True}
        attached = await tab.call("Target.attachToTarget", target)
        tab._session = {"sessionId": attached["sessionId"]}
        return tab

    async def call(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters, **self._session}
        await self._socket.send_json(message)
        async for each in self._socket:
            answer = each.json()
            if answer.get("id") != number:
                continue
            if "error" in answer:
                raise BrowserSilent(f"Chromium refused {method}: {answer['error']['message']}")
            return dict(answer["result"])
        raise BrowserSilent("Chromium ended while it was looked at. Try again.")

    async def value(self, expression: str) -> Any:
        found = await self.call("Runtime.evaluate", {"expression": expression})
        return found["result"]["value"]

    async def settle(self) -> None:
        """Wait for two frames, so that what was decided is drawn."""
        frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        await self.call("Runtime.evaluate", {"expression": frames, "awaitPromise": True})


@asynccontextmanager
async def _browser(program: str, *, is_root: bool) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        flags = [*_FLAGS, f"--user-data-dir={folder}", *(["--no-sandbox"] if is_root else [])]
        process = await asyncio.create_subprocess_exec(
            program,
            *flags,
            "about:blank",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield await _address(process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    said = b""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_START_TIMEOUT_S):
            while line := await process.stderr.readline():
                said = line
                if found := _LISTENING.search(line):
                    return found[1].decode()
    last = said.decode("utf-8", "replace").strip()
    raise BrowserSilent(f"Chromium did not start. It said: {last or 'nothing'}")
