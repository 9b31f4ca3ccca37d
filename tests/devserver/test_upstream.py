import asyncio
import gzip

import aiohttp
import pytest
from aiohttp import web

PLATFORM = "http://127.0.0.1:8600"
SDK_TAG = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'


def test_a_request_arrives_as_the_upstream_would_get_it_directly(through):
    """Method, path, query and body arrive unchanged; host and origin carry the upstream's names."""
    seen = {}

    async def handler(request: web.Request) -> web.Response:
        seen.update(method=request.method, path=request.raw_path, headers=request.headers.copy())
        seen["body"] = await request.read()
        return web.json_response({"ok": True}, headers={"X-Own": "1", "X-Frame-Options": "DENY"})

    async def check(server, session, origin):
        headers = {
            "Origin": server.origin,
            "Referer": server.origin + "/page",
            "Accept-Encoding": "br",
            "Connection": "keep-alive, X-Hop",
            "X-Hop": "1",
            "Content-Encoding": "gzip",
        }
        body = gzip.compress(b"x" * 100_000)
        path = "/a%2Fb/%E4%BD%A0?q=%20&r=a+b"
        url = aiohttp.client.URL(server.origin + path, encoded=True)
        async with session.patch(url, data=body, headers=headers) as answer:
            assert await answer.json() == {"ok": True}
            assert answer.headers["X-Own"] == "1"
            assert "X-Frame-Options" not in answer.headers
        assert seen["method"] == "PATCH"
        assert seen["path"] == path
        assert seen["headers"]["Host"] == origin.removeprefix("http://")
        assert seen["headers"]["Origin"] == origin
        assert seen["headers"]["Referer"] == origin + "/page"
        assert seen["headers"]["Accept-Encoding"] == "identity"
        assert seen["headers"]["Content-Length"] == str(len(body))
        assert "X-Hop" not in seen["headers"]

    through(handler, check)


def test_a_foreign_origin_stays_visible_to_the_upstream(through):
    """The upstream's own checks see who really asks."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=request.headers["Origin"])

    async def check(_server, session, _origin):
        async with session.get("/", headers={"Origin": "https://evil.example"}) as answer:
            assert await answer.text() == "https://evil.example"

    through(handler, check)


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_html_is_rewritten_and_never_cached(encoding, through):
    """A document gets the shim and the local SDK, also when it comes compressed unasked."""
    page = f"<!doctype html><head>{SDK_TAG}</head>é".encode()

    async def handler(_request: web.Request) -> web.Response:
        body = gzip.compress(page) if encoding == "gzip" else page
        headers = {"Content-Type": "text/html", "ETag": '"1"', "Cache-Control": "max-age=99"}
        if encoding:
            headers["Content-Encoding"] = encoding
        return web.Response(body=body, headers=headers)

    async def check(_server, session, _origin):
        async with session.get("/") as answer:
            body = await answer.read()
        if encoding == "br":
            # Not asked for and not readable here: it passes as it is.
            assert body == page
            assert answer.headers["Content-Encoding"] == "br"
            return
        assert body.startswith(b'<!doctype html><head><script src="/__localminis__/shim.js"')
        assert b'src="/__localminis__/sdk/drama.js"' in body
        assert body.endswith("</head>é".encode())
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Content-Encoding" not in answer.headers
        async with session.head("/") as answer:
            assert answer.status == 200

    through(handler, check)


def test_other_content_passes_untouched(through):
    """A script that contains the SDK's address, and a download, are not documents."""

    async def handler(request: web.Request) -> web.Response:
        if request.path == "/download":
            headers = {"Content-Disposition": "attachment"}
            return web.Response(text=SDK_TAG, content_type="text/html", headers=headers)
        return web.Response(text=SDK_TAG, content_type="text/javascript", headers={"ETag": '"1"'})

    async def check(_server, session, _origin):
        for path in ("/a.js", "/download"):
            async with session.get(path) as answer:
                assert await answer.text() == SDK_TAG
        async with session.get("/a.js") as answer:
            assert answer.headers["ETag"] == '"1"'

    through(handler, check)


def test_event_streams_arrive_piece_by_piece_and_end_with_the_page(through):
    """Each event passes at once, and a page that leaves frees the upstream's stream."""
    go_on, left = asyncio.Event(), asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        await go_on.wait()
        await response.write(b"data: 2\n\n")
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    async def check(_server, session, _origin):
        async with session.get("/events") as answer:
            assert await answer.content.readuntil(b"\n\n") == b"data: 1\n\n"
            go_on.set()
            assert await answer.content.readuntil(b"\n\n") == b"data: 2\n\n"
            answer.close()
        await left.wait()

    through(handler, check)


def test_an_answer_that_breaks_off_is_not_taken_for_complete(through):
    """When the upstream dies in the middle of an answer, the page sees a broken one."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        await response.write(b"half")
        request.transport.abort()
        return response

    async def check(_server, session, _origin):
        with pytest.raises(aiohttp.ClientError):
            async with session.get("/") as answer:
                await answer.read()

    through(handler, check)


def test_redirects_and_cookies_come_back_to_the_page(through):
    """A redirect to the upstream's own address leads to ours; every cookie arrives."""

    async def handler(request: web.Request) -> web.Response:
        where = f"http://{request.host}/next?x=1"
        response = web.Response(status=302, headers={"Location": where})
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    async def check(_server, session, _origin):
        async with session.get("/", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/next?x=1"
            assert len(answer.headers.getall("Set-Cookie")) == 2

    through(handler, check)


def test_the_platforms_own_cookies_are_not_the_apps(through):
    """What lets a browser into the console stays there; the app's cookies pass as they are."""
    seen = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Cookie", ""))
        return web.Response()

    async def check(_server, session, _origin):
        for cookies in ("a=1; localminis_console_8600=key; b=2", "localminis_console_8600=key"):
            async with session.get("/console/", headers={"Cookie": cookies}):
                pass
        assert seen == ["a=1; b=2", ""]

    through(handler, check)


def test_websockets_pass_text_bytes_and_subprotocol_both_ways(through):
    """The chosen subprotocol, messages of both kinds and of any size, and the close code pass."""
    seen = {}

    async def handler(request: web.Request) -> web.WebSocketResponse:
        seen["origin"] = request.headers["Origin"]
        seen["path"] = request.raw_path
        socket = web.WebSocketResponse(protocols=("vite-hmr",), max_msg_size=0)
        await socket.prepare(request)
        async for message in socket:
            if message.data == "bye":
                await socket.close(code=4001)
            elif message.type is aiohttp.WSMsgType.TEXT:
                await socket.send_str(message.data.upper())
            else:
                await socket.send_bytes(message.data[::-1])
        return socket

    async def check(server, session, origin):
        async with session.ws_connect(
            "/?token=a", protocols=("other", "vite-hmr"), origin=server.origin, max_msg_size=0
        ) as ws:
            assert ws.protocol == "vite-hmr"
            await ws.send_str("hallo")
            assert await ws.receive_str() == "HALLO"
            await ws.send_bytes(b"\x01\x02")
            assert await ws.receive_bytes() == b"\x02\x01"
            await ws.send_str("x" * 5_000_000)
            assert len(await ws.receive_str()) == 5_000_000
            await ws.send_str("bye")
            message = await ws.receive()
            assert message.type is aiohttp.WSMsgType.CLOSE
            assert message.data == 4001
        assert seen == {"origin": origin, "path": "/?token=a"}

    through(handler, check)


def test_a_page_that_closes_its_websocket_closes_the_upstreams(through):
    """The upstream learns that the page has left."""
    closed = asyncio.Event()

    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _message in socket:
            pass
        closed.set()
        return socket

    async def check(_server, session, _origin):
        ws = await session.ws_connect("/")
        await ws.close()
        await closed.wait()

    through(handler, check)


def test_a_websocket_that_the_upstream_refuses_is_refused(through):
    """The upstream's status reaches the page."""

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=403)

    async def check(_server, session, _origin):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect("/")
        assert refusal.value.status == 403

    through(handler, check)


def test_only_webpacks_wrapper_changes_a_script(through):
    """It is known by its form, whatever the project; every other script keeps its validators."""
    wrapped = b'eval("let a = 1;\\n//# sourceURL=webpack://app/./a.js?");\n'

    async def handler(request):
        body = wrapped if request.path == "/bundle.js" else b"eval('1');\n"
        return web.Response(body=body, content_type="text/javascript", headers={"ETag": '"one"'})

    async def check(server, session, _origin):
        async with session.get("/bundle.js") as answer:
            assert b"let a = 1" in await answer.read()
            assert b"eval" not in await answer.read()
            assert (answer.headers.get("ETag"), answer.headers["Cache-Control"]) == (
                None,
                "no-store",
            )
        async with session.get("/other.js") as answer:
            assert await answer.read() == b"eval('1');\n"
            assert answer.headers["ETag"] == '"one"'
        async with session.head("/bundle.js") as answer:
            assert answer.headers["ETag"] == '"one"'

    through(handler, check)
