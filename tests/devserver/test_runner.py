import asyncio
import json
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from localminis.devserver.model import (
    DevScriptEnded,
    DevScriptSilent,
    NoDevScript,
    ProgramMissing,
)
from localminis.devserver.ports import find_free
from localminis.devserver.runner import DevScript, addresses, configured_url, npm_argv
from localminis.settings import subprocess_environment

SERVER = """
import http.server, os, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "{kind}")
        self.end_headers()
        self.wfile.write(b"<p>page")
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", {port}), Page)
print({line}, flush=True)
{more}
server.serve_forever()
"""
# A process and its child, which tell their numbers and stay.
FAMILY = """
import os, signal, time
%s
child = os.fork()
if child:
    print("family", os.getpid(), child, flush=True)
time.sleep(600)
"""
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
# Starts the family through the runner and passes the numbers on.
STARTER = """
import asyncio, sys
from pathlib import Path
from localminis.devserver.runner import DevScript
from localminis.settings import subprocess_environment
def tell(line):
    print(line.removeprefix("family "), flush=True)
argv = [sys.executable, "-c", sys.argv[2]]
environment = subprocess_environment()
script = DevScript(argv, cwd=Path(sys.argv[1]), environment=environment, on_line=tell)
asyncio.run(script.start())
"""
PRINTED = (
    "f'  \\x1b[32m➜\\x1b[39m  Local: \\x1b[36mhttp://localhost:"
    "\\x1b[1m{server.server_port}\\x1b[22m/app/\\x1b[39m'"
)


def script(tmp_path: Path, **options) -> DevScript:
    source = SERVER.format(
        kind=options.pop("kind", "text/html"),
        port=options.pop("server_port", 0),
        line=options.pop("line", PRINTED),
        more=options.pop("more", ""),
    )
    (tmp_path / "server.py").write_text(options.pop("source", source))
    return DevScript(
        [sys.executable, "server.py"], cwd=tmp_path, environment=subprocess_environment(), **options
    )


@pytest.mark.parametrize("is_stubborn", [False, True], ids=["asked", "killed"])
def test_the_family_ends_when_we_are_killed(tmp_path, is_stubborn):
    """Nothing can be cleaned up after `kill -9`, and still no server keeps its port."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, tmp_path, FAMILY % (STUBBORN if is_stubborn else "")],
        stdout=subprocess.PIPE,
        text=True,
    )
    handles = [os.pidfd_open(int(number)) for number in starter.stdout.readline().split()]
    assert len(handles) == 2
    starter.kill()
    starter.communicate()
    running = set(handles)
    while running:
        ended, _, _ = select.select(running, [], [], 20)
        assert ended, "something keeps running"
        running.difference_update(ended)
    for each in handles:
        os.close(each)


def test_a_terminal_that_is_gone_does_not_block_the_script(tmp_path):
    """When nobody can be told of its output any more, it is read on all the same."""

    def on_line(line: str) -> None:
        raise OSError(5, "Input/output error")

    async def run() -> str:
        server = script(tmp_path, line=f"('x' * 99 + chr(10)) * 5_000 + {PRINTED}", on_line=on_line)
        url = await server.start()
        await server.stop()
        return url

    assert asyncio.run(run()).endswith("/app/")


def test_a_printed_address_is_found_between_colours(tmp_path):
    """The address that a server prints is used, with its path, and its lines are handed on."""
    lines = []

    async def run() -> str:
        server = script(tmp_path, on_line=lines.append)
        url = await server.start()
        await server.stop()
        await server.stop()
        return url

    url = asyncio.run(run())
    assert url.startswith("http://localhost:")
    assert url.endswith("/app/")
    assert "\x1b[36m" in lines[0]


def test_a_configured_address_counts_when_nothing_is_printed(tmp_path):
    """A silent server is found where the config says it listens."""
    port = find_free()

    async def run() -> str:
        expected = configured_url("0.0.0.0", port)
        server = script(tmp_path, line="'ready'", server_port=port, expected_url=expected)
        url = await server.start()
        await server.stop()
        return url

    assert asyncio.run(run()) == f"http://127.0.0.1:{port}/"


@contextmanager
def stranger(port=0, on_request=lambda: None):
    """Run somebody else's server; gives its port."""

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            on_request()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", port), Stranger)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_stranger_on_the_configured_port_is_not_taken_for_the_app(tmp_path):
    """When the port was taken and the server moved on, the address that it printed is used."""

    async def run(port: int) -> str:
        server = script(tmp_path, expected_url=f"http://127.0.0.1:{port}/")
        url = await server.start()
        await server.stop()
        return url

    with stranger() as port:
        assert str(port) not in asyncio.run(run(port))


def test_a_stranger_that_was_quicker_is_not_taken_for_the_app(tmp_path):
    """Of two servers that start at once, the one that lost the port moves on and prints where."""
    port = find_free()
    # It prints its address only after somebody has asked the stranger.
    wait = "import time\nwhile not os.path.exists('asked'): time.sleep(0.02)\n"
    late = SERVER.format(kind="text/html", port=0, line=PRINTED, more="").replace(
        "print(", wait + "print(", 1
    )

    async def run() -> str:
        server = script(tmp_path, source=late, expected_url=f"http://127.0.0.1:{port}/")
        await server.launch()
        try:
            with stranger(port, (tmp_path / "asked").touch):
                return await server.address()
        finally:
            await server.stop()

    assert str(port) not in asyncio.run(run())


def test_the_whole_family_ends(tmp_path):
    """What the script started ends with it, even when it ignores the request to end."""
    child = (
        "import subprocess; child = subprocess.Popen([sys.executable, '-c', "
        "'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'], "
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print('child', child.pid, flush=True)"
    )
    found = asyncio.Event()
    handles = []

    def on_line(line: str) -> None:
        if line.startswith("child"):
            handles.append(os.pidfd_open(int(line.split()[1])))
            found.set()

    async def run() -> None:
        server = script(tmp_path, more=child, on_line=on_line)
        await server.start()
        await found.wait()
        await server.stop()

    asyncio.run(run())
    # The handle becomes readable when the process has ended; the kernel may take a moment.
    ended, _, _ = select.select(handles, [], [], 10)
    os.close(handles[0])
    assert ended == handles


def refusal_of_death(folder: Path, **options) -> DevScriptEnded:
    source = "import sys; print('vite: not found', file=sys.stderr); sys.exit(127)"

    async def run() -> DevScriptEnded:
        with pytest.raises(DevScriptEnded) as refusal:
            await script(folder, source=source, **options).start()
        return refusal.value

    return asyncio.run(run())


def test_a_script_that_dies_is_refused_with_its_last_words(tmp_path):
    """The refusal has the status, the end of the output, and what to try."""
    refusal = refusal_of_death(tmp_path)
    assert "status 127 before its page answered. Look at its output." in refusal.message
    assert refusal.message.endswith("\n  vite: not found")
    assert refusal.last_lines == ("vite: not found",)


def test_output_that_was_shown_already_is_not_said_again(tmp_path):
    """The sentence is the last thing on the screen, below what the script wrote."""
    lines = []
    refusal = refusal_of_death(tmp_path, on_line=lines.append)
    assert lines == ["vite: not found"]
    assert refusal.message.endswith("before its page answered. Look at its output.")


@pytest.mark.parametrize(
    ("package", "installed", "is_advised"),
    [
        ({"dependencies": {"vite": "8"}}, None, True),
        ({"devDependencies": {"vite": "8"}}, "app/node_modules", False),
        ({"devDependencies": {"vite": "8"}}, "node_modules", False),
        ({"scripts": {"dev": "vite"}}, None, False),
        ({"dependencies": []}, None, False),
        (None, None, False),
    ],
    ids=["lacking", "installed", "hoisted", "no dependencies", "broken", "no package"],
)
def test_installing_is_advised_where_packages_are_missing(tmp_path, package, installed, is_advised):
    """A project without dependencies, or with them in a folder above, has nothing to install."""
    app = tmp_path / "app"
    app.mkdir()
    if package is not None:
        (app / "package.json").write_text(json.dumps(package))
    if installed is not None:
        (tmp_path / installed).mkdir()
    assert ("Run `npm install`" in refusal_of_death(app).message) is is_advised


def test_a_script_that_ends_later_is_noticed(tmp_path):
    """Watching a running script refuses as soon as it has ended."""
    more = "import signal; signal.signal(signal.SIGUSR1, lambda *_: os._exit(3))"

    async def run() -> None:
        server = script(tmp_path, more=more)
        await server.start()
        os.kill(server._process.pid, signal.SIGUSR1)
        with pytest.raises(DevScriptEnded, match="status 3 while it was in use"):
            await server.failed()
        await server.stop()

    asyncio.run(run())


def test_a_script_that_never_answers_is_stopped_and_refused(tmp_path):
    """The time-out says where it looked and how to give the address; nothing keeps running."""
    closed = find_free()
    source = f"import time; print('http://127.0.0.1:{closed}/', flush=True); time.sleep(600)"

    async def run() -> None:
        server = script(tmp_path, source=source, timeout_s=0.5)
        with pytest.raises(DevScriptSilent, match=rf"Tried http://127.0.0.1:{closed}/.*--upstream"):
            await server.start()
        assert server._process is None

    asyncio.run(run())


def test_a_program_that_is_not_there_is_refused(tmp_path):
    """The refusal names the program."""

    async def run() -> None:
        server = DevScript(["no-such-program"], cwd=tmp_path, environment={"PATH": "/nowhere"})
        with pytest.raises(ProgramMissing, match="no-such-program could not be started"):
            await server.start()

    asyncio.run(run())


def test_the_projects_own_programs_come_first(tmp_path):
    """`node_modules/.bin` is before everything else on the PATH, and no browser is opened."""
    server = DevScript(["x"], cwd=tmp_path, environment={"PATH": "/usr/bin"})
    assert server.environment["PATH"] == f"{tmp_path}/node_modules/.bin{os.pathsep}/usr/bin"
    assert server.environment["BROWSER"] == "none"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Local:   http://localhost:5173/", ["http://localhost:5173/"]),
        ("on http://127.0.0.1:3000.", ["http://127.0.0.1:3000/"]),
        ("(http://0.0.0.0:8000/)", ["http://127.0.0.1:8000/"]),
        ("http://[::]:80/a, https://[::1]:1/b", ["http://[::1]:80/a", "https://[::1]:1/b"]),
        ("Network: http://192.168.1.2:5173/", []),
        ("see https://localhost.example.com/", []),
        ("http://localhost:5173/app/.", ["http://localhost:5173/app/"]),
    ],
)
def test_addresses_of_this_machine_are_read_from_a_line(line, found):
    """Only this machine's addresses count, without the punctuation around them."""
    assert addresses(line) == found


def test_a_foreign_configured_host_is_no_address():
    """`dev.host` may name this machine and its network, nothing else."""
    assert configured_url("localhost", 3000) == "http://localhost:3000/"
    assert configured_url("::1", 3000) == "http://[::1]:3000/"
    assert configured_url("192.168.1.7", 1) == "http://192.168.1.7:1/"
    assert configured_url("example.com", 3000) is None


def test_dev_is_run_before_start_and_one_must_be_there(tmp_path):
    """The script is `dev`, else `start`; without either, or without npm, the refusal says so."""
    with_npm = tmp_path / "npm"
    with_npm.write_text("#!/bin/sh\n")
    with_npm.chmod(0o755)
    environment = {"PATH": str(tmp_path)}

    def chosen(scripts, path=environment):
        return npm_argv(scripts, root=tmp_path, environment=path)

    assert chosen({"start": "a", "dev": "b"}) == (str(with_npm), "run", "dev")
    assert chosen({"start": "a", "dev": " "}) == (str(with_npm), "run", "start")
    with pytest.raises(NoDevScript, match="--folder"):
        chosen({"build": "x"})
    with pytest.raises(ProgramMissing, match="Install Node"):
        chosen({"dev": "x"}, {"PATH": str(tmp_path / "nowhere")})


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_runs_the_script_and_ends_with_it(tmp_path):
    """Through npm, too, the server answers and nothing is left behind."""
    folder = tmp_path / "with space"
    folder.mkdir()
    script(folder)
    (folder / "package.json").write_text(
        json.dumps({"scripts": {"dev": f"{shlex.quote(sys.executable)} server.py"}})
    )

    async def run() -> None:
        environment = subprocess_environment()
        argv = npm_argv({"dev": "x"}, root=folder, environment=environment)
        server = DevScript(argv, cwd=folder, environment=environment)
        assert (await server.start()).endswith("/app/")
        await server.stop()

    asyncio.run(run())
