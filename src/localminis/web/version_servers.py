"""The origins of the apps whose versions are opened in the simulator, for as long as this run.

Each app has one on loopback and, where phones are let in, a twin of it on the network.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localminis.devserver.model import PortTaken
from localminis.identity.model import App

if TYPE_CHECKING:
    from localminis.devserver.lan import LanGate
    from localminis.devserver.versions import VersionServer
    from localminis.web.context import Context
    from localminis.web.openings import Opening

# The origins of versions follow the ports of the platform, the page and what the demo takes; those
# of their second phones come after the first thousand apps'.
_FIRST_PORT: Final = 10
_SECOND_PHONE: Final = 1_000
_PORT_MAX: Final = 65_535


@dataclass(slots=True)
class VersionServers:
    """The origins of the apps whose versions were opened in this run; made when first asked for."""

    _servers: "dict[tuple[str, str], VersionServer]" = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, context: "Context", opening: "Opening") -> tuple[str, str]:
        """Serve a version; returns the addresses of its page for a phone and a second one."""
        server = await self._server(context, opening.app, "127.0.0.1", context.url)
        url = server.open(opening.version.number, opening.site)
        return url, server.second_origin + url.removeprefix(server.origin)

    async def open_to_phones(self, context: "Context", gate: "LanGate", opening: "Opening") -> str:
        """Serve a version to phones that bring the gate's token; returns its page's address."""
        server = await self._server(context, opening.app, gate.address, gate.origin, gate.token)
        return server.open(opening.version.number, opening.site)

    async def _server(
        self, context: "Context", app: App, host: str, platform_url: str, lan_token: str = ""
    ) -> "VersionServer":
        place = (app.client_key, host)
        async with self._lock:
            if place not in self._servers:
                self._servers[place] = await _started(context, app, host, platform_url, lan_token)
            return self._servers[place]

    async def close(self) -> None:
        """Stop serving."""
        async with self._lock:
            for server in self._servers.values():
                await server.stop()
            self._servers.clear()


async def _started(
    context: "Context", app: App, host: str, platform_url: str, lan_token: str
) -> "VersionServer":
    """Start an app's origin, at the same port in each run if it is free: storage hangs on it."""
    # Imported here: it takes long to load, and most runs open no version.
    from localminis.devserver.versions import VersionServer

    settings = context.settings
    wished = settings.port + _FIRST_PORT + app.id if settings.port else 0
    second = wished + _SECOND_PHONE if wished else 0
    for port in (wished if wished <= _PORT_MAX else 0, 0):
        server = VersionServer(
            platform_url, app.client_key, host=host, port=port, lan_token=lan_token
        )
        with suppress(PortTaken):
            await server.start()
            if not lan_token:
                server.second_origin = await server.listen_also(
                    second if second <= _PORT_MAX else 0
                )
            return server
    raise PortTaken("No port is free for the app's versions. Stop another program.", port=0)
