"""One POST to a receiver: guarded, bounded in time and size, never followed to another address.

What a receiver answers is hostile until proven otherwise: it may drip, flood, be compressed, or
carry bytes that no database stores. `connection.py` speaks HTTP with it.
"""

import asyncio
import email.utils
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import msgspec

from localminis import __version__
from localminis.clock import wall_ms, wall_s
from localminis.spec import limits
from localminis.webhooks import guard
from localminis.webhooks.connection import Connections, Met, Place
from localminis.webhooks.guard import CheckedResolver
from localminis.webhooks.rules import Rules

USER_AGENT: Final = f"LocalMinis/{__version__}"
Headers = tuple[tuple[str, str], ...]

_DAY_S: Final = 86_400
_KEPT_BYTES: Final = limits.WEBHOOK_RESPONSE_KEPT_BYTES


@dataclass(frozen=True, slots=True)
class Limit:
    """How long one exchange may take, all of it, in seconds."""

    total: float


class Exchange(msgspec.Struct, frozen=True, gc=False):
    """What one POST met: a response, as far as it came, and the trouble, if there was any.

    `body` is the first part of the response; `is_ended` tells whether the receiver ended it in
    time, or it was long enough to stop listening.
    """

    sent_at_wall_s: int
    duration_ms: int
    request_headers: Headers
    status: int | None = None
    headers: Headers = ()
    body: str | None = None
    is_ended: bool = False
    trouble: str | None = None

    @property
    def retry_after_s(self) -> int | None:
        """How long the receiver asks to be left alone, in seconds, if it asks."""
        value = next((value for name, value in self.headers if name.lower() == "retry-after"), "")
        if value.strip().isdecimal():
            return min(int(value.strip()[:9]), _DAY_S)
        try:
            at = email.utils.parsedate_to_datetime(value)
            return max(0, min(int(at.timestamp()) - wall_s(), _DAY_S))
        except (ValueError, TypeError, OverflowError):
            return None


class Poster:
    """Posts to receivers over one pool of connections."""

    def __init__(self, rules: Rules, resolver: CheckedResolver | None = None) -> None:
        # The same few addresses come again and again; a refusal is not kept.
        self._check = lru_cache(maxsize=256)(partial(guard.check, networks=rules.networks))
        self._place = lru_cache(maxsize=256)(Place.of)
        self._connections = Connections(resolver or CheckedResolver(rules.networks))

    async def close(self) -> None:
        """Close the pooled connections."""
        self._connections.close()

    async def post(
        self,
        url: str,
        body: bytes | AsyncIterator[bytes],
        headers: Mapping[str, str],
        *,
        limit: Limit,
    ) -> Exchange:
        """Send one request and listen to its answer for as long and as far as it is of interest.

        Never raises for what the receiver or the network does; the trouble is in the result.

        Args:
            body: all of it, or pieces as they come; then its length is among the headers.
        """
        sent = {"Content-Type": "application/json", **headers}
        return await self._exchange("POST", url, body, sent, limit, _KEPT_BYTES)

    async def get(self, url: str, *, limit: Limit, kept_bytes: int) -> Exchange:
        """Ask a receiver for something, in the same guarded way."""
        return await self._exchange("GET", url, None, {}, limit, kept_bytes)

    async def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | AsyncIterator[bytes] | None,
        headers: Mapping[str, str],
        limit: Limit,
        kept_bytes: int,
    ) -> Exchange:
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers}
        met, trouble = Met(kept_bytes), None
        sent_at_wall_s, started_ms = wall_s(), wall_ms()
        try:
            self._check(url)
            place = self._place(url)
            head = _head(method, place, sent, body)
            async with asyncio.timeout(limit.total):
                await self._connections.exchange(place, head, body or b"", met)
        except TimeoutError:
            trouble = f"No answer within {limit.total} s."
        except (OSError, guard.AddressRefused, ValueError) as error:
            trouble = str(error) or type(error).__name__
        return Exchange(
            sent_at_wall_s=sent_at_wall_s,
            duration_ms=wall_ms() - started_ms,
            request_headers=tuple(sent.items()),
            status=met.status,
            headers=tuple(map(_header, met.headers)) if met.status is not None else (),
            body=None if met.kept is None else storable(met.kept.decode("utf-8", "replace")),
            is_ended=met.is_ended,
            trouble=None if trouble is None else storable(trouble),
        )


def _head(
    method: str,
    place: Place,
    headers: Mapping[str, str],
    body: bytes | AsyncIterator[bytes] | None,
) -> bytes:
    """Write a request up to its body."""
    lines = [
        f"{method} {place.target} HTTP/1.1",
        f"Host: {place.authority}",
        "Accept: */*",
        *[f"{name}: {value}" for name, value in headers.items()],
    ]
    if isinstance(body, bytes):
        lines.append(f"Content-Length: {len(body)}")
    if any("\n" in line or "\r" in line for line in lines):
        raise ValueError("A header of the request has a line break in it.")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _header(pair: tuple[bytes, bytes]) -> tuple[str, str]:
    name, value = pair
    return storable(name.decode("utf-8", "replace")), storable(value.decode("utf-8", "replace"))


def storable(text: str) -> str:
    """Replace what a database cannot store: a NUL, and half of a surrogate pair."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
