import asyncio
import json
import threading
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from localminis import runtime, settings, steering
from localminis.steering import AdminRefused, PlatformEnded
from localminis.store.model import DatabaseUnavailable


def chosen(home):
    return settings.load({}, home=home, port=0)


async def ask(home, path="status", method="GET", body=None):
    async with runtime.opened(chosen(home)) as platform:
        return platform.is_ours, await platform.call(method, f"/admin/v1/{path}", body)


@contextmanager
def other_server(status, content, content_type="application/json"):
    """Serve one answer to everything, as another program would."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_the_folder_is_steered_with_and_without_a_running_platform(serve_platform, tmp_path):
    """The same call reaches the running platform, or the folder itself when none runs."""
    home = tmp_path / "home"
    with serve_platform(home) as platform:
        made = platform.new_app()["client_key"]
        is_ours, answer = asyncio.run(ask(home, "apps"))
        assert (is_ours, answer["apps"][0]["client_key"]) == (False, made)
    is_ours, answer = asyncio.run(ask(home, "apps"))
    assert (is_ours, answer["apps"][0]["client_key"]) == (True, made)


def test_the_end_of_a_joined_platform_is_noticed(serve_platform, tmp_path):
    """Whoever joined it is told, and told what to do."""
    home = tmp_path / "home"

    async def watch(gone):
        async with runtime.joined(chosen(home)) as platform:
            watching = asyncio.ensure_future(steering.ended(platform))
            await asyncio.sleep(0)
            assert not watching.done()
            await asyncio.to_thread(gone)
            await watching

    with ExitStack() as stack:
        stack.enter_context(serve_platform(home))
        with pytest.raises(PlatformEnded, match="Start this again"):
            asyncio.run(watch(stack.close))


def leave(home, url):
    home.mkdir(exist_ok=True)
    run_file = home / "run.json"
    run_file.write_text(json.dumps({"url": url, "admin_token": "adm.x", "pid": 1}), "utf-8")
    return chosen(home)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (404, b'{"detail":"Not Found"}'),
        (200, b'{"hello":"world"}'),
        (200, b"[1]"),
        (200, b"<html></html>"),
        (500, b"oops"),
    ],
)
def test_another_program_at_the_old_address_is_not_our_platform(tmp_path, status, content):
    """A run file of a crash may point at anything; the folder is then opened itself."""
    with other_server(status, content) as url:
        left = leave(tmp_path / "home", url)
        assert asyncio.run(steering.find_running(left)) is None
        is_ours, answer = asyncio.run(ask(tmp_path / "home"))
    assert is_ours
    assert answer["home"] == str(tmp_path / "home")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 1}', '{"url": "x"}', "null"])
def test_a_damaged_run_file_counts_as_none(tmp_path, content):
    """Rubbish left behind does not stand in the way."""
    (tmp_path / "run.json").write_text(content, "utf-8")
    assert asyncio.run(steering.find_running(chosen(tmp_path))) is None


def test_a_stale_run_file_is_replaced_by_the_next_run(serve_platform, tmp_path):
    """After a kill the next start works and leaves its own address."""
    leave(tmp_path / "home", "http://127.0.0.1:9")
    with serve_platform(tmp_path / "home") as platform:
        found = asyncio.run(steering.find_running(chosen(platform.home)))
        assert found == (platform.url, platform.platform.context.admin_token)


def test_a_refusal_keeps_its_code_and_an_outage_is_told_apart(tmp_path):
    """A no is a no; a platform that cannot write, or is none, is something to wait for."""
    with pytest.raises(AdminRefused) as refused:
        asyncio.run(ask(tmp_path, "apps/mnnone"))
    assert refused.value.refusal == "app_not_found"

    async def call(url):
        async with steering.steered(url, "adm.x", is_ours=False) as platform:
            await platform.call("GET", "/admin/v1/status")

    full = b'{"error":{"code":"database_unavailable","message":"The disk is full."}}'
    with other_server(503, full) as url, pytest.raises(DatabaseUnavailable, match="disk is full"):
        asyncio.run(call(url))
    with other_server(200, b"hm") as url, pytest.raises(DatabaseUnavailable, match="not a Local"):
        asyncio.run(call(url))
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        asyncio.run(call("http://127.0.0.1:9"))
