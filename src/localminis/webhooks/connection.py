"""HTTP/1.1 as the sender needs it: one exchange after the other on connections that are kept.

A connection goes to an address that was checked, nowhere else: no proxy, no redirect, nothing is
unpacked. A client that can do everything takes three times as long for what is done most here.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from localminis.webhooks.guard import CheckedResolver

_HEAD_MAX_BYTES: Final = 65_536
# Shorter than a usual receiver keeps a connection, so that few are used as they are closed.
_KEPT_S: Final = 4.0
# How long an address may take to answer when there is another one to try.
_NEXT_AFTER_S: Final = 2.0
_HTTP_PORTS: Final = {"http": 80, "https": 443}
_FIRST_FINAL_STATUS: Final = 200
_SWITCHING: Final = 101


class ConnectFailed(OSError):
    """None of the receiver's addresses takes a connection."""


class AnswerBroken(OSError):
    """What came is no answer, or not all of one."""


@dataclass(slots=True)
class Met:
    """What an exchange has met so far; `kept` is the first part of the body."""

    kept_bytes: int
    status: int | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    kept: bytearray | None = None
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads: whom to connect to, and what to ask there."""

    scheme: str
    host: str
    port: int
    authority: str
    target: str

    @classmethod
    def of(cls, url: str) -> "Place":
        """Take a checked URL apart."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        query = f"?{parts.query}" if parts.query else ""
        return cls(
            parts.scheme,
            host,
            parts.port or _HTTP_PORTS[parts.scheme],
            parts.netloc.lower(),
            f"{parts.path or '/'}{query}",
        )


class Connections:
    """Opens connections, and keeps those that can be used again for a few seconds."""

    def __init__(self, resolver: CheckedResolver) -> None:
        self._resolver = resolver
        self._idle: dict[tuple[str, str, int], list[Connection]] = {}
        self._tls: ssl.SSLContext | None = None

    def close(self) -> None:
        """Close the connections that wait to be used again."""
        for kept in self._idle.values():
            for each in list(kept):
                each.abort()

    async def exchange(
        self, place: Place, head: bytes, body: bytes | AsyncIterator[bytes], met: Met
    ) -> None:
        """Send a request and hear the answer, into `met`, as far as it is of interest.

        Raises:
            AddressRefused: the name leads to where nothing may be sent.
            OSError: nobody can be connected to, or the answer breaks off.
        """
        idle = self._idle.setdefault((place.scheme, place.host, place.port), [])
        waiting = (each for each in reversed(idle) if not each.is_closing)
        connection = next(waiting, None) or await self._open(place)
        connection.take()
        try:
            await connection.exchange(head, body, met)
        finally:
            connection.leave(idle)

    async def _open(self, place: Place) -> "Connection":
        loop = asyncio.get_running_loop()
        tls = await self._tls_context() if place.scheme == "https" else None
        name = place.host if tls is not None else None
        addresses = await self._resolver.resolve(place.host, place.port)
        trouble: OSError | None = None
        for number, address in enumerate(addresses, 1):
            patience_s = _NEXT_AFTER_S if number < len(addresses) else None
            try:
                async with asyncio.timeout(patience_s):
                    _, connection = await loop.create_connection(
                        Connection, address, place.port, ssl=tls, server_hostname=name
                    )
            except OSError as error:
                trouble = error
            else:
                return connection
        reason = (trouble.strerror or str(trouble) or "no answer") if trouble else "no address"
        raise ConnectFailed(f"Cannot connect to {place.host}:{place.port} ({reason}).") from trouble

    async def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            # Reading all certificates takes a while, and somebody else's turn.
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        return self._tls


class Connection(asyncio.Protocol):
    """One connection to a receiver; its other methods are called by the transport and the parser.

    Whatever a receiver sends before it is asked, or after its answer, ends the connection.
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._parser: HttpResponseParser | None = None
        self._met = Met(0)
        self._ended: asyncio.Future[None] | None = None
        self._head_bytes = 0
        self._is_reusable = False
        self._home: list[Connection] | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    @property
    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._transport.is_closing()

    def take(self) -> None:
        """Take the connection out of those that wait."""
        if self._expiry is not None:
            self._expiry.cancel()
        if self._home is not None:
            self._home.remove(self)
            self._home = None

    def leave(self, home: "list[Connection]") -> None:
        """Put it to those that wait, or close it when its last exchange was not a clean one."""
        if not self._is_reusable or self.is_closing:
            self.abort()
            return
        self._home = home
        home.append(self)
        self._expiry = asyncio.get_running_loop().call_later(_KEPT_S, self.abort)

    def abort(self) -> None:
        """Close at once; a hostile receiver would never agree to an end."""
        self._transport.abort()

    async def exchange(self, head: bytes, body: bytes | AsyncIterator[bytes], met: Met) -> None:
        """Send a request and hear its answer, into `met`.

        Raises:
            OSError: the answer does not come, or breaks off.
        """
        self._met, self._head_bytes, self._is_reusable = met, 0, False
        self._parser = HttpResponseParser(self)
        # Hand-written receivers end their lines like this.
        self._parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True)
        ended = self._ended = asyncio.get_running_loop().create_future()
        if self.is_closing:
            raise AnswerBroken("The receiver closed the connection as soon as it was open.")
        if isinstance(body, bytes):
            self._transport.write(head + body)
            await ended
            return
        sending = asyncio.create_task(self._send(head, body))
        try:
            await ended
            self._is_reusable = self._is_reusable and sending.done()
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, head: bytes, pieces: AsyncIterator[bytes]) -> None:
        self._transport.write(head)
        async for piece in pieces:
            await self._may_write.wait()
            self._transport.write(piece)

    def _end(self, trouble: OSError | None = None) -> None:
        if self._ended is None or self._ended.done():
            self._is_reusable = False
        elif trouble is None:
            self._met.is_ended = True
            self._ended.set_result(None)
        else:
            self._ended.set_exception(trouble)

    def _is_over(self) -> bool:
        return self._ended is None or self._ended.done()

    def connection_made(self, transport: Any) -> None:
        """Keep what to send through."""
        self._transport = transport

    def pause_writing(self) -> None:
        """Let the next piece of a body wait."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """Let it go."""
        self._may_write.set()

    def data_received(self, data: bytes) -> None:
        """Read the next part of an answer."""
        if self._parser is None or self._is_over():
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._end(AnswerBroken("The receiver speaks another protocol than HTTP."))
        except HttpParserError as error:
            self._end(AnswerBroken(f"The answer is no HTTP: {error}."))
        if self._met.status is None:
            self._head_bytes += len(data)
            if self._head_bytes > _HEAD_MAX_BYTES:
                self._end(_too_long())

    def connection_lost(self, error: Exception | None) -> None:
        """End the exchange: well, where the answer lasts until the end of the connection."""
        self.take()
        if self._met.status is not None and self._is_until_close():
            self._end()
        elif isinstance(error, OSError):
            self._end(error)
        else:
            what = "answered" if self._met.status is None else "ended its answer"
            self._end(AnswerBroken(f"The receiver closed the connection before it {what}."))
        self._is_reusable = False

    def _is_until_close(self) -> bool:
        return not any(
            name.lower() == b"content-length"
            or (name.lower() == b"transfer-encoding" and b"chunked" in value.lower())
            for name, value in self._met.headers
        )

    def on_message_begin(self) -> None:
        """Take note that another answer begins, which nobody asked for."""
        if self._met.status is not None:
            self._end()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, and no trailer."""
        if self._met.status is None:
            self._met.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Keep the status, unless it only says that an answer follows."""
        if self._met.status is not None:
            return
        assert self._parser is not None
        status = self._parser.get_status_code()
        if status < _FIRST_FINAL_STATUS and status != _SWITCHING:
            self._met.headers.clear()
            return
        if sum(len(name) + len(value) for name, value in self._met.headers) > _HEAD_MAX_BYTES:
            self._end(_too_long())
            return
        self._met.status, self._met.kept = status, bytearray()

    def on_body(self, body: bytes) -> None:
        """Keep the first part of the body; the rest is never read."""
        kept = self._met.kept
        if kept is None or self._is_over():
            return
        kept += body[: self._met.kept_bytes - len(kept)]
        if len(kept) >= self._met.kept_bytes:
            self._end()

    def on_message_complete(self) -> None:
        """End the exchange, after which the connection may be used again."""
        if self._met.status is None or self._is_over():
            return
        assert self._parser is not None
        self._is_reusable = self._parser.should_keep_alive()
        self._end()


def _too_long() -> AnswerBroken:
    return AnswerBroken(f"The answer's headers are longer than {_HEAD_MAX_BYTES} bytes.")
