"""What an open database offers, whichever one it is: transactions are functions that it runs.

`sqlite.py` is the default, `postgres.py` serves a team; `open_store` chooses.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from localminis.store.model import DatabaseUnavailable
from localminis.store.transaction import Tx

T = TypeVar("T")
Work = Callable[[Tx], Any]


class Store(ABC):
    """An open database; `run` is the door for coroutines, `run_sync` for everyone else.

    `is_shared` tells whether other processes may be working on it at the same time.
    """

    is_shared: ClassVar[bool]

    async def run(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in a transaction of its own and return its result once it is stored."""
        return await asyncio.wrap_future(self.submit(work))

    async def run_apart(self, work: Callable[[Tx], T]) -> T:
        """Do the same with work that may take long, so that nobody waits for it meanwhile."""
        return await asyncio.wrap_future(self.submit(work))

    def run_sync(self, work: Callable[[Tx], T]) -> T:
        """Do the same from a thread that may wait."""
        return self.submit(work).result()

    @abstractmethod
    def submit(self, work: Callable[[Tx], T]) -> Future[T]:
        """Queue `work`; the future resolves after the commit, or carries what it raised."""

    @abstractmethod
    def listen(self, callback: Callable[[], None]) -> None:
        """Call `callback` when another process announces that work or the clock has moved."""

    @abstractmethod
    def close(self) -> None:
        """Finish what is queued, then close the database."""


def open_store(*, path: Path, url: str | None) -> Store:
    """Open the PostgreSQL database at `url`, or without one the SQLite file at `path`.

    Raises:
        DatabaseUnavailable: it cannot be opened, or the driver is missing.
        NotOurDatabase, NewerDatabase: it is left untouched.
    """
    # Imported here: each database brings a driver, and both import this module.
    if url is None:
        from localminis.store.sqlite import SqliteStore

        return SqliteStore(path)
    try:
        from localminis.store.postgres import PostgresStore
    except ImportError as error:
        raise DatabaseUnavailable(
            "The PostgreSQL driver is not installed. Run pip install 'localminis[postgres]'."
        ) from error
    return PostgresStore(url)
