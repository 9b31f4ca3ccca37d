"""SQLite, the default: one connection, on which queued work is run in turn and committed in groups.

SQLite has one write lock, and threads that fight for it lose a factor of six (see the decision
records). So every transaction is a function, run from start to end by whoever holds the connection:
the event loop itself for coroutines, as handing work to a thread takes longer than the work; the
writer thread for everyone else. A future resolves after the group's commit. A member that fails
takes back only its own work: mostly it has written nothing; if it has, the group is run again,
each member in a savepoint.
"""

import asyncio
import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DatabaseError, OperationalError

from localminis.store import migrate
from localminis.store.checkpoint import LOG_PAGES_MAX, Checkpointer
from localminis.store.engine import Store, Work
from localminis.store.model import DatabaseUnavailable, NotOurDatabase
from localminis.store.prepared import Plans
from localminis.store.transaction import Tx

T = TypeVar("T")

# "LMin": marks the file as ours in SQLite's own header.
APPLICATION_ID: Final = 0x4C4D696E
_APPLICATION_ID_OFFSET: Final = 68
_SQLITE_MAGIC: Final = b"SQLite format 3\x00"
_GROUP_LIMIT: Final = 64
# How long the writer thread waits for another program's lock; the event loop never does.
_PATIENCE_MS: Final = 5_000
_CACHE_KIB: Final = 32_768


class _Spoilt(Exception):
    """A member has written something and failed, in a group without savepoints."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__()
        self.reason = reason


# The last byte of the codes that say so: the file is another program's just now.
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_Asked = tuple[Work, asyncio.Future[Any]]


class SqliteStore(Store):
    """A SQLite file, held by this process alone."""

    is_shared = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._patience_ms = _PATIENCE_MS
        self._connection = _open(path)
        self._driver().execute("PRAGMA busy_timeout = 0")
        self._plans = Plans(self._connection.dialect)
        self._checkpointer = Checkpointer(path)
        # Whoever runs a group holds the connection.
        self._held = threading.Lock()
        self._waiting: dict[asyncio.AbstractEventLoop, list[_Asked]] = {}
        self._queue: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="localminis-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Tx], T]) -> T:
        """Run `work` with what else comes meanwhile, in one commit, and return its result."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        group = self._waiting.get(loop)
        if group is None:
            group = self._waiting[loop] = []
            loop.call_soon(self._gather, loop, 0)
        group.append((work, future))
        return await future

    def submit(self, work: Callable[[Tx], T]) -> Future[T]:
        """Queue `work`; the future resolves after the commit, or carries what it raised."""
        future: Future[T] = Future()
        self._queue.put((work, future))
        return future

    def listen(self, callback: Callable[[], None]) -> None:
        """Do nothing: nobody else works on the file."""

    def close(self) -> None:
        """Finish what is queued, then close the file."""
        self._queue.put(None)
        self._thread.join()
        self._checkpointer.close()
        engine = self._connection.engine
        self._connection.close()
        engine.dispose()

    def _write(self) -> None:
        is_open = True
        while is_open:
            item = self._queue.get()
            group: list[tuple[Work, Future[Any]]] = []
            while item is not None:
                group.append(item)
                if len(group) == _GROUP_LIMIT or self._queue.empty():
                    break
                item = self._queue.get()
            is_open = item is not None
            if group:
                self._commit_group(group)

    def _gather(self, loop: asyncio.AbstractEventLoop, known: int) -> None:
        """Let the group grow for as long as every turn of the loop brings more; then run it.

        A commit costs as much as a purchase. When little goes on, this is one empty turn.
        """
        count = len(self._waiting[loop])
        if known < count < _GROUP_LIMIT:
            loop.call_soon(self._gather, loop, count)
        else:
            self._run_waiting(loop)

    def _run_waiting(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run what a loop's coroutines wait for; or leave it to the writer, if that is busy.

        And if another program has the file locked: the writer can wait for it, the loop cannot.
        """
        group = [member for member in self._waiting.pop(loop) if not member[1].done()]
        outcomes = self._outcomes_now([work for work, _ in group]) if group else []
        if outcomes is None:
            for work, future in group:
                _follow(self.submit(work), future)
            return
        for (_, future), (result, trouble) in zip(group, outcomes, strict=True):
            if future.done():
                continue  # whoever asked has left
            if trouble is None:
                future.set_result(result)
            else:
                future.set_exception(trouble)

    def _commit_group(self, group: list[tuple[Work, Future[Any]]]) -> None:
        # Who has stopped waiting before the start is left out; from here on nobody can.
        group = [member for member in group if member[1].set_running_or_notify_cancel()]
        with self._held:
            driver = self._driver()
            driver.execute(f"PRAGMA busy_timeout = {self._patience_ms}")
            try:
                outcomes = self._outcomes([work for work, _ in group])
            finally:
                driver.execute("PRAGMA busy_timeout = 0")
        for (_, future), (result, trouble) in zip(group, outcomes, strict=True):
            if trouble is None:
                future.set_result(result)
            else:
                future.set_exception(trouble)

    def _outcomes_now(self, works: list[Work]) -> list[tuple[Any, BaseException | None]] | None:
        """Run works without waiting for anybody; None when that cannot be, and nothing was run."""
        if not self._held.acquire(blocking=False):
            return None
        try:
            self._driver().execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            return None if _is_locked(error) else [(None, self._give_up(error, [])) for _ in works]
        else:
            return self._outcomes(works, is_begun=True)
        finally:
            self._held.release()

    def _outcomes(
        self, works: list[Work], *, is_begun: bool = False, has_savepoints: bool = False
    ) -> list[tuple[Any, BaseException | None]]:
        """Run works in one transaction; returns what each returned, or what went wrong with it."""
        done: list[tuple[Any, BaseException | None, Tx]] = []
        driver = self._driver()
        sql = driver.execute
        run = self._member if has_savepoints else self._bare_member
        begun: list[Tx] = []
        try:
            if not is_begun:
                sql("BEGIN IMMEDIATE")
            for work in works:
                begun.append(tx := Tx(self._connection, self._plans, driver))
                done.append((*run(driver, work, tx), tx))
            sql("COMMIT")
            self._checkpointer.note(driver.total_changes)
        except _Spoilt as spoilt:
            self._give_up(spoilt, begun)
            if len(works) > 1:
                return self._outcomes(works, has_savepoints=True)
            return [(None, spoilt.reason)]
        except BaseException as error:  # noqa: BLE001 - whatever it is, the next group must go on
            refusal = self._give_up(error, begun)
            # What was too much together, on a disk that is nearly full, may fit one by one. When
            # nothing could even begin, waiting as long again for each would help nobody.
            if begun and len(works) > 1:
                return [outcome for work in works for outcome in self._outcomes([work])]
            return [(None, refusal) for _ in works]
        return [(result, trouble or _after_commit(tx)) for result, trouble, tx in done]

    def _bare_member(
        self, driver: sqlite3.Connection, work: Work, tx: Tx
    ) -> tuple[Any, BaseException | None]:
        """Run one member; returns its result, or what it raised before it had written anything.

        Raises:
            _Spoilt: it failed after it had.
        """
        written = driver.total_changes
        try:
            return work(tx), None
        except BaseException as error:
            if not driver.in_transaction:
                raise  # a full disk ends the whole transaction
            if driver.total_changes != written:
                raise _Spoilt(self._translated(error)) from error
            tx.run_after_rollback()
            return None, self._translated(error)

    def _member(
        self, driver: sqlite3.Connection, work: Work, tx: Tx
    ) -> tuple[Any, BaseException | None]:
        """Run one member in its savepoint; returns its result, or what it raised."""
        driver.execute("SAVEPOINT member")
        result, trouble = None, None
        try:
            result = work(tx)
        except BaseException as error:
            if not driver.in_transaction:
                raise  # as above, savepoints included
            driver.execute("ROLLBACK TO member")
            tx.run_after_rollback()
            trouble = self._translated(error)
        driver.execute("RELEASE member")
        return result, trouble

    def _translated(self, error: BaseException) -> BaseException:
        return _unavailable(self._path, error) if isinstance(error, OperationalError) else error

    def _give_up(self, error: BaseException, begun: list[Tx]) -> DatabaseUnavailable:
        """Take a group back; returns what to tell every member."""
        if self._driver().in_transaction:
            self._driver().execute("ROLLBACK")
        for tx in begun:
            tx.run_after_rollback()
        refusal = DatabaseUnavailable(_explained(self._path, error))
        refusal.__cause__ = error
        return refusal

    def _driver(self) -> sqlite3.Connection:
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver


def _is_locked(error: BaseException) -> bool:
    """Return whether another program has the file, in one of the ways that SQLite tells apart."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _LOCKED


def _after_commit(tx: Tx) -> BaseException | None:
    """Tell whoever waits for the commit; returns what goes wrong there, as the work is stored."""
    try:
        tx.run_after_commit()
    except BaseException as error:  # noqa: BLE001 - as above
        return error
    return None


def _follow(source: Future[Any], future: asyncio.Future[Any]) -> None:
    """Let a coroutine's future end as the writer's does, and the writer's when nobody waits."""

    def settle(wrapped: asyncio.Future[Any]) -> None:
        if future.done() or wrapped.cancelled():
            return
        trouble = wrapped.exception()
        if trouble is None:
            future.set_result(wrapped.result())
        else:
            future.set_exception(trouble)

    wrapped = asyncio.wrap_future(source)
    wrapped.add_done_callback(settle)
    future.add_done_callback(lambda left: wrapped.cancel() if left.cancelled() else None)


def _open(path: Path) -> Connection:
    """Open the file, made and brought up to date first."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            _create(path)
        _refuse_foreign(path)
        connection = _connect(path)
    except OSError as error:
        raise DatabaseUnavailable(_cannot_use(path, error.strerror or str(error))) from error
    except DatabaseError as error:
        raise _unavailable(path, error) from error
    try:
        _bring_up_to_date(connection, path)
    except BaseException:
        connection.close()
        connection.engine.dispose()
        raise
    return connection


def _bring_up_to_date(connection: Connection, path: Path) -> None:
    try:
        if migrate.version(connection) < migrate.VERSION:
            _copy(connection, path.with_suffix(f".before-v{migrate.VERSION}"))
        _in_transaction(connection, lambda: migrate.upgrade(connection))
    except OSError as error:
        raise DatabaseUnavailable(_cannot_use(path, error.strerror or str(error))) from error
    except DatabaseError as error:
        raise _unavailable(path, error) from error


def _copy(connection: Connection, target: Path) -> None:
    """Copy the database as it stands, with what its write-ahead log still holds."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    with contextlib.closing(sqlite3.connect(target)) as copy:
        driver.backup(copy)


def _create(path: Path) -> None:
    """Make the file beside its place and move it there, so that a half-made one never counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    try:
        with temporary.open("wb") as file:
            file.write(_blank())
            file.flush()
            os.fsync(file.fileno())
        # A log that a removed file left behind would be replayed into the new one.
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@cache
def _blank() -> bytes:
    """Return the file of a new database, made once: tests open hundreds of them in a process."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with contextlib.closing(engine.connect()) as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _in_transaction(connection, lambda: migrate.upgrade(connection))
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        made = driver.serialize()
    engine.dispose()
    return made


def _refuse_foreign(path: Path) -> None:
    with path.open("rb") as file:
        header = file.read(_APPLICATION_ID_OFFSET + 4)
    mark = int.from_bytes(header[_APPLICATION_ID_OFFSET:], "big")
    if not header.startswith(_SQLITE_MAGIC) or mark != APPLICATION_ID:
        raise NotOurDatabase(
            f"{path} is not a LocalMinis database, so it is left untouched. "
            "Choose another state folder with --home."
        )


def _connect(path: Path, *, journal: str = "WAL") -> Connection:
    engine = create_engine(
        f"sqlite:///{path}",
        isolation_level="AUTOCOMMIT",  # BEGIN and COMMIT are ours: they must take the lock at once
        connect_args={"check_same_thread": False},
    )
    connection = engine.connect()
    for pragma in (
        f"journal_mode = {journal}",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "busy_timeout = 5000",
        f"wal_autocheckpoint = {LOG_PAGES_MAX}",
        # The indexes of a large state, of which each call touches a page here and there.
        f"cache_size = -{_CACHE_KIB}",
    ):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    return connection


def _in_transaction(connection: Connection, work: Callable[[], None]) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        work()
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _unavailable(path: Path, error: DatabaseError) -> DatabaseUnavailable:
    return DatabaseUnavailable(_explained(path, error))


def _explained(path: Path, error: BaseException) -> str:
    origin = (error.orig if isinstance(error, DatabaseError) else None) or error
    if _is_locked(origin):
        return (
            f"Another program has the database {path} locked ({origin}). "
            "Close it, or end its transaction, and try again; nothing of this call is stored."
        )
    return _cannot_use(path, str(origin))


def _cannot_use(path: Path, reason: str) -> str:
    return (
        f"The database {path} cannot be used ({reason}). "
        "Check the folder's permissions and the free disk space, or choose another with --home."
    )
