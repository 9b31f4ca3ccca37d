"""Passing requests on to the app's own development server: HTTP, event streams and WebSockets.

Only what must change is changed: connection headers, the names of host and origin, and HTML.
"""

import asyncio
import zlib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from localminis.devserver.rewrite import PageMarks, rewrite
from localminis.devserver.unwrap import unwrap

_CONNECTION_HEADERS: Final = frozenset(
    {
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# The simulator frames the page, so nothing may forbid framing; who may is said by our own policy.
_DROPPED_FROM_RESPONSES: Final = frozenset({"x-frame-options"})
# A rewritten document is another document: the upstream's validators do not speak of it.
_OF_THE_ORIGINAL: Final = (
    "Content-Length",
    "Content-Encoding",
    "Content-MD5",
    "Digest",
    "ETag",
    "Last-Modified",
    "Accept-Ranges",
    "Cache-Control",
)
# Cookies know no ports: the browser sends the platform's own to the app's page too.
_OUR_COOKIES: Final = "localminis_"
_SCRIPT_TYPES: Final = frozenset({"text/javascript", "application/javascript"})
_PARTIAL_CONTENT: Final = 206
_BAD_GATEWAY: Final = 502
# Below the five seconds after which Node closes an idle connection, so that no request meets a
# connection that is being closed.
_KEEPALIVE_S: Final = 3
_CONNECT_TIMEOUT_S: Final = 10
_HEADER_SIZE_MAX_BYTES: Final = 65_536


class UpstreamDown(Exception):
    """The app's own development server does not answer."""


class Upstream:
    """One development server that requests are passed on to.

    Args:
        url: its address; path and query are not used.
        own_origins: the origins under which the browser knows this server.
        marks: what the tags put into HTML carry; None leaves pages and scripts as they are.
    """

    def __init__(
        self,
        url: str,
        *,
        own_origins: Iterable[str],
        marks: PageMarks | None,
    ) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.netloc = parts.netloc
        self.own_origins = tuple(own_origins)
        self.marks = marks
        self.session = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_TIMEOUT_S),
            # Certificates of local development servers are self-signed; the address is local.
            connector=aiohttp.TCPConnector(limit=0, ssl=False, keepalive_timeout=_KEEPALIVE_S),
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=_HEADER_SIZE_MAX_BYTES,
            max_field_size=_HEADER_SIZE_MAX_BYTES,
        )

    async def close(self) -> None:
        """Close all connections to the upstream."""
        await self.session.close()

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Pass one HTTP request on and stream the answer back; HTML is rewritten.

        Raises:
            UpstreamDown: no connection, or it broke before the answer began.
        """
        try:
            answer = await self.session.request(
                request.method,
                self._url(request),
                headers=self._request_headers(request.headers),
                data=request.content if request.body_exists else None,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise UpstreamDown(str(problem)) from problem
        try:
            if self._change(request, answer) is not None:
                return await self._rewritten(request, answer)
            return await self._streamed(request, answer)
        finally:
            answer.release()

    async def forward_websocket(self, request: web.Request) -> web.StreamResponse:
        """Open the same WebSocket at the upstream and pass messages both ways until one side ends.

        Raises:
            UpstreamDown: the upstream cannot be reached.
        """
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        headers = self._request_headers(request.headers)
        for name in [name for name in headers if name.lower().startswith("sec-websocket-")]:
            del headers[name]
        try:
            there = await self.session.ws_connect(
                self._url(request),
                headers=headers,
                protocols=[each.strip() for each in offered.split(",") if each.strip()],
                max_msg_size=0,
            )
        except aiohttp.WSServerHandshakeError as refusal:
            status = refusal.status if refusal.status >= web.HTTPBadRequest.status_code else 502
            return web.Response(status=status, text="The upstream refused the WebSocket.\n")
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise UpstreamDown(str(problem)) from problem
        chosen = (there.protocol,) if there.protocol else ()
        here = web.WebSocketResponse(protocols=chosen, max_msg_size=0)
        try:
            await here.prepare(request)
            await _pump_both(here, there)
        finally:
            await there.close(code=_close_code(here.close_code))
            await here.close(code=_close_code(there.close_code))
        return here

    def _url(self, request: web.Request) -> URL:
        # As it came, byte for byte: the upstream's own decoding is part of what is being tested.
        return URL(self.origin + request.raw_path, encoded=True)

    def _request_headers(self, given: CIMultiDictProxy[str]) -> CIMultiDict[str]:
        headers = _end_to_end(given)
        headers["Host"] = self.netloc
        if "Cookie" in headers:
            headers["Cookie"] = _without_ours(headers["Cookie"])
        # Plain, so that HTML can be rewritten; on loopback compression only costs time.
        headers["Accept-Encoding"] = "identity"
        # Only our own origin is translated: a foreign one stays visible to the upstream's checks.
        if headers.get("Origin") in self.own_origins:
            headers["Origin"] = self.origin
        referer = headers.get("Referer", "")
        for own in self.own_origins:
            if referer == own or referer.startswith(own + "/"):
                headers["Referer"] = self.origin + referer[len(own) :]
        return headers

    def _response_headers(self, answer: aiohttp.ClientResponse) -> CIMultiDict[str]:
        headers = _end_to_end(answer.headers)
        for name in _DROPPED_FROM_RESPONSES:
            headers.popall(name, None)
        location = headers.get("Location", "")
        if location == self.origin or location.startswith(self.origin + "/"):
            headers["Location"] = location[len(self.origin) :] or "/"
        return headers

    def _change(
        self, request: web.Request, answer: aiohttp.ClientResponse
    ) -> Callable[[bytes], bytes] | None:
        """Return what an answer's body goes through, or None when it passes as it is."""
        marks = self.marks
        if marks is not None and _is_html(answer):
            is_fetched = request.headers.get("Sec-Fetch-Dest") == "empty"
            return lambda body: rewrite(body, marks, is_fragment_possible=is_fetched)
        is_script = answer.content_type in _SCRIPT_TYPES and answer.status == HTTPStatus.OK
        # Of our own platform's scripts, which have no marks, none is webpack's.
        return unwrap if is_script and marks is not None and request.method != "HEAD" else None

    async def _rewritten(
        self, request: web.Request, answer: aiohttp.ClientResponse
    ) -> web.StreamResponse:
        headers = self._response_headers(answer)
        try:
            body = await answer.read()
        except aiohttp.ClientError as problem:
            raise UpstreamDown(str(problem)) from problem
        plain = _decoded(body, answer.headers.get("Content-Encoding", ""))
        change = self._change(request, answer)
        changed = plain
        if plain is not None and change is not None and request.method != "HEAD":
            changed = change(plain)
        is_as_it_was = changed is plain and not _is_html(answer)
        if changed is None or is_as_it_was:
            return web.Response(
                status=answer.status, reason=answer.reason, headers=headers, body=body
            )
        for name in _OF_THE_ORIGINAL:
            headers.popall(name, None)
        headers["Cache-Control"] = "no-store"
        return web.Response(
            status=answer.status, reason=answer.reason, headers=headers, body=changed
        )

    async def _streamed(
        self, request: web.Request, answer: aiohttp.ClientResponse
    ) -> web.StreamResponse:
        response = web.StreamResponse(
            status=answer.status, reason=answer.reason, headers=self._response_headers(answer)
        )
        await response.prepare(request)
        if request.method != "HEAD":
            try:
                async for chunk in answer.content.iter_any():
                    await response.write(chunk)
            except (aiohttp.ClientPayloadError, aiohttp.ClientOSError):
                # The answer is cut short; the page must not take it for complete.
                if request.transport is not None:
                    request.transport.abort()
                return response
        await response.write_eof()
        return response


def _without_ours(cookies: str) -> str:
    """Leave out what lets a browser into the platform; the app's code may not hold it."""
    kept = (each for each in cookies.split(";") if not each.strip().startswith(_OUR_COOKIES))
    return ";".join(kept).strip()


def _end_to_end(given: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    named = {each.strip().lower() for each in ",".join(given.getall("Connection", ())).split(",")}
    return CIMultiDict(
        (name, value)
        for name, value in given.items()
        if name.lower() not in _CONNECTION_HEADERS and name.lower() not in named
    )


def _is_html(answer: aiohttp.ClientResponse) -> bool:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    is_download = answer.headers.get("Content-Disposition", "").lower().startswith("attachment")
    return kind == "text/html" and answer.status != _PARTIAL_CONTENT and not is_download


def _decoded(body: bytes, encoding: str) -> bytes | None:
    """Undo a Content-Encoding that came although none was asked for; None when it is foreign."""
    names = [each.strip().lower() for each in encoding.split(",") if each.strip()]
    try:
        for name in reversed(names):
            if name in {"gzip", "x-gzip", "deflate"} and body:
                body = zlib.decompress(body, zlib.MAX_WBITS | 32)
            elif name not in {"identity", "gzip", "x-gzip", "deflate"}:
                return None
    except zlib.error:
        return None
    return body


async def _pump_both(here: web.WebSocketResponse, there: aiohttp.ClientWebSocketResponse) -> None:
    pumps = {asyncio.create_task(_pump(here, there)), asyncio.create_task(_pump(there, here))}
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _pump(
    source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
    sink: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
) -> None:
    async for message in source:
        if message.type is aiohttp.WSMsgType.TEXT:
            await sink.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await sink.send_bytes(message.data)


def _close_code(received: int | None) -> int:
    """Return the code that hands a close on; 1005 and 1006 only mean that none was sent."""
    if received is None or received == aiohttp.WSCloseCode.ABNORMAL_CLOSURE:
        return int(aiohttp.WSCloseCode.GOING_AWAY)
    return received if received not in {1005, 1015} else int(aiohttp.WSCloseCode.OK)
