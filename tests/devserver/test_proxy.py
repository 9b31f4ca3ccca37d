import asyncio
import socket
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from localminis.devserver.model import FolderMissing, PortTaken, UpstreamInvalid
from localminis.devserver.proxy import PageOptions, PageServer

PLATFORM = "http://127.0.0.1:8600"
SDK_TAG = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'


def test_every_answer_carries_the_restrictions(through):
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


def test_our_scripts_are_answered_locally(through):
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

    through(handler, check)


def test_a_dev_server_that_is_down_is_said_to_be_down(serving):
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
def test_a_foreign_name_is_not_served(host, tmp_path, serving):
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


def test_a_built_folder_is_served_as_a_site(tmp_path, serving):
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
            async with session.get("/missing.js") as answer:
                assert answer.status == 404
            async with session.post("/") as answer:
                assert answer.status == 405

    asyncio.run(run())
    assert (folder / "index.html").read_bytes() == before


def test_raw_traversal_over_the_socket_reaches_nothing(tmp_path, serving):
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
            with pytest.raises(PortTaken, match=rf"The port {port} is in use.*--port") as refusal:
                await server.start()
            assert refusal.value.port == port
            await server.stop()

    asyncio.run(run())


def test_the_page_opens_at_the_upstreams_path(serving):
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
