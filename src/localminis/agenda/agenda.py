"""Scheduling and claiming work; every function runs inside its caller's transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from localminis.agenda import queries
from localminis.agenda.lanes import NO_LANE, Lanes
from localminis.clock import MAIN, Clock, wall_s
from localminis.store import clocks
from localminis.store.transaction import Tx

# How long a claim lasts on wall time, unless said otherwise; it must outlast the handler.
LEASE_S: Final = 60
# The most that one claim takes; fewer means that nothing else is due or has room.
CLAIM_LIMIT: Final = 32


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed piece of work: its kind chooses the handler, its key says what to work on.

    `claim` counts the claims of this piece so far; `held` compares it. `loaded` is what the kind's
    loader read for it, where there is one. `clock_id` names the clock that it is due on.
    """

    kind: str
    key: str
    due_at_s: int
    lane: str = NO_LANE
    claim: int = 0
    loaded: Any = field(default=None, compare=False)
    clock_id: str = MAIN


class Taker(Protocol):
    """A running worker, as those see it who have work for it that need not be claimed first."""

    lease_s: int

    def reserve(self, lane: str) -> bool:
        """Keep room for one piece of work; False when there is none, which it remembers."""

    def remind(self, lane: str) -> None:
        """Say that work for which there was no room is stored and can be claimed."""

    def release(self, lane: str) -> None:
        """Give the room back: the work is not stored."""

    def take(self, work: Work) -> None:
        """Start work that is stored, in the room that was kept."""


class Bell:
    """Rings when a commit has made work due, so that the worker need not wait for its next look.

    `taker` is this process's worker while it runs.
    """

    def __init__(self) -> None:
        self._listener: Callable[[], None] | None = None
        self.taker: Taker | None = None

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call `listener` at each ring, from any thread; None stops listening."""
        self._listener = listener

    def ring(self) -> None:
        """Wake the listener, if there is one."""
        if self._listener is not None:
            self._listener()


def schedule(
    tx: Tx,
    bell: Bell,
    *,
    due_at_s: int,
    kind: str,
    key: str,
    lane: str = NO_LANE,
    is_new: bool = False,
    clock_id: str = MAIN,
) -> None:
    """Make work due at a platform time; scheduling the same kind and key again moves it.

    Args:
        clock_id: the clock of whom the work is for; work that is moved stays on the one it has.
        lane: names the place that the work goes to, of which only so much runs at once.
        is_new: whether the caller knows that this key was never scheduled.
    """
    is_moved = not is_new and queries.move(tx, kind=kind, key=key, due_at_s=due_at_s, lane=lane)
    if not is_moved:
        queries.insert_work(tx, kind=kind, key=key, clock_id=clock_id, due_at_s=due_at_s, lane=lane)
    tx.after_commit(bell.ring)
    tx.announce()


def start(
    tx: Tx,
    bell: Bell,
    *,
    due_at_s: int,
    kind: str,
    key: str,
    lane: str,
    loaded: Any,
    clock_id: str = MAIN,
) -> None:
    """Make new work due now, in the hands of this process's worker where that has room.

    Such work is stored as claimed, so nobody else takes it unless the lease runs out; it starts
    with the commit, without a look at the database. Without room it waits to be claimed.

    Args:
        loaded: what the kind's loader would have read.
    """
    taker = bell.taker
    if taker is None:
        schedule(
            tx,
            bell,
            due_at_s=due_at_s,
            kind=kind,
            key=key,
            lane=lane,
            is_new=True,
            clock_id=clock_id,
        )
        return
    if not taker.reserve(lane):
        # The bell would only make it look at what it has no room for.
        queries.insert_work(tx, kind=kind, key=key, clock_id=clock_id, due_at_s=due_at_s, lane=lane)
        tx.after_commit(lambda: taker.remind(lane))
        tx.announce()
        return
    tx.after_rollback(lambda: taker.release(lane))
    queries.insert_work(
        tx,
        kind=kind,
        key=key,
        clock_id=clock_id,
        due_at_s=due_at_s,
        lane=lane,
        leased_until_s=wall_s() + taker.lease_s,
        claims=1,
    )
    work = Work(kind, key, due_at_s, lane, 1, loaded, clock_id)
    tx.after_commit(lambda: taker.take(work))


def claim(
    tx: Tx, clock: Clock, *, lease_s: int = LEASE_S, lanes: Lanes | None = None
) -> list[Work]:
    """Take some of the work that is due on any clock and hold it for `lease_s` of wall time.

    Looks at the clocks' rows first: another process may have turned them.

    Args:
        lanes: what this process runs already; work that finds no room is left for later.
    """
    lanes = lanes or Lanes()
    states = clocks.read_all(tx)
    clock.adopt_all(states)
    trial, closed = lanes.trial(), lanes.closed()
    taken: dict[int, Work] = {}
    for clock_id in states:
        while len(taken) < CLAIM_LIMIT:
            rows = queries.due(
                tx,
                clock_id=clock_id,
                now_s=clock.of(clock_id).now_s(),
                wall_now_s=wall_s(),
                limit=CLAIM_LIMIT,
                without_lanes=closed,
                without_ids=list(taken),
            )
            for row in rows:
                if row.lane in closed or len(taken) == CLAIM_LIMIT:
                    continue
                if trial.room(row.lane) <= 0:
                    closed.append(row.lane)
                    lanes.turn_away(row.lane)
                    continue
                trial.enter(row.lane)
                taken[row.id] = _claimed(row)
            if len(rows) < CLAIM_LIMIT:
                break
    if taken:
        queries.lease(tx, list(taken), wall_s() + lease_s)
    return list(taken.values())


def _claimed(row: Any) -> Work:
    return Work(row.kind, row.key, row.due_at_s, row.lane, row.claims + 1, clock_id=row.clock_id)


def held(tx: Tx, works: Sequence[Work]) -> set[str]:
    """Return the keys of the work, all of one kind, that nobody has claimed or moved since.

    A worker that was stopped for longer than its lease finds out here that another took over. The
    rows are locked until the transaction ends.
    """
    claims = {each.key: each.claim for each in works}
    rows = queries.hold(tx, kind=works[0].kind, keys=list(claims))
    return {row.key for row in rows if row.claims == claims[row.key]}


def give_back(tx: Tx, works: Sequence[Work]) -> None:
    """Free the leases of work that was claimed and not begun, unless somebody else has it now."""
    for kind in {each.kind for each in works}:
        mine = [each for each in works if each.kind == kind]
        kept = held(tx, mine)
        if kept:
            queries.free(tx, kind=kind, keys=sorted(kept))


def finish(tx: Tx, work: Work) -> None:
    """Forget work that is done."""
    queries.remove(tx, kind=work.kind, key=work.key)


def finish_all(tx: Tx, works: Sequence[Work]) -> None:
    """Forget work of one kind that is done."""
    if works:
        queries.remove_all(tx, kind=works[0].kind, keys=[each.key for each in works])


def forget(tx: Tx, *, kind: str) -> None:
    """Drop all work of a kind, whoever holds it."""
    queries.remove_kind(tx, kind)


def free_leases(tx: Tx) -> None:
    """Free the leases of a process that died; only for who holds the state folder's lock."""
    queries.free_leases(tx)


def begin_again(tx: Tx, clock: Clock, *, kind: str) -> dict[str, int]:
    """Make work that came due while no process ran due now; only for who is the first to run.

    Returns:
        By key, how many seconds of platform time each piece has waited for somebody to come.
    """
    waited: dict[str, int] = {}
    for clock_id in clocks.read_all(tx):
        now_s = clock.of(clock_id).now_s()
        late = queries.overdue(tx, kind=kind, clock_id=clock_id, now_s=now_s)
        queries.put_off(tx, kind=kind, clock_id=clock_id, now_s=now_s)
        waited |= {row.key: now_s - row.due_at_s for row in late}
    return waited


def hand_over(tx: Tx, leaving: Clock, staying: Clock) -> None:
    """Make what waits on one clock due on another, after as long a while as before."""
    later_s = staying.now_s() - leaving.now_s()
    queries.hand_over(tx, clock_id=leaving.id, to_clock_id=staying.id, later_s=later_s)


def seconds_until_due(tx: Tx, clock: Clock) -> int | None:
    """Return how long, in this clock's time, until its next work is due; None when none waits."""
    due_at_s = queries.next_due_at_s(tx, clock_id=clock.id)
    return None if due_at_s is None else max(0, due_at_s - clock.now_s())
