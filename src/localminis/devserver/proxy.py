"""The page server: the app's page on an origin of its own, as the phone loads it.

It fronts either the app's own development server or a built folder.
"""

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from localminis.devserver.folder import find_file
from localminis.devserver.model import FolderMissing, check_upstream
from localminis.devserver.origin import Guards, Origin, folder_response, html_response
from localminis.devserver.rewrite import PageMarks
from localminis.devserver.upstream import Upstream, UpstreamDown
from localminis.spec import restrictions

DEFAULT_PORT: Final = 8601
# From the page's port to that of the second phone, whose user must have a storage of their own.
_SECOND: Final = 8
_PORT_MAX: Final = 65_535

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
    `port` 0 takes a free one. With a `lan_token` only phones that have it are served. `entry`
    is the page that answers `/`, relative to `folder`.
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
    lan_token: str = ""
    is_game: bool = False


class PageServer(Origin):
    """Serves one app's page until it is stopped; `url` is where the page opens."""

    def __init__(self, options: PageOptions) -> None:
        assert (options.upstream is None) != (options.folder is None), "give one of the two"
        super().__init__(
            options.platform_url,
            host=options.host,
            port=options.port,
            lan_token=options.lan_token,
        )
        self.options = options
        self._marks = PageMarks(
            self.platform_origin,
            options.client_key,
            rules=options.rules,
            is_game=options.is_game,
        )
        self.trust(options.trusted_domains)
        self._path = "/"
        # Where the second phone opens the page; known once the server has started, "" on a network.
        self.second_origin = ""
        self._folder: Path | None = None
        if options.upstream is not None:
            self._path = urlsplit(check_upstream(options.upstream)).path or "/"
        if options.folder is not None:
            self._folder = _checked_folder(options.folder, options.entry)
        self._upstream: Upstream | None = None

    @property
    def url(self) -> str:
        """The address at which the page opens; known once the server has started."""
        return self.origin + self._path

    @property
    def second_url(self) -> str:
        """The address at which a second phone opens the page, on an origin of its own."""
        return self.second_origin + self._path

    def trust(self, domains: tuple[str, ...]) -> None:
        """Let requests go to these domains from now on; a page that is open keeps what it has."""
        self._guards = self.guards_for(domains, mode=self.options.rules)

    async def start(self) -> None:
        """Listen, and answer from now on.

        Raises:
            PortTaken: another program listens there, or the port needs rights that we lack.
        """
        await super().start()
        if not self.options.lan_token:
            wished = self.options.port + _SECOND if self.options.port else 0
            self.second_origin = await self.listen_also(wished if wished <= _PORT_MAX else 0)
        if self.options.upstream is not None:
            self._upstream = Upstream(
                self.options.upstream,
                own_origins=[f"http://{host}" for host in self.hosts],
                marks=self._marks,
            )

    async def stop(self) -> None:
        """Close all connections and stop listening; stopping twice does nothing."""
        await super().stop()
        if self._upstream is not None:
            await self._upstream.close()
        self._upstream = None

    def guards(self, path: str) -> Guards:  # noqa: ARG002 - one page, one policy
        """Return the headers that make the browser keep the rules."""
        return self._guards

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer from the folder or from the development server."""
        if self._folder is not None:
            return folder_response(
                request, path, self._folder, entry=self.options.entry, marks=self._marks
            )
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
            return html_response(page.encode(), self._marks, status=502)


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
