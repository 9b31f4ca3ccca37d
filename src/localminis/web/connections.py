"""Connections of callers, on which the head and the body of an answer leave together.

Uvicorn writes them one after the other. Each write is a call of the system and wakes the caller,
who cannot do anything with the first half.
"""

import asyncio
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# What is as large as that gains nothing from waiting.
_HELD_MAX_BYTES: Final = 16_384


class Connection(HttpToolsProtocol):
    """Uvicorn's, with a transport that gathers."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the gathering in between."""
        self._gathered = Gathered(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", self._gathered))

    def on_response_complete(self) -> None:
        """Send what there is of the answer: nothing more will come."""
        self._gathered.flush()
        super().on_response_complete()


class Gathered:
    """A transport that holds small writes until the answer is complete, or the loop has turned."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the transport."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Hold some bytes for those that follow."""
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)
        if len(data) > _HELD_MAX_BYTES:
            self.flush()

    def flush(self) -> None:
        """Send what is held."""
        if self._held and not self._transport.is_closing():
            self._transport.write(b"".join(self._held))
        self._held = []

    def close(self) -> None:
        """Send what is held, then close."""
        self.flush()
        self._transport.close()
