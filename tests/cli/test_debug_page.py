"""The page on its way: a script that boots, a server that runs already, an address of others."""

import asyncio
import sys

import pytest

from localminis.cli import debug_page
from localminis.cli.debug_page import arriving
from localminis.devserver.model import DevScriptEnded, UpstreamInvalid
from localminis.devserver.runner import DevScript
from localminis.settings import subprocess_environment

PAGE = '<script type="module" src="/main.js"></script>'
SERVER = f"""
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/" else "text/javascript")
        self.end_headers()
        self.wfile.write({PAGE!r}.encode() if self.path == "/" else b"")
        print("asked", self.path, flush=True)
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{{server.server_port}}/", flush=True)
server.serve_forever()
"""


def script(tmp_path, source, on_line=None):
    (tmp_path / "server.py").write_text(source)
    argv, environment = [sys.executable, "server.py"], subprocess_environment()
    return DevScript(argv, cwd=tmp_path, environment=environment, on_line=on_line)


def test_a_script_is_looked_at_while_something_else_is_done(tmp_path):
    """Address and text are there for whoever asks, and the modules have been asked for."""
    told = asyncio.Event()

    def listen(line):
        if line == "asked /main.js":
            told.set()

    async def run():
        async with arriving(script(tmp_path, SERVER, listen), None) as arrival:
            await asyncio.wait_for(told.wait(), 60)
            found = await arrival
            assert found.url.startswith("http://127.0.0.1:")
            assert await found.text == PAGE
            async with arriving(None, found.url) as running:
                assert (await running).url == found.url

    asyncio.run(run())


def test_a_script_that_ends_is_told_to_whoever_waits_for_it(tmp_path):
    """What is started meanwhile is not disturbed."""

    async def run():
        async with arriving(script(tmp_path, "raise SystemExit(3)"), None) as arrival:
            with pytest.raises(DevScriptEnded, match="status 3"):
                await arrival

    asyncio.run(run())


def test_a_built_folder_has_no_server():
    """Then there is nothing to wait for."""

    async def run():
        async with arriving(None, None) as arrival:
            assert arrival is None

    asyncio.run(run())


def test_an_address_elsewhere_is_refused_unasked():
    """Nothing of this program talks to other machines."""

    async def run():
        async with arriving(None, "http://example.com/"):
            pass

    with pytest.raises(UpstreamInvalid):
        asyncio.run(run())


def test_a_script_that_says_nothing_is_not_waited_for_in_silence(tmp_path, capsys, monkeypatch):
    """Whoever looks at the terminal learns what is missing and how to name it."""
    monkeypatch.setattr(debug_page, "_WONDERING_S", 0.0)

    async def run():
        async with arriving(script(tmp_path, SERVER), None) as arrival:
            await arrival

    asyncio.run(run())
    said = capsys.readouterr().err
    assert "No page answers yet" in said
    assert "--upstream" in said
