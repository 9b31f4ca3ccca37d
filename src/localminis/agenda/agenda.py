"""Scheduling and claiming work; every function runs inside its caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from localminis.agenda import queries
from localminis.clock import Clock, wall_s
from localminis.store import clocks
from localminis.store.clocks import MAIN
from localminis.store.transaction import Tx

# How long a claim lasts on wall time, unless said otherwise; it must outlast the handler.
LEASE_S: Final = 60
_CLAIM_LIMIT: Final = 32


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed piece of work: its kind chooses the handler, its key says what to work on."""

    kind: str
    key: str
    due_at_s: int


class Bell:
    """Rings when a commit has made work due, so that the worker need not wait for its next look."""

    def __init__(self) -> None:
        self._listener: Callable[[], None] | None = None

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call `listener` at each ring, from any thread; None stops listening."""
        self._listener = listener

    def ring(self) -> None:
        """Wake the listener, if there is one."""
        if self._listener is not None:
            self._listener()


def schedule(tx: Tx, bell: Bell, *, due_at_s: int, kind: str, key: str) -> None:
    """Make work due at a platform time; scheduling the same kind and key again moves it."""
    queries.upsert(tx, kind=kind, key=key, clock_id=MAIN, due_at_s=due_at_s)
    tx.after_commit(bell.ring)
    tx.announce()


def claim(tx: Tx, clock: Clock, *, lease_s: int = LEASE_S) -> list[Work]:
    """Take some of the work that is due and hold it for `lease_s` of wall time.

    Looks at the clock's row first: another process may have turned it.
    """
    clock.adopt(clocks.read(tx))
    wall_now_s = wall_s()
    rows = queries.due(
        tx, clock_id=MAIN, now_s=clock.now_s(), wall_now_s=wall_now_s, limit=_CLAIM_LIMIT
    )
    if rows:
        queries.lease(tx, [row.id for row in rows], wall_now_s + lease_s)
    return [Work(row.kind, row.key, row.due_at_s) for row in rows]


def finish(tx: Tx, work: Work) -> None:
    """Forget work that is done."""
    queries.remove(tx, kind=work.kind, key=work.key)


def free_leases(tx: Tx) -> None:
    """Free the leases of a process that died; only for who holds the state folder's lock."""
    queries.free_leases(tx)


def seconds_until_due(tx: Tx, clock: Clock) -> int | None:
    """Return how long, in platform time, until the next work is due; None when none waits."""
    due_at_s = queries.next_due_at_s(tx, clock_id=MAIN)
    return None if due_at_s is None else max(0, due_at_s - clock.now_s())
