"""The one place where things are wired together: a platform in this process, or a way to another.

`build` makes a platform from settings; `running` serves one; `joined` finds the one that runs on a
state folder or starts it. Tests, `serve`, `debug` and `demo` all use these.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import filelock
import uvicorn
from starlette.types import ASGIApp

from localminis import ids
from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.agenda.lanes import Lanes
from localminis.agenda.worker import Handler, Worker
from localminis.clock import Clock
from localminis.commerce import refunds, renewals
from localminis.devserver.ports import taken
from localminis.errors import Refused, Unavailable
from localminis.identity import apps
from localminis.ids import new_admin_token, new_page_token
from localminis.publishing import packages
from localminis.settings import DEFAULT_PORT, OWNER_ONLY, Settings
from localminis.steering import Steering, find_running, leave_run_file, remove_run_file, steered
from localminis.store import clocks, vault
from localminis.store.engine import Store, open_store
from localminis.store.model import DatabaseInUse, DatabaseUnavailable
from localminis.store.transaction import Tx
from localminis.web import world
from localminis.web.app import create_app
from localminis.web.connections import Connection
from localminis.web.context import Context
from localminis.webhooks import downtime
from localminis.webhooks.delivery import Sender
from localminis.webhooks.events import DELIVER
from localminis.webhooks.rules import Rules

if TYPE_CHECKING:
    from localminis.devserver.lan import LanGate

# A lease outlasts the slowest receiver by this much.
_LEASE_MARGIN_S: Final = 5
# How much claimed work may wait for its turn at one receiver, and how long.
_LINE: Final = 256
_LINE_S: Final = 1
# How often the server dates its answers anew, and looks at the end whether all have left.
_BEAT_S: Final = 0.1
_LAST_CALLS_S: Final = 0.005


class PortInUse(Unavailable):
    """Another program listens on the port."""

    code = "port_in_use"


class SharedDatabaseNeeded(Refused):
    """What is asked for needs PostgreSQL."""

    code = "shared_database_needed"


@dataclass(slots=True)
class Platform:
    """A platform in this process: its doors, its worker and what they share."""

    context: Context
    app: ASGIApp
    worker: Worker
    sender: Sender
    lock: filelock.BaseFileLock | None

    def close(self) -> None:
        """Close the database and free the state folder."""
        self.context.store.close()
        if self.lock is not None:
            self.lock.release()


class _Server(uvicorn.Server):
    """A server that leaves signals to the program around it, and ends as soon as it is told.

    Uvicorn looks up ten times a second only, and a suite of tests ends a platform for each test.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let every signal pass."""
        yield

    def stop(self) -> None:
        """Ask it to answer what it was asked, and end."""
        self.should_exit = True
        self._told.set()

    async def main_loop(self) -> None:
        """Do what is done at every beat, until it is told to end."""
        beat = 0
        while not await self.on_tick(beat):
            beat += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), _BEAT_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more calls, let those under way be answered, and give up on the slowest."""
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._answered(), self.config.timeout_graceful_shutdown)
        for task in self.server_state.tasks:
            task.cancel()

    async def _answered(self) -> None:
        state = self.server_state
        while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(_LAST_CALLS_S)


def build(settings: Settings) -> Platform:
    """Open the state folder and wire a platform that does not listen yet.

    Raises:
        DatabaseInUse: another platform holds the folder.
        DatabaseUnavailable: the folder or the file cannot be used.
        NotOurDatabase, NewerDatabase: the file is left untouched.
    """
    if settings.seed is not None:
        ids.use_seed(settings.seed)
    # A shared database looks after itself; a file belongs to one process.
    lock = _lock(settings) if settings.database_url is None else None
    try:
        store = open_store(path=settings.database, url=settings.database_url)
        try:
            return _wire(settings, store, lock)
        except BaseException:
            store.close()
            raise
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _wire(settings: Settings, store: Store, lock: filelock.BaseFileLock | None) -> Platform:
    # A wrong key is found out now, not at the first webhook.
    secrets = store.run_sync(apps.sealed)
    seal = vault.load(settings.vault_key, may_make=not secrets)
    for client_key, sealed in secrets[:1]:
        seal.open(sealed, record=client_key)
    clock = Clock()
    clock.adopt_all(store.run_sync(clocks.read_all))
    if not store.is_shared:
        # The lock is ours, so every lease in the database belongs to a process that is gone.
        store.run_sync(agenda.free_leases)
        if settings.packages_folder is None:
            packages.forget_arrivals(settings.packages)
        store.run_sync(lambda tx: downtime.forgive(tx, clock))
    store.run_sync(lambda tx: world.populate(tx, clock))
    bell = Bell()
    store.listen(bell.ring)
    context = Context(
        settings=settings,
        store=store,
        clock=clock,
        vault=seal,
        bell=bell,
        admin_token=new_admin_token(),
        page_token=new_page_token(),
    )
    sender = Sender(
        store,
        clock,
        seal,
        bell,
        timeout_s=settings.webhook_timeout_s,
        rules=Rules.of(settings),
    )
    worker = Worker(
        store,
        clock,
        bell,
        {
            DELIVER: sender.deliver,
            refunds.TRACE: _stored(store, lambda tx, work: refunds.recover_due(tx, bell, work)),
            renewals.STEP: _stored(store, lambda tx, work: renewals.run_due(tx, clock, bell, work)),
        },
        loaders={DELIVER: sender.load},
        lease_s=settings.webhook_timeout_s + _LEASE_MARGIN_S,
        line_s=_LINE_S,
        lanes=Lanes(
            width=settings.webhook_concurrency,
            rate_per_s=settings.webhook_rate_per_s,
            # Where there are others, they shall have what this one cannot run just now.
            line=0 if store.is_shared else _LINE,
        ),
    )
    context.run_due = worker.drain
    return Platform(context, create_app(context), worker, sender, lock)


def _stored(store: Store, handle: Callable[[Tx, Work], None]) -> Handler:
    """Make a handler of the agenda from what runs in one transaction."""

    async def run(work: Work) -> None:
        await store.run(lambda tx: handle(tx, work))

    return run


@asynccontextmanager
async def running(
    platform: Platform, listener: socket.socket | None = None
) -> AsyncIterator[Steering]:
    """Listen, deliver webhooks and leave a run file, until the block ends.

    Args:
        listener: what to listen on; made from the settings when not given.

    Raises:
        PortInUse, LanUnavailable: nothing is started.
        DatabaseUnavailable: the run file cannot be written; nothing is started.
    """
    settings = platform.context.settings
    listener = listener or _listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    url = f"http://{settings.host}:{port}"
    platform.context.url = url
    server = _Server(
        uvicorn.Config(
            platform.app,
            http=Connection,
            access_log=False,
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )
    try:
        leave_run_file(settings, url, platform.context.admin_token)
    except BaseException:
        listener.close()
        raise
    try:
        platform.context.phones = await _let_phones_in(settings, url)
    except BaseException:
        listener.close()
        remove_run_file(settings, platform.context.admin_token)
        raise
    serving = asyncio.create_task(server.serve([listener]))
    working = asyncio.create_task(platform.worker.run())
    try:
        async with steered(url, platform.context.admin_token, is_ours=True) as steering:
            yield steering
    finally:
        remove_run_file(settings, platform.context.admin_token)
        working.cancel()
        platform.context.calls.stop()
        server.stop()
        await asyncio.gather(serving, working, return_exceptions=True)
        await platform.context.calls.flush()
        await platform.context.version_servers.close()
        if platform.context.phones is not None:
            await platform.context.phones.stop()
        await platform.sender.close()


async def _let_phones_in(settings: Settings, url: str) -> "LanGate | None":
    """Open the gate to the local network, where that is wanted."""
    if settings.lan != "on":
        return None
    from localminis.devserver import lan

    address = lan.find_address(settings.lan_address)
    gate = lan.LanGate(platform_url=url, token=new_page_token(), address=address)
    await gate.start()
    return gate


@asynccontextmanager
async def joined(settings: Settings) -> AsyncIterator[Steering]:
    """Join the platform that runs on this state folder, or run one until the block ends."""
    found = await find_running(settings)
    if found is not None:
        url, token = found
        async with steered(url, token, is_ours=False) as steering:
            yield steering
        return
    async with alone(settings) as steering:
        yield steering


@asynccontextmanager
async def alone(settings: Settings) -> AsyncIterator[Steering]:
    """Run a platform on this state folder until the block ends.

    Raises:
        PortInUse: nothing is made in the folder.
        DatabaseInUse: one runs there already.
    """
    listener = _listen(settings.host, settings.port)
    try:
        platform = build(settings)
    except BaseException:
        listener.close()
        raise
    try:
        async with running(platform, listener) as steering:
            yield steering
    finally:
        platform.close()


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[None]:
    """Run due work of a shared database, without listening, until the block ends.

    Raises:
        SharedDatabaseNeeded: the settings name no PostgreSQL database.
    """
    if settings.database_url is None:
        raise SharedDatabaseNeeded(
            "A worker of its own needs a database that processes can share. "
            "Set LOCALMINIS_DATABASE_URL to a PostgreSQL address."
        )
    platform = build(settings)
    task = asyncio.create_task(platform.worker.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await platform.sender.close()
        platform.close()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Steering]:
    """Steer the running platform, or the state folder itself, under its lock, when none runs.

    With the setting `server_url` it is that platform that is steered.
    """
    if settings.server_url is not None:
        url, token = settings.server_url, settings.server_token
        async with steered(url, token, is_ours=False) as steering:
            yield steering
        return
    found = await find_running(settings)
    if found is not None:
        url, token = found
        async with steered(url, token, is_ours=False) as steering:
            yield steering
        return
    platform = build(settings)
    # Where it would be, for the links in its answers.
    platform.context.url = f"http://127.0.0.1:{settings.port or DEFAULT_PORT}"
    try:
        async with steered(
            platform.context.url, platform.context.admin_token, is_ours=True, app=platform.app
        ) as steering:
            yield steering
    finally:
        await platform.sender.close()
        platform.close()


def _lock(settings: Settings) -> filelock.BaseFileLock:
    try:
        settings.home.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
        lock = filelock.FileLock(settings.home / "localminis.lock")
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise DatabaseInUse(
            f"Another LocalMinis uses the state folder {settings.home}. "
            "Stop it, or choose another folder with --home."
        ) from error
    except OSError as error:
        raise DatabaseUnavailable(
            f"The state folder {settings.home} cannot be used ({error.strerror}). "
            "Check its permissions, or choose another with --home."
        ) from error
    return lock


def _listen(host: str, port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle's delay on and every answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        another = "another with --port (of `debug`: --platform-port); 0 takes a free one"
        raise PortInUse(taken(error, port, another=another)) from error
    return listener
