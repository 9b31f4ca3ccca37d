"""Where the client meets the network: sending with httpx2, waiting, and the base address.

The only module of this room that imports the HTTP library.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx2

from localminis import __version__, settings
from localminis.client.errors import TransportError
from localminis.client.protocol import Answer, Call, Request, converse
from localminis.spec.endpoints import OPEN_API_ORIGIN

T = TypeVar("T")

SyncTransport = httpx2.BaseTransport
AsyncTransport = httpx2.AsyncBaseTransport

ENVIRONMENT_VARIABLE: Final = "LOCALMINIS_API_URL"
LOG_ID_HEADER: Final = "x-tt-logid"


def choose_base_url(given: str | None) -> str:
    """Return the address of the platform: the argument, else the environment, else the real one.

    Raises:
        ValueError: the address is no http or https URL.
    """
    chosen = given or settings.client_environment().get(ENVIRONMENT_VARIABLE) or OPEN_API_ORIGIN
    parts = urlsplit(chosen)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(
            f"The base URL is {chosen!r}; give one such as http://127.0.0.1:8600, as base_url "
            f"or in {ENVIRONMENT_VARIABLE}."
        )
    return chosen.rstrip("/")


class Sender:
    """Sends calls one after the other, blocking; safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        transport: SyncTransport | None,
        *,
        timeout_s: float,
        max_retries: int,
        clock: Callable[[], int],
    ) -> None:
        _check(timeout_s, max_retries)
        self._max_retries = max_retries
        self._clock = clock
        self._base_url = base_url
        self._http = httpx2.Client(
            transport=transport,
            timeout=timeout_s,
            trust_env=not _is_loopback(base_url),
            headers=_AGENT,
        )

    def send(self, call: Call[T]) -> T:
        """Send a call, again where that is harmless and may help, and return what it gives.

        Raises:
            MinisClientError: what the last attempt met.
        """
        talk = converse(call, self._max_retries)
        wait_s = next(talk)
        while True:
            if wait_s:
                time.sleep(wait_s)
            try:
                wait_s = talk.send(self._attempt(call.request))
            except StopIteration as done:
                result: T = done.value
                return result

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _attempt(self, request: Request) -> Answer | TransportError:
        try:
            response = self._http.request(
                request.method,
                self._base_url + request.path,
                params=request.query or None,
                headers=request.headers,
                content=request.body or None,
            )
        except (httpx2.RequestError, httpx2.InvalidURL) as failure:
            return _failed(self._base_url + request.path, failure)
        return _answered(response, self._clock())


class AsyncSender:
    """Sends calls without blocking the event loop it was made for."""

    def __init__(
        self,
        base_url: str,
        transport: AsyncTransport | None,
        *,
        timeout_s: float,
        max_retries: int,
        clock: Callable[[], int],
    ) -> None:
        _check(timeout_s, max_retries)
        self._max_retries = max_retries
        self._clock = clock
        self._base_url = base_url
        self._http = httpx2.AsyncClient(
            transport=transport,
            timeout=timeout_s,
            trust_env=not _is_loopback(base_url),
            headers=_AGENT,
        )

    async def send(self, call: Call[T]) -> T:
        """Send a call, again where that is harmless and may help, and return what it gives.

        Raises:
            MinisClientError: what the last attempt met.
        """
        talk = converse(call, self._max_retries)
        wait_s = next(talk)
        while True:
            if wait_s:
                await asyncio.sleep(wait_s)
            try:
                wait_s = talk.send(await self._attempt(call.request))
            except StopIteration as done:
                result: T = done.value
                return result

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _attempt(self, request: Request) -> Answer | TransportError:
        try:
            response = await self._http.request(
                request.method,
                self._base_url + request.path,
                params=request.query or None,
                headers=request.headers,
                content=request.body or None,
            )
        except (httpx2.RequestError, httpx2.InvalidURL) as failure:
            return _failed(self._base_url + request.path, failure)
        return _answered(response, self._clock())


_AGENT: Final = {
    "User-Agent": f"localminis-client/{__version__}",
    "Accept": "application/json",
}


def _check(timeout_s: float, max_retries: int) -> None:
    if timeout_s <= 0:
        raise ValueError(f"The timeout_s is {timeout_s!r}; give more than 0 seconds.")
    if isinstance(max_retries, bool) or max_retries < 0:
        raise ValueError(f"The max_retries is {max_retries!r}; give 0 or more.")


def _is_loopback(base_url: str) -> bool:
    """Tell whether the address is this machine, where no proxy of the environment belongs."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _answered(response: httpx2.Response, received_at_s: int) -> Answer:
    log_id = response.headers.get(LOG_ID_HEADER, "")
    return Answer(response.status_code, response.content, log_id, received_at_s)


def _failed(url: str, failure: Exception) -> TransportError:
    error = TransportError(
        f"No answer from {url}: {failure or type(failure).__name__}. Check that the platform "
        "runs there and can be reached."
    )
    error.__cause__ = failure
    return error
