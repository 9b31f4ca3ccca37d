from pathlib import Path

import pytest

from localminis.agenda.agenda import Bell
from localminis.clock import Clock, ClockState
from localminis.store import clocks
from localminis.store.sqlite import SqliteStore

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
