"""The page server: the app's page on an origin of its own, as the phone loads it.

It fronts either the app's own development server or a built folder, answers hosted scripts under
`/__localminis__/`, and puts the page's restrictions on every response.
"""

import errno
import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from aiohttp import web

from localminis.devserver import assets
from localminis.devserver.folder import content_type, find_file
from localminis.devserver.model import FolderMissing, PortTaken, check_upstream
from localminis.devserver.ports import find_holder
from localminis.devserver.rewrite import (
    ERUDA_PATH,
    GAME_SDK_PATH,
    LOCAL_PREFIX,
    PLAYER_PATH,
    SDK_PATH,
    SHIM_PATH,
    VCONSOLE_PATH,
    PageMarks,
    rewrite,
)
from localminis.devserver.upstream import Upstream, UpstreamDown
from localminis.spec import restrictions

DEFAULT_PORT: Final = 8601

_HEADER_SIZE_MAX_BYTES: Final = 65_536
_SHUTDOWN_S: Final = 1.0
_SCRIPTS: Final = {
    SHIM_PATH: assets.shim_script,
    SDK_PATH: lambda: assets.sdk_script("drama"),
    GAME_SDK_PATH: lambda: assets.sdk_script("game"),
    ERUDA_PATH: assets.eruda_script,
    PLAYER_PATH: assets.player_script,
    VCONSOLE_PATH: assets.vconsole_script,
}

# Reloads itself: a dev server that is restarted comes back without a hand.
_DOWN_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Waiting for the app</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 20vh auto 0 }}
body {{ max-width: 26em; padding: 0 2em }}
h1 {{ font-size: 1.25em }}
code {{ overflow-wrap: anywhere }}
</style></head>
<body><h1>Your development server does not answer</h1>
<p>Nothing is listening at <code>{upstream}</code>. Start it again, or look at the output of its
script in the terminal. This page tries again every two seconds.</p></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """What one page server serves, and to whom.

    Exactly one of `upstream` and `folder` is given. A path in `upstream` is where the page opens.
    `port` 0 takes a free one. `entry` is the page that answers `/`, relative to `folder`.
    """

    platform_url: str
    client_key: str
    upstream: str | None = None
    folder: Path | None = None
    entry: str = "index.html"
    trusted_domains: tuple[str, ...] = ()
    rules: restrictions.Mode = "enforce"
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    is_game: bool = False


class PageServer:
    """Serves one app's page until it is stopped; `url` is where the page opens."""

    def __init__(self, options: PageOptions) -> None:
        assert (options.upstream is None) != (options.folder is None), "give one of the two"
        platform = urlsplit(options.platform_url)
        self.options = options
        self._platform_origin = f"{platform.scheme}://{platform.netloc}"
        self._marks = PageMarks(
            self._platform_origin,
            options.client_key,
            rules=options.rules,
            is_game=options.is_game,
        )
        self.trust(options.trusted_domains)
        self._path = "/"
        self._folder: Path | None = None
        if options.upstream is not None:
            self._path = urlsplit(check_upstream(options.upstream)).path or "/"
        if options.folder is not None:
            self._folder = _checked_folder(options.folder, options.entry)
        self._port = 0
        self._hosts: frozenset[str] = frozenset()
        self._upstream: Upstream | None = None
        self._runner: web.AppRunner | None = None

    @property
    def origin(self) -> str:
        """The page's origin; known once the server has started."""
        return f"http://{self.options.host}:{self._port}"

    @property
    def url(self) -> str:
        """The address at which the page opens; known once the server has started."""
        return self.origin + self._path

    def trust(self, domains: tuple[str, ...]) -> None:
        """Let requests go to these domains from now on; a page that is open keeps what it has."""
        self._guards = {
            **restrictions.page_headers(
                domains, frame_ancestor=self._platform_origin, mode=self.options.rules
            ),
            "Referrer-Policy": "no-referrer",
        }

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
            await web.TCPSite(runner, self.options.host, self.options.port).start()
        except OSError as problem:
            await runner.cleanup()
            raise _port_taken(problem, self.options.port) from problem
        self._runner = runner
        self._port = runner.addresses[0][1]
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = frozenset(f"{name}:{self._port}" for name in names)
        if self.options.upstream is not None:
            self._upstream = Upstream(
                self.options.upstream,
                own_origins=[f"http://{host}" for host in self._hosts],
                marks=self._marks,
            )

    async def stop(self) -> None:
        """Close all connections and stop listening; stopping twice does nothing."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._upstream is not None:
            await self._upstream.close()
        self._runner = self._upstream = None

    async def _guard(self, _request: web.Request, response: web.StreamResponse) -> None:
        for name, value in self._guards.items():
            if name.startswith("Content-Security-Policy"):
                # Beside the app's own policy: the browser applies both.
                response.headers.add(name, value)
            else:
                response.headers[name] = value

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        # A foreign name that was made to point here (DNS rebinding) is not served.
        if request.headers.get("Host", "").lower() not in self._hosts:
            return web.Response(
                status=403,
                text=f"This server answers as {self.origin} only. Open it by that address.\n",
            )
        path = request.raw_path.partition("?")[0]
        if path.startswith(LOCAL_PREFIX):
            return _script_response(path)
        if self._folder is not None:
            return self._from_folder(request, path)
        return await self._from_upstream(request)

    async def _from_upstream(self, request: web.Request) -> web.StreamResponse:
        assert self._upstream is not None
        if not request.raw_path.startswith("/"):
            return web.Response(status=400, text="The request's target must be a path.\n")
        try:
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await self._upstream.forward_websocket(request)
            return await self._upstream.forward(request)
        except UpstreamDown:
            if "text/html" not in request.headers.get("Accept", ""):
                text = f"The app's development server at {self._upstream.origin} does not answer.\n"
                return web.Response(status=502, text=text)
            page = _DOWN_PAGE.format(upstream=html.escape(self._upstream.origin))
            return _html_response(page.encode(), self._marks, status=502)

    def _from_folder(self, request: web.Request, path: str) -> web.StreamResponse:
        assert self._folder is not None
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, text="A folder answers GET only.\n")
        found = find_file(self._folder, path, entry=self.options.entry)
        if found is None:
            return web.Response(status=404, text="There is no such file in the built folder.\n")
        if found.name == "index.html" and found.parent != self._folder and not path.endswith("/"):
            last = path.rsplit("/", 1)[-1]
            if unquote(last) == found.parent.name:
                # Relative addresses in the page need the folder's own address.
                return web.Response(status=308, headers={"Location": f"/{path.strip('/')}/"})
        kind = content_type(found)
        if kind.startswith("text/html"):
            is_fetched = request.headers.get("Sec-Fetch-Dest") == "empty"
            return _html_response(found.read_bytes(), self._marks, is_fetched=is_fetched)
        headers = {"Content-Type": kind, "Cache-Control": "no-store"}
        return web.FileResponse(found, headers=headers)


def _checked_folder(folder: Path, entry: str) -> Path:
    if not folder.is_dir():
        raise FolderMissing(
            f"There is no folder {folder}. Run your production build first, or name another folder."
        )
    resolved = folder.resolve()
    if find_file(resolved, "/", entry=entry) is None:
        raise FolderMissing(
            f"The folder {folder} has no {entry}. Run your production build first, or name "
            "another folder."
        )
    return resolved


def _port_taken(problem: OSError, port: int) -> PortTaken:
    if problem.errno == errno.EADDRINUSE:
        holder = find_holder(port)
        what = f"Port {port} is in use{f' by {holder}' if holder else ''}."
    else:
        what = f"Port {port} cannot be opened: {problem.strerror or problem}."
    return PortTaken(f"{what} Choose another one with --port, or 0 for any free one.", port=port)


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


def _html_response(
    body: bytes, marks: PageMarks, *, status: int = 200, is_fetched: bool = False
) -> web.Response:
    # Without a charset of our own: the file's mark or meta tag decides, as when it is hosted.
    has_charset = re.search(rb"<meta[^>]+charset", body[:1024], re.IGNORECASE)
    kind = "text/html" if has_charset else "text/html; charset=utf-8"
    return web.Response(
        status=status,
        body=rewrite(body, marks, is_fragment_possible=is_fetched),
        headers={"Content-Type": kind, "Cache-Control": "no-store"},
    )
