"""An origin of an app's own: what every server of a page does, whatever it serves.

It answers under this machine's names only and hosted scripts under `/__localminis__/`, and puts the
page's restrictions on every response. What else it answers is up to the two kinds: the page that is
being written (`proxy.py`) and the versions that were uploaded (`versions.py`).
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from aiohttp import web

from localminis.devserver import assets, lan
from localminis.devserver.folder import content_type, find_file
from localminis.devserver.lull import Lull
from localminis.devserver.model import PortTaken
from localminis.devserver.ports import taken
from localminis.devserver.rewrite import (
    ERUDA_PATH,
    GAME_SDK_PATH,
    LOCAL_PREFIX,
    PLAYER_PATH,
    SDK_PATH,
    SHIM_PATH,
    STANDALONE_PATH,
    VCONSOLE_PATH,
    PageMarks,
    rewrite,
)
from localminis.spec import restrictions

_HEADER_SIZE_MAX_BYTES: Final = 65_536
_SHUTDOWN_S: Final = 1.0
_SCRIPTS: Final = {
    SHIM_PATH: assets.shim_script,
    SDK_PATH: lambda: assets.sdk_script("drama"),
    GAME_SDK_PATH: lambda: assets.sdk_script("game"),
    ERUDA_PATH: assets.eruda_script,
    PLAYER_PATH: assets.player_script,
    STANDALONE_PATH: assets.standalone_script,
    VCONSOLE_PATH: assets.vconsole_script,
}

Guards = Mapping[str, str]


class Origin(ABC):
    """A server of one app's pages, until it is stopped.

    With a `lan_token` only phones that have it are served.
    """

    def __init__(self, platform_url: str, *, host: str, port: int, lan_token: str = "") -> None:
        platform = urlsplit(platform_url)
        self.platform_origin = f"{platform.scheme}://{platform.netloc}"
        self.hosts: frozenset[str] = frozenset()
        self.lull = Lull()
        self._host, self._port = host, port
        self._lan_token = lan_token
        self._runner: web.AppRunner | None = None

    @property
    def origin(self) -> str:
        """The address without a path; known once the server has started."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen, and answer from now on.

        Raises:
            PortTaken: another program listens there, or the port needs rights that we lack.
        """
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        app.on_response_prepare.append(self._guard)
        runner = web.AppRunner(
            app,
            access_log=None,
            # A page that goes away must not leave its event stream open at the upstream.
            handler_cancellation=True,
            auto_decompress=False,
            shutdown_timeout=_SHUTDOWN_S,
            max_line_size=_HEADER_SIZE_MAX_BYTES,
            max_field_size=_HEADER_SIZE_MAX_BYTES,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as problem:
            await runner.cleanup()
            raise _port_taken(problem, self._port) from problem
        self._runner = runner
        self._port = runner.addresses[0][1]
        self.hosts = self._names_at(self._port)

    async def listen_also(self, wished: int) -> str:
        """Answer at another port too, which the browser takes for another origin; returns that.

        Args:
            wished: the port, if it is free; 0 takes any.
        """
        assert self._runner is not None, "start first"
        for port in (wished, 0):
            with suppress(OSError):
                await web.TCPSite(self._runner, self._host, port).start()
                break
        taken = int(self._runner.addresses[-1][1])
        self.hosts |= self._names_at(taken)
        return f"http://{self._host}:{taken}"

    def _names_at(self, port: int) -> frozenset[str]:
        names = {self._host, "127.0.0.1", "localhost", "[::1]"}
        return frozenset(f"{name}:{port}" for name in names)

    async def stop(self) -> None:
        """Close all connections and stop listening; stopping twice does nothing."""
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    @abstractmethod
    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer a request that is no hosted script; `path` is as it came, without the query."""

    @abstractmethod
    def guards(self, path: str) -> Guards:
        """Return the headers that make the browser keep the rules."""

    def guards_for(
        self, trusted_domains: Iterable[str], mode: restrictions.Mode = "enforce"
    ) -> Guards:
        """Return the headers for a page that may ask these origins."""
        headers = restrictions.page_headers(
            trusted_domains, frame_ancestor=self.platform_origin, mode=mode
        )
        return {**headers, "Referrer-Policy": "no-referrer"}

    async def _guard(self, request: web.Request, response: web.StreamResponse) -> None:
        for name, value in self.guards(_path(request)).items():
            if name.startswith("Content-Security-Policy"):
                # Beside the app's own policy: the browser applies both.
                response.headers.add(name, value)
            else:
                response.headers[name] = value

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.lull.note()
        # A foreign name that was made to point here (DNS rebinding) is not served.
        if request.headers.get("Host", "").lower() not in self.hosts:
            return web.Response(
                status=403,
                text=f"This server answers as {self.origin} only. Open it by that address.\n",
            )
        if self._lan_token and not lan.is_admitted(request, self._lan_token):
            return lan.refusal()
        path = _path(request)
        if path.startswith(LOCAL_PREFIX):
            return _script_response(path)
        return await self.answer(request, path)


def folder_response(
    request: web.Request, path: str, folder: Path, *, entry: str, marks: PageMarks, prefix: str = ""
) -> web.StreamResponse:
    """Answer with a file of a built folder.

    Args:
        path: within the folder, still percent-encoded.
        folder: resolved.
        entry: the page that answers `/`, relative to `folder`.
        prefix: where the folder lies on this origin.
    """
    if request.method not in {"GET", "HEAD"}:
        return web.Response(status=405, text="A folder answers GET only.\n")
    found = find_file(folder, path, entry=entry)
    if found is None:
        return web.Response(status=404, text="There is no such file in the built folder.\n")
    if found.name == "index.html" and found.parent != folder and not path.endswith("/"):
        last = path.rsplit("/", 1)[-1]
        if unquote(last) == found.parent.name:
            # Relative addresses in the page need the folder's own address.
            place = f"{prefix}/{path.strip('/')}/"
            return web.Response(status=308, headers={"Location": place})
    kind = content_type(found)
    if kind.startswith("text/html"):
        is_fetched = request.headers.get("Sec-Fetch-Dest") == "empty"
        return html_response(found.read_bytes(), marks, is_fetched=is_fetched)
    headers = {"Content-Type": kind, "Cache-Control": "no-store"}
    return web.FileResponse(found, headers=headers)


def html_response(
    body: bytes, marks: PageMarks, *, status: int = 200, is_fetched: bool = False
) -> web.Response:
    """Answer with a page, with the marks and the hosted scripts' local addresses in it."""
    # Without a charset of our own: the file's mark or meta tag decides, as when it is hosted.
    has_charset = re.search(rb"<meta[^>]+charset", body[:1024], re.IGNORECASE)
    kind = "text/html" if has_charset else "text/html; charset=utf-8"
    return web.Response(
        status=status,
        body=rewrite(body, marks, is_fragment_possible=is_fetched),
        headers={"Content-Type": kind, "Cache-Control": "no-store"},
    )


def _path(request: web.Request) -> str:
    return request.raw_path.partition("?")[0]


def _script_response(path: str) -> web.Response:
    make = _SCRIPTS.get(path)
    if make is None:
        return web.Response(status=404, text="LocalMinis has no such script.\n")
    return web.Response(
        body=make(),
        content_type="text/javascript",
        charset="utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _port_taken(problem: OSError, port: int) -> PortTaken:
    said = taken(problem, port, another="another with --port; 0 takes a free one")
    return PortTaken(said, port=port)
