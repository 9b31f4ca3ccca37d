"""`debug`, as it is called: a real project, a real platform, ended as by Ctrl-C."""

import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

TTDX = Path(sys.executable).with_name("ttdx")
KEY = "mnabcdefghijk123"
PAGE = f"""<!doctype html><html><head>
<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({{ clientKey: "{KEY}" }})</script>
</head><body>the page</body></html>
"""
DEV_SERVER = """
import http.server
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(f"Local: http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
"""
# What a full-stack project's script does: it starts the page's server and a backend.
TELLING = """
import os, pathlib
names = ("LOCALMINIS_API_URL", "LOCALMINIS_HOME")
pathlib.Path("told.txt").write_text("\\n".join(os.environ[name] for name in names))
"""


def write_config(root: Path, **config: Any) -> None:
    content = {"dev": {"clientKey": KEY}, "build": {"outputDir": "dist"}, **config}
    (root / "minis.config.json").write_text(json.dumps(content))


@pytest.fixture
def root(tmp_path):
    """A project that is built and has no dev script."""
    root = tmp_path / "my mini"
    (root / "dist").mkdir(parents=True)
    (root / "dist" / "index.html").write_text(PAGE)
    write_config(root)
    return root


def arguments(root: Path, *more: str | Path, group: str = "minis") -> list[str | Path]:
    return [TTDX, group, "debug", root, "--port", "0", "--platform-port", "0", *more]


@contextmanager
def debugging(root: Path, *more: str | Path, group: str = "minis") -> Iterator[str]:
    """Run the command until it has said everything; gives its output, then ends it."""
    process = subprocess.Popen(
        arguments(root, *more, group=group),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C stops it" in line:
                break
        yield "".join(said)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0, "".join(said) + rest
        assert "Traceback" not in rest
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()


def refused(root: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments(root, *more), capture_output=True, text=True, check=False, timeout=60
    )


def address(said: str, name: str) -> str:
    match = re.search(rf"{name}\s+(http\S+)", said)
    assert match is not None, said
    return match[1]


def test_a_built_folder_runs_in_the_simulator(root):
    """Without a dev script the production build is served, rewritten, and its files stay."""
    before = (root / "dist" / "index.html").read_bytes()
    with debugging(root) as said:
        assert "warning" not in said
        page = httpx2.get(address(said, "App page"))
        assert 'src="/__localminis__/sdk/drama.js"' in page.text
        assert "frame-ancestors http://127.0.0.1:" in page.headers["Content-Security-Policy"]
        simulator = address(said, "Simulator")
        assert simulator.endswith(f"/simulator/{KEY}")
        assert httpx2.get(simulator).status_code == 200
    assert (root / "dist" / "index.html").read_bytes() == before


def test_the_dev_script_is_started_and_ended(root):
    """The project's own `dev` script serves the page, and nothing of it is left running."""
    (root / "server.py").write_text(DEV_SERVER)
    (root / "index.html").write_text(PAGE)
    (root / "package.json").write_text(
        json.dumps(
            {"scripts": {"dev": f"{shlex.quote(sys.executable)} server.py", "start": "false"}}
        )
    )
    with debugging(root) as said:
        upstream = re.search(r"App page\s+\S+\s+from (http\S+)", said)[1]
        assert httpx2.get(upstream).text == PAGE
        assert "/__localminis__/shim.js" in httpx2.get(address(said, "App page")).text
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(upstream)


def test_the_scripts_backend_is_told_where_the_platform_is(root, platform, monkeypatch):
    """It is the one whose codes and orders the page gets, whether it is started here or joined."""
    monkeypatch.setenv("LOCALMINIS_API_URL", "http://127.0.0.1:1")
    (root / "server.py").write_text(TELLING + DEV_SERVER)
    (root / "index.html").write_text(PAGE)
    script = {"scripts": {"dev": f"{shlex.quote(sys.executable)} server.py"}}
    (root / "package.json").write_text(json.dumps(script))
    for home in (root / "home", platform.home):
        with debugging(root, "--home", home) as said:
            url, folder = (root / "told.txt").read_text().splitlines()
            assert url == address(said, "Platform").rstrip(",")
            assert Path(folder) == home
            assert httpx2.get(f"{url}/v2/none/").status_code == 404


def test_a_game_gets_its_own_sdk_and_is_held_as_it_wants(root):
    """`ttdx minigame debug` serves the SDK for games, and tells the phone how it is held."""
    page = PAGE.replace("drama/", "game/").replace("TTMinis.init", "TTMinis.game.init")
    (root / "dist" / "index.html").write_text(page)
    config = root / "minis.config.json"
    content = {"orientation": "HORIZONTAL", **json.loads(config.read_text())}
    (root / "minigame.config.json").write_text(json.dumps(content))
    with debugging(root, group="minigame") as said:
        assert "warning" not in said
        assert 'src="/__localminis__/sdk/game.js"' in httpx2.get(address(said, "App page")).text
        platform = address(said, "Platform")
        session = httpx2.get(
            f"{platform}/simulator/api/session",
            params={"client_key": KEY},
            headers={"Sec-Fetch-Site": "same-origin"},
        ).json()
        assert (session["flavour"], session["turn"]) == ("minigame", "landscape")


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_a_killed_debug_leaves_no_dev_server_behind(root):
    """After `kill -9` the dev server ends by itself, and its port is free for the next start."""
    (root / "server.py").write_text(DEV_SERVER)
    (root / "index.html").write_text(PAGE)
    (root / "package.json").write_text(
        json.dumps({"scripts": {"dev": f"{shlex.quote(sys.executable)} server.py && true"}})
    )
    process = subprocess.Popen(
        arguments(root), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        for line in process.stdout:
            if match := re.search(r"App page\s+\S+\s+from http://127.0.0.1:(\d+)", line):
                break
        # A connection ends with the process that took it.
        with socket.create_connection(("127.0.0.1", int(match[1])), timeout=20) as connection:
            process.kill()
            assert connection.recv(1) == b""


def test_a_running_platform_is_joined_and_left_as_it_was(root, platform):
    """The page is registered while the command runs, the app stays, and the platform goes on."""

    def page_url() -> str | None:
        session = platform.http.get("/simulator/api/session", params={"client_key": KEY})
        return session.json()["page_url"]

    with debugging(root, "--home", platform.home) as said:
        assert address(said, "Platform").startswith(platform.url)
        assert page_url() == address(said, "App page")
    assert page_url() is None


def test_without_a_client_key_a_local_one_is_used(root):
    """A first look needs no portal; the warning says where the real key goes."""
    write_config(root, dev={})
    with debugging(root) as said:
        assert "no client key yet" in said
        assert "dev.clientKey" in said
        assert address(said, "Simulator").endswith("/simulator/mnlocaldebug")


def test_faults_of_page_and_config_are_warnings(root):
    """A page that does not load the SDK and a malformed trusted domain are said, and it runs."""
    write_config(root, domain={"trustedDomains": ["http://api.example.com"]})
    (root / "dist" / "index.html").write_text("<!doctype html><p>bare")
    with debugging(root) as said:
        assert "'http://api.example.com' does not start with https://" in said
        assert "does not load the SDK" in said
        assert "does not call TTMinis.init" in said


def test_a_server_that_runs_already_can_be_used(root):
    """With --upstream nothing is started; a server that is down is a warning."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        upstream = f"http://127.0.0.1:{unused.getsockname()[1]}/app/"
        with debugging(root, "--upstream", upstream) as said:
            assert "could not be read" in said
            url = address(said, "App page")
            assert url.endswith("/app/")
            assert httpx2.get(url).status_code == 502


def test_a_port_in_use_is_one_sentence(root):
    """The refusal names the port and the flag, with exit code 3 and no traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = refused(root, "--port", str(port))
    assert result.returncode == 3
    assert f"The port {port} is in use" in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_dev_script_that_dies_is_told_with_its_output(root):
    """The refusal says how it ended, with exit code 3."""
    (root / "package.json").write_text('{"scripts": {"dev": "echo no such thing; exit 7"}}')
    result = refused(root)
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    lines = [each.strip() for each in result.stderr.splitlines() if each.strip()]
    assert lines.count("no such thing") == 1
    # Below the output, where it is read, and without an advice that does not fit.
    assert "ended with status 7 before its page answered. Look at its output." in lines[-1]


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (["--folder", "a", "--upstream", "http://127.0.0.1:1"], 2, "--folder or --upstream"),
        (["--folder", "missing"], 1, "There is no folder"),
        (["--upstream", "https://example.com"], 1, "no local address"),
        (["--port", "70000"], 2, "--port"),
    ],
)
def test_bad_usage_says_what_to_do(root, more, code, words):
    """Each wrong argument has its exit code and a sentence."""
    result = refused(root, *more)
    assert result.returncode == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_config_init_is_named(tmp_path):
    """A folder that is no project is refused with the command that makes it one."""
    result = refused(tmp_path)
    assert result.returncode == 1
    assert "ttdx minis init" in result.stderr


def test_without_a_script_and_without_a_build_both_are_named(root):
    """Whoever has no dev script hears why a built folder is looked for."""
    shutil.rmtree(root / "dist")
    result = refused(root)
    assert result.returncode == 1
    assert "No dev or start script is in package.json, so dist is served." in result.stderr
    assert "There is no folder" in result.stderr
