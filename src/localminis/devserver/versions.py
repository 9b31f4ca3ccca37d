"""The uploaded versions of one app, on one origin that keeps the page's storage between them.

Each version lies below a folder of its number, as pages with relative addresses can.
"""

import re
from typing import Final

from aiohttp import web

from localminis.devserver.model import Site
from localminis.devserver.origin import Guards, Origin, folder_response
from localminis.devserver.rewrite import PageMarks

_PLACE: Final = re.compile(r"/(?P<number>[1-9]\d{0,9})(?P<path>/.*)?")
_ABSOLUTE: Final = (
    "There is nothing here. A version lies below a folder of its number, so addresses in the page "
    "must be relative: build with `base: './'`.\n"
)


class VersionServer(Origin):
    """Serves the versions of an app that were opened, until it is stopped."""

    def __init__(
        self, platform_url: str, client_key: str, *, host: str, port: int, lan_token: str = ""
    ) -> None:
        super().__init__(platform_url, host=host, port=port, lan_token=lan_token)
        self._client_key = client_key
        self._sites: dict[int, Site] = {}
        # Where a second phone opens the versions, once there is one: its user has a storage apart.
        self.second_origin = ""

    def open(self, number: int, site: Site) -> str:
        """Serve a version from now on; returns the address at which its page opens."""
        self._sites[number] = site
        return f"{self.origin}/{number}/"

    def guards(self, path: str) -> Guards:
        """Return the headers for the version that the path leads to."""
        found = self._find(path)
        return self.guards_for(found[1].trusted_domains if found else ())

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer with a file of the version that the path leads to."""
        found = self._find(path)
        if found is None:
            return web.Response(status=404, text=_ABSOLUTE)
        number, site, inside = found
        if not inside:
            return web.Response(status=308, headers={"Location": f"/{number}/"})
        marks = PageMarks(self.platform_origin, self._client_key, is_game=site.is_game)
        return folder_response(
            request,
            inside,
            site.folder.resolve(),
            entry=site.entry,
            marks=marks,
            prefix=f"/{number}",
        )

    def _find(self, path: str) -> tuple[int, Site, str] | None:
        place = _PLACE.fullmatch(path)
        site = None if place is None else self._sites.get(int(place["number"]))
        if place is None or site is None:
            return None
        return int(place["number"]), site, place["path"] or ""
