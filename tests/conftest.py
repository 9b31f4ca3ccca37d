"""Fixtures that all tests share: a real platform over HTTP, and a receiver that hears webhooks."""

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import hypothesis
import pytest
from tests import orphans
from tests.builds import build, zipped

from localminis import runtime, settings
from localminis.agenda.agenda import Bell
from localminis.clock import Clock, ClockState
from localminis.store import clocks
from localminis.store.sqlite import SqliteStore

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

_GUARDIAN = pytest.StashKey["subprocess.Popen[bytes]"]()
_CASE = pytest.StashKey[str]()
_FAILED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def _isolated(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Keep every test away from the person's own state folder and settings."""
    for name in [name for name in os.environ if name.startswith("LOCALMINIS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LOCALMINIS_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("NO_COLOR", "1")
    request.node.stash[_CASE] = uuid.uuid4().hex
    monkeypatch.setenv(orphans.CASE, request.node.stash[_CASE])


def pytest_configure(config: pytest.Config) -> None:
    """Mark what this run starts, and have a guardian end what is left when pytest has ended.

    Tests send signals, which a shell's background job or `nohup` would have them and theirs ignore.
    """
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, None)):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, handler or signal.SIG_DFL)
    if not hasattr(config, "workerinput"):
        os.environ[orphans.RUN] = uuid.uuid4().hex
        config.stash[_GUARDIAN] = orphans.guardian(os.environ[orphans.RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the guardian do its work."""
    guardian = config.stash.get(_GUARDIAN, None)
    if guardian is not None:
        guardian.communicate()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """End what a failed test has left behind, once its fixtures are through."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    if report.when == "teardown" and item.stash.get(_FAILED, False):
        orphans.end(orphans.CASE, item.stash.get(_CASE, ""))
    return report


class LocalPlatform:
    """A platform on a free port, driven from a thread of its own, with the calls tests need."""

    def __init__(self, home: Path, **flags: Any) -> None:
        self.home = home
        self._flags = {"port": 0, **flags}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Build and serve."""
        self._thread.start()
        self._call(self._start())

    async def _start(self) -> None:
        self.platform = runtime.build(settings.load(home=self.home, **self._flags))
        self._running = runtime.running(self.platform)
        self.steering = await self._running.__aenter__()
        self.url = self.steering.url
        # Longer than a busy machine stands still; what never answers is found out all the same.
        self.http = httpx2.Client(base_url=self.url, trust_env=False, timeout=30)

    def stop(self) -> None:
        """Stop serving and free the folder."""
        self.http.close()
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        await self._running.__aexit__(None, None, None)
        self.platform.close()

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def admin(self, method: str, path: str, body: object | None = None) -> Any:
        """Call the admin API."""
        return self._call(self.steering.call(method, f"/admin/v1/{path}", body))

    def upload(self, client_key: str, content: bytes, note: str = "") -> Any:
        """Upload a zip and return the version."""

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        path = f"/admin/v1/apps/{client_key}/versions?note={note}"
        sending = self.steering.send(
            path, chunks(), size_bytes=len(content), kind="application/zip"
        )
        return self._call(sending)

    def new_app(self, webhook_url: str | None = None) -> dict[str, str]:
        """Register an app; returns it with its client secret."""
        app = self.admin("POST", "apps", {"name": "Test app"})
        if webhook_url:
            self.admin("PATCH", f"apps/{app['client_key']}", {"webhook_url": webhook_url})
        return app

    def simulator(self, path: str, **body: Any) -> httpx2.Response:
        """Call the simulator as its own page does."""
        headers = {"X-LocalMinis-Page": self.platform.context.page_token, "Origin": self.url}
        return self.http.post(f"/simulator/api/{path}", json=body, headers=headers)

    def code(self, app: dict[str, str], user: int = 1) -> str:
        """Log a user in silently and return the one-time code."""
        answer = self.simulator("login", client_key=app["client_key"], user=user)
        return answer.json()["code"]

    def token(self, **form: str) -> httpx2.Response:
        """Call the token endpoint."""
        return self.http.post("/v2/oauth/token/", data=form)

    def exchange(self, app: dict[str, str], code: str) -> httpx2.Response:
        """Swap a code for tokens."""
        return self.token(
            client_key=app["client_key"],
            client_secret=app["client_secret"],
            grant_type="authorization_code",
            code=code,
        )

    def access_token(self, app: dict[str, str], user: int = 1) -> str:
        """Log in and exchange; returns a user access token."""
        return self.exchange(app, self.code(app, user)).json()["access_token"]

    def api(self, path: str, token: str | None, body: Any) -> httpx2.Response:
        """Call a JSON endpoint of the open API."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.post(f"/v2/minis/{path}", json=body, headers=headers)

    def new_order(self, token: str, order_id: str = "ord-1", beans: int = 99) -> str:
        """Create a trade order; returns its id."""
        body = {
            "token_type": "BEANS",
            "token_amount": beans,
            "order_info": {"order_id": order_id, "product_name": "Episode 3"},
        }
        return self.api("trade_order/create/", token, body).json()["data"]["trade_order_id"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run one PostgreSQL server for the tests of this process that need it."""
    path = Path(__file__).with_name("postgres.py")
    spec = importlib.util.spec_from_file_location("localminis_tests_postgres", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with ExitStack() as stack:
        # It serves later tests, too, so it does not bear the mark of the one that asked first.
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(orphans.CASE, raising=False)
            address = stack.enter_context(module.serving())
        yield address


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Give a function that makes an empty PostgreSQL database and returns its address."""
    import psycopg

    server = request.getfixturevalue("postgres_server")
    made = []

    def make() -> str:
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return server.replace("/postgres", f"/{name}")

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def database_flags(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Give the settings that choose each database in turn, for tests that must hold on both."""
    if request.param == "sqlite":
        return {}
    return {"database_url": request.getfixturevalue("new_database")()}


@pytest.fixture
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalPlatform]:
    """Serve a new platform for one test; on both databases where `database_flags` is asked for."""
    flags = {}
    if "database_flags" in request.fixturenames:
        flags = request.getfixturevalue("database_flags")
    with serving(tmp_path / "home", **flags) as local:
        yield local


@contextmanager
def serving(home: Path, **flags: Any) -> Iterator[LocalPlatform]:
    """Serve a platform on a state folder."""
    local = LocalPlatform(home, **flags)
    local.start()
    try:
        yield local
    finally:
        local.stop()


@pytest.fixture
def serve_platform() -> Callable[..., Any]:
    """Give the context manager that serves a platform, for tests that need settings or two runs."""
    return serving


class Receiver:
    """A real webhook receiver on loopback whose answers can be chosen; it keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.hold = threading.Event()
        self.hold.set()
        self._changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.hear({k.lower(): v for k, v in self.headers.items()}, body)
                receiver.hold.wait(20)
                status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/tiktok"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hear(self, headers: dict[str, str], body: bytes) -> None:
        with self._changed:
            self.heard.append((headers, body))
            self._changed.notify_all()

    def wait_for(self, count: int, timeout_s: float = 15) -> list[dict[str, Any]]:
        """Wait until `count` requests have been heard; returns their bodies, decoded."""
        with self._changed:
            is_there = self._changed.wait_for(lambda: len(self.heard) >= count, timeout_s)
        assert is_there, f"heard {len(self.heard)} of {count} webhooks"
        return [json.loads(body) for _, body in self.heard]

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for webhooks on a free port."""
    listening = Receiver()
    try:
        yield listening
    finally:
        listening.close()


@pytest.fixture
def packed() -> Callable[..., bytes]:
    """Give the function that makes the zip of a right build."""
    return build


@pytest.fixture
def zip_of() -> Callable[..., bytes]:
    """Give the function that makes any zip."""
    return zipped


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EXPECT_MS = 20_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Launch the system's Chromium, headless, for one module of browser tests."""
    from playwright.sync_api import expect, sync_playwright

    # Long enough for a machine with much else to do; what is there is seen at once all the same.
    expect.set_options(timeout=EXPECT_MS)
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    assert path, "Chromium is missing; `make test` installs it, or says how"
    # Its sandbox needs a user other than root.
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Return the folder in which screenshots are kept for people to look at."""
    folder = Path(__file__).parent.parent / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


NOON_S = 1_700_000_000


class Shelf:
    """An open database, a clock that stands still until it is turned, and a bell that counts."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder / "localminis.db")
        self.clock = Clock(ClockState(frozen_at_s=NOON_S))
        self.bell = Bell()
        self.rung = 0
        self.bell.listen(self._count)
        self.run(clocks.read)
        self._store_clock()

    def _count(self) -> None:
        self.rung += 1

    def _store_clock(self) -> None:
        self.run(lambda tx: clocks.write(tx, self.clock.state))

    def run(self, work):
        """Run work in a transaction of its own."""
        return self.store.run_sync(work)

    def turn(self, seconds: int) -> None:
        """Turn the clock forward."""
        self.clock.state = self.clock.advanced(seconds)
        self._store_clock()


@pytest.fixture
def shelf(tmp_path: Path):
    """Open a new database."""
    opened = Shelf(tmp_path)
    yield opened
    opened.store.close()
