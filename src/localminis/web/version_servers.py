"""The origins of the apps whose versions are opened in the simulator, for as long as this run."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localminis.devserver.model import PortTaken
from localminis.devserver.versions import VersionServer
from localminis.identity.model import App

if TYPE_CHECKING:
    from localminis.web.context import Context
    from localminis.web.openings import Opening

# The origins of versions follow the ports of the platform, the page and what the demo takes.
_FIRST_PORT: Final = 10
_PORT_MAX: Final = 65_535


@dataclass(slots=True)
class VersionServers:
    """The origins of the apps whose versions were opened in this run; made when first asked for."""

    _servers: dict[str, VersionServer] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, context: "Context", opening: "Opening") -> str:
        """Serve a version; returns the address of its page."""
        key = opening.app.client_key
        async with self._lock:
            server = self._servers.get(key)
            if server is None:
                server = self._servers[key] = await _started(context, opening.app)
        return server.open(opening.version.number, opening.site)

    async def close(self) -> None:
        """Stop serving."""
        async with self._lock:
            for server in self._servers.values():
                await server.stop()
            self._servers.clear()


async def _started(context: "Context", app: App) -> VersionServer:
    """Start an app's origin, at the same port in each run if it is free: storage hangs on it."""
    settings = context.settings
    wished = settings.port + _FIRST_PORT + app.id if settings.port else 0
    for port in (wished if wished <= _PORT_MAX else 0, 0):
        server = VersionServer(context.url, app.client_key, host="127.0.0.1", port=port)
        with suppress(PortTaken):
            await server.start()
            return server
    raise PortTaken("No port is free for the app's versions. Stop another program.", port=0)
