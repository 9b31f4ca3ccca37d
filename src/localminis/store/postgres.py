"""PostgreSQL, for a team: a few threads, one transaction each, in any number of processes.

Verbs check and then write, as on SQLite; where two processes race, a unique index or a lock stops
one of them, and it is run again from its start, now seeing what the other wrote.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from localminis.store import migrate
from localminis.store.engine import Store
from localminis.store.model import DatabaseUnavailable, NotOurDatabase
from localminis.store.prepared import Plans
from localminis.store.tables.schema import platform
from localminis.store.transaction import CHANNEL, Tx

T = TypeVar("T")

_log = logging.getLogger(__name__)

_THREADS: Final = 4
_TRIES: Final = 10
# Serialization failure and deadlock: the database asks for the transaction to be run again.
_AGAIN: Final = frozenset({"40001", "40P01"})
_MIGRATION_LOCK: Final = 0x4C4D696E
_LISTEN_TIMEOUT_S: Final = 1.0


class PostgresStore(Store):
    """An open PostgreSQL database; several processes may hold it at once."""

    is_shared = True

    def __init__(self, url: str) -> None:
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError as error:
            raise DatabaseUnavailable(
                "The setting database_url is no address. Use the form "
                "postgresql://user:password@host/database."
            ) from error
        self._engine = create_engine(
            address,
            pool_size=_THREADS,
            max_overflow=0,
            pool_pre_ping=True,
        )
        self._where = _shown(self._engine.url)
        try:
            with self._engine.connect() as connection:
                _migrate(connection, self._where)
        except DBAPIError as error:
            self._engine.dispose()
            raise self._unavailable(error) from error
        except BaseException:
            self._engine.dispose()
            raise
        self._plans = Plans(self._engine.dialect)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="localminis-database")
        self._listener: _Listener | None = None

    def submit(self, work: Callable[[Tx], T]) -> Future[T]:
        """Queue `work`; the future resolves after the commit, or carries what it raised."""
        return self._pool.submit(self._run, work)

    def listen(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever any process announces that work or the clock has moved."""
        address = self._engine.url.set(drivername="postgresql").render_as_string(
            hide_password=False
        )
        self._listener = _Listener(address, callback)

    def close(self) -> None:
        """Finish what is queued, then close the connections."""
        if self._listener is not None:
            self._listener.stop()
            # Its own announcement wakes it; without one it would look up within a second.
            with contextlib.suppress(DBAPIError), self._engine.begin() as connection:
                Tx(connection).announce()
            self._listener.join()
        self._pool.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[Tx], Any]) -> Any:
        for tries_left in reversed(range(_TRIES)):
            try:
                with self._engine.connect() as connection:
                    driver = connection.connection.driver_connection
                    tx = Tx(connection, self._plans, driver)
                    try:
                        with connection.begin():
                            result = work(tx)
                    except BaseException:
                        tx.run_after_rollback()
                        raise
            except DBAPIError as error:
                if tries_left and _is_worth_repeating(error):
                    continue
                raise self._translated(error) from error
            tx.run_after_commit()
            return result
        raise AssertionError("the last try returns or raises")

    def _translated(self, error: DBAPIError) -> Exception:
        if not isinstance(error.orig, psycopg.OperationalError):
            return error
        # Whoever calls a platform of a team need not learn where its database is.
        _log.error("%s", self._unavailable(error).message)
        return DatabaseUnavailable(
            "The database does not answer. The platform's own log says why; try again in a moment."
        )

    def _unavailable(self, error: DBAPIError) -> DatabaseUnavailable:
        reason = str(error.orig).strip().replace("\n", " ")
        return DatabaseUnavailable(
            f"The database {self._where} cannot be used ({reason}). "
            "Check that it runs and that the address and password are right."
        )


def _shown(url: URL) -> str:
    """Write an address without its passwords, of which the driver takes some as parameters."""
    secret = [name for name in url.query if "password" in name.lower()]
    return url.difference_update_query(secret).render_as_string(hide_password=True)


def _is_worth_repeating(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, IntegrityError) or state in _AGAIN


def _migrate(connection: Connection, where: str) -> None:
    """Bring the tables up to date; one process at a time, the others find it done."""
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        found = inspect(connection).get_table_names()
        if found and platform.name not in found:
            raise NotOurDatabase(
                f"The database {where} holds tables that are not LocalMinis's, so it is left "
                "untouched. Give LocalMinis a database of its own."
            )
        migrate.upgrade(connection)


class _Listener:
    """A connection of its own that waits for announcements, in a thread of its own."""

    def __init__(self, url: str, callback: Callable[[], None]) -> None:
        self._url = url
        self._callback = callback
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, name="localminis-listener", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop at the next announcement."""
        self._stopping.set()

    def join(self) -> None:
        """Wait until it has stopped."""
        self._thread.join()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        for _ in connection.notifies(timeout=_LISTEN_TIMEOUT_S, stop_after=1):
                            self._callback()
            except psycopg.OperationalError:
                # The workers' own look once a second carries on until the database is back.
                self._stopping.wait(_LISTEN_TIMEOUT_S)
