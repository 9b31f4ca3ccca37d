import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from localminis.devserver.model import FolderMissing, PortTaken, UpstreamInvalid
from localminis.devserver.proxy import PageOptions, PageServer

PLATFORM = "http://127.0.0.1:8600"
SDK_TAG = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[str]:
    """Run a real server with one handler for everything; gives its origin."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(**options) -> AsyncIterator[tuple[PageServer, aiohttp.ClientSession]]:
    server = PageServer(PageOptions(platform_url=PLATFORM, client_key="mntest", port=0, **options))
    await server.start()
    try:
        async with aiohttp.ClientSession(server.origin, auto_decompress=False) as session:
            yield server, session
    finally:
        await server.stop()


def through(handler: Handler, check) -> None:
    """Run `check(server, session, upstream_origin)` against a proxied handler."""

    async def run() -> None:
        async with (
            listening(handler) as origin,
            serving(upstream=origin) as (server, session),
        ):
            await check(server, session, origin)

    asyncio.run(asyncio.wait_for(run(), 20))


def test_a_request_arrives_as_the_upstream_would_get_it_directly():
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


def test_a_foreign_origin_stays_visible_to_the_upstream():
    """The upstream's own checks see who really asks."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=request.headers["Origin"])

    async def check(_server, session, _origin):
        async with session.get("/", headers={"Origin": "https://evil.example"}) as answer:
            assert await answer.text() == "https://evil.example"

    through(handler, check)


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_html_is_rewritten_and_never_cached(encoding):
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


def test_other_content_passes_untouched():
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


def test_every_answer_carries_the_restrictions():
    """Documents, scripts, errors and our files carry the page's policies; the app's own stays."""

    async def handler(request: web.Request) -> web.Response:
        status = int(request.query.get("status", "200"))
        headers = {"Content-Security-Policy": "img-src 'self'"} if status == 200 else {}
        return web.Response(status=status, text="x", headers=headers)

    async def check(_server, session, _origin):
        for path in ("/", "/?status=500", "/__localminis__/shim.js", "/__localminis__/nothing"):
            async with session.get(path) as answer:
                policies = answer.headers.getall("Content-Security-Policy")
                assert f"frame-ancestors {PLATFORM}" in policies[-1]
                assert answer.headers["Permissions-Policy"].startswith("clipboard-read=()")
                assert answer.headers["Referrer-Policy"] == "no-referrer"
        async with session.get("/") as answer:
            policies = answer.headers.getall("Content-Security-Policy")
            assert policies[0] == "img-src 'self'"
            assert len(policies) == 2

    through(handler, check)


def test_our_scripts_are_answered_locally():
    """Shim, SDK and vConsole come from this server, whatever the upstream would say."""

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=500)

    async def check(_server, session, _origin):
        for path in ("shim.js", "sdk/drama.js", "vconsole.min.js"):
            async with session.get(f"/__localminis__/{path}") as answer:
                assert answer.status == 200
                assert answer.content_type == "text/javascript"
                assert answer.headers["Cache-Control"] == "no-store"
                assert await answer.read()
        async with session.get("/__localminis__/../secret") as answer:
            assert answer.status in {404, 500}

    through(handler, check)


def test_event_streams_arrive_piece_by_piece_and_end_with_the_page():
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


def test_an_answer_that_breaks_off_is_not_taken_for_complete():
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


def test_redirects_and_cookies_come_back_to_the_page():
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


def test_websockets_pass_text_bytes_and_subprotocol_both_ways():
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


def test_a_page_that_closes_its_websocket_closes_the_upstreams():
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


def test_a_websocket_that_the_upstream_refuses_is_refused():
    """The upstream's status reaches the page."""

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=403)

    async def check(_server, session, _origin):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect("/")
        assert refusal.value.status == 403

    through(handler, check)


def test_a_dev_server_that_is_down_is_said_to_be_down():
    """The page gets a document that tries again, a script a plain sentence, both as status 502."""

    async def run() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            upstream = f"http://127.0.0.1:{taken.getsockname()[1]}"
            async with serving(upstream=upstream) as (_server, session):
                async with session.get("/", headers={"Accept": "text/html"}) as answer:
                    text = await answer.text()
                assert answer.status == 502
                assert upstream in text
                assert 'http-equiv="refresh"' in text
                assert "shim.js" in text
                async with session.get("/a.js") as answer:
                    assert answer.status == 502
                    assert answer.content_type == "text/plain"
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await session.ws_connect("/")

    asyncio.run(run())


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil", ""])
def test_a_foreign_name_is_not_served(host, tmp_path):
    """A name that was made to point at this machine gets nothing of the page."""
    (tmp_path / "index.html").write_text("secret")

    async def run() -> None:
        async with serving(folder=tmp_path) as (server, session):
            async with session.get("/", headers={"Host": host}) as answer:
                assert answer.status == 403
                assert server.origin in await answer.text()
            port = server.origin.rpartition(":")[2]
            for own in (f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
                async with session.get("/", headers={"Host": own}) as answer:
                    assert answer.status == 200

    asyncio.run(run())


def test_a_built_folder_is_served_as_a_site(tmp_path):
    """Documents are rewritten, files have types and ranges, routes fall back, nothing is cached."""
    folder = tmp_path / "my build"
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text(f"<!doctype html><head>{SDK_TAG}")
    (folder / "sub" / "index.html").write_text("<!doctype html><p>sub")
    (folder / "app.js").write_text("0123456789")
    before = (folder / "index.html").read_bytes()

    async def run() -> None:
        async with serving(folder=folder) as (_server, session):
            for path in ("/", "/episodes/3?x=1"):
                async with session.get(path) as answer:
                    assert answer.status == 200
                    assert "/__localminis__/shim.js" in await answer.text()
                    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            async with session.get("/app.js", headers={"Range": "bytes=2-4"}) as answer:
                assert await answer.text() == "234"
                assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
                assert answer.headers["Cache-Control"] == "no-store"
            async with session.get("/sub", allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (308, "/sub/")
            for path in ("/missing.js", "/sub/../../x"):
                async with session.get(path) as answer:
                    assert answer.status in {404, 200}
                    assert "SECRET" not in await answer.text()
            async with session.post("/") as answer:
                assert answer.status == 405

    asyncio.run(run())
    assert (folder / "index.html").read_bytes() == before


def test_raw_traversal_over_the_socket_reaches_nothing(tmp_path):
    """A client that sends parents unnormalised gets no file from outside the folder."""
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "index.html").write_text("entry")
    (tmp_path / "secret.txt").write_text("SECRET")

    async def run() -> None:
        async with serving(folder=folder) as (server, _session):
            port = int(server.origin.rpartition(":")[2])
            for path in (
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "//../secret.txt",
            ):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
                writer.write(head.encode())
                answer = await reader.read()
                writer.close()
                await writer.wait_closed()
                assert b" 404 " in answer.partition(b"\r\n")[0]
                assert b"SECRET" not in answer

    asyncio.run(run())


def test_a_port_in_use_is_refused_with_the_flag_to_change_it(tmp_path):
    """The refusal names the port and what to do."""
    (tmp_path / "index.html").write_text("x")

    async def run() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            options = PageOptions(
                platform_url=PLATFORM, client_key="mntest", folder=tmp_path, port=port
            )
            server = PageServer(options)
            with pytest.raises(PortTaken, match=rf"Port {port} is in use.*--port") as refusal:
                await server.start()
            assert refusal.value.port == port
            await server.stop()

    asyncio.run(run())


def test_the_page_opens_at_the_upstreams_path():
    """A development server under a sub-path opens there."""

    async def run() -> None:
        async with serving(upstream="http://127.0.0.1:9/app/") as (server, _session):
            assert server.url == server.origin + "/app/"

    asyncio.run(run())


@pytest.mark.parametrize(
    "upstream",
    ["https://example.com", "ftp://127.0.0.1", "127.0.0.1:3000", "http://[", "http://8.8.8.8"],
)
def test_only_a_local_upstream_is_proxied(upstream):
    """The page server never reaches out of this machine and its network."""
    with pytest.raises(UpstreamInvalid, match="no local address"):
        PageServer(PageOptions(platform_url=PLATFORM, client_key="mntest", upstream=upstream))


def test_a_folder_without_a_page_is_refused(tmp_path):
    """A missing folder and a folder without entry page are two sentences."""
    for folder in (tmp_path, tmp_path / "missing", Path("/dev/null")):
        with pytest.raises(FolderMissing, match="Run your production build"):
            PageServer(PageOptions(platform_url=PLATFORM, client_key="mntest", folder=folder))
