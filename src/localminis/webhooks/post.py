"""One POST to a receiver: guarded, bounded in time and size, never followed to another address.

What a receiver answers is hostile until proven otherwise: it may drip, flood, be compressed, or
carry bytes that no database stores.

aiohttp takes a tenth of a second to load, so it is loaded aside, at the first request: a platform
starts without it.
"""

import asyncio
import email.utils
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from localminis import __version__
from localminis.clock import wall_ms, wall_s
from localminis.spec import limits
from localminis.webhooks import guard
from localminis.webhooks.guard import CheckedResolver
from localminis.webhooks.rules import Rules

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import AbstractResolver

USER_AGENT: Final = f"LocalMinis/{__version__}"
Headers = tuple[tuple[str, str], ...]

_DAY_S: Final = 86_400
_KEPT_BYTES: Final = limits.WEBHOOK_RESPONSE_KEPT_BYTES


@dataclass(frozen=True, slots=True)
class Limit:
    """How long one exchange may take, all of it, in seconds."""

    total: float


@dataclass(frozen=True, slots=True)
class Exchange:
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


@dataclass(slots=True)
class _Met:
    """What an exchange has met so far."""

    status: int | None = None
    headers: Headers = ()
    kept: bytearray | None = None
    is_ended: bool = False
    trouble: str | None = None


class Poster:
    """Posts to receivers over one pool of connections."""

    def __init__(self, rules: Rules, resolver: CheckedResolver | None = None) -> None:
        # The same few addresses come again and again; a refusal is not kept.
        self._check = lru_cache(maxsize=256)(partial(guard.check, networks=rules.networks))
        self._resolver = resolver or CheckedResolver(rules.networks)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._session is not None:
            await self._session.close()

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
        met = _Met()
        client = await self._client()
        import aiohttp
        from yarl import URL

        sent_at_wall_s, started_ms = wall_s(), wall_ms()
        try:
            self._check(url)
            async with client.request(
                method,
                URL(url, encoded=True),
                data=body,
                headers=sent,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=limit.total),
            ) as response:
                met.status, met.headers = response.status, _headers(response)
                met.kept = bytearray()
                await _read(response, met.kept, kept_bytes)
                met.is_ended = True
        except TimeoutError:
            met.trouble = f"No answer within {limit.total} s."
        except aiohttp.ClientConnectorError as error:
            reason = error.os_error.strerror or error.os_error
            met.trouble = f"Cannot connect to {error.host}:{error.port} ({reason})."
        except (aiohttp.ClientError, OSError, guard.AddressRefused, ValueError) as error:
            met.trouble = str(error) or type(error).__name__
        return Exchange(
            sent_at_wall_s=sent_at_wall_s,
            duration_ms=wall_ms() - started_ms,
            request_headers=tuple(sent.items()),
            status=met.status,
            headers=met.headers,
            body=None if met.kept is None else storable(met.kept.decode("utf-8", "replace")),
            is_ended=met.is_ended,
            trouble=None if met.trouble is None else storable(met.trouble),
        )

    async def _client(self) -> "aiohttp.ClientSession":
        if self._session is None:
            await asyncio.to_thread(import_module, "aiohttp")
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(
                # The agenda's lanes bound what is under way; a second bound would only add waiting
                # that counts as the receiver's.
                connector=aiohttp.TCPConnector(
                    limit=0, resolver=cast("AbstractResolver", self._resolver)
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


def _headers(response: "aiohttp.ClientResponse") -> Headers:
    return tuple((storable(name), storable(value)) for name, value in response.headers.items())


async def _read(response: "aiohttp.ClientResponse", kept: bytearray, kept_bytes: int) -> None:
    """Collect the first part of a body; the rest is never read, its connection is closed."""
    while len(kept) < kept_bytes:
        chunk = await response.content.readany()
        if not chunk:
            return
        kept += chunk[: kept_bytes - len(kept)]


def storable(text: str) -> str:
    """Replace what a database cannot store: a NUL, and half of a surrogate pair."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
