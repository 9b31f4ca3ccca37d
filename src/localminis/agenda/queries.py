"""All SQL of the agenda."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Delete,
    Row,
    Select,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from localminis.store.tables.agenda import agenda
from localminis.store.transaction import Tx, filled, listed

# A lane and a number that no work has.
_NOWHERE: Final = "-"
_NOTHING: Final = 0
# Made once: building a statement costs as much as running it.
_INSERT: Final = insert(agenda)
_DUE: Final = (
    select(agenda)
    .where(
        agenda.c.clock_id == bindparam("clock"),
        agenda.c.due_at_s <= bindparam("now_s"),
        agenda.c.leased_until_s <= bindparam("wall_now_s"),
    )
    .order_by(agenda.c.due_at_s, agenda.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def move(tx: Tx, *, kind: str, key: str, due_at_s: int, lane: str) -> bool:
    """Move a piece of work and free its lease; False when there is none."""
    moved = tx.execute(
        update(agenda)
        .where(agenda.c.kind == kind, agenda.c.key == key)
        .values(due_at_s=due_at_s, leased_until_s=0, lane=lane)
    )
    return moved.rowcount > 0


def insert_work(
    tx: Tx,
    *,
    kind: str,
    key: str,
    clock_id: str,
    due_at_s: int,
    lane: str,
    leased_until_s: int = 0,
    claims: int = 0,
) -> None:
    """Store a new piece of work."""
    values = {"kind": kind, "key": key, "clock_id": clock_id, "due_at_s": due_at_s, "lane": lane}
    tx.execute(_INSERT, {**values, "leased_until_s": leased_until_s, "claims": claims})


def due(
    tx: Tx,
    *,
    clock_id: str,
    now_s: int,
    wall_now_s: int,
    limit: int,
    without_lanes: Sequence[str] = (),
    without_ids: Sequence[int] = (),
) -> Sequence[Row[Any]]:
    """Return work that is due on its clock and that nobody holds, earliest first."""
    lanes, lane_names = filled(without_lanes or (_NOWHERE,), "lane")
    ids, id_names = filled(without_ids or (_NOTHING,), "id")
    times = {"now_s": now_s, "wall_now_s": wall_now_s, "clock": clock_id, "most": limit}
    return tx.all(_due(lane_names, id_names), {**times, **lanes, **ids})


@cache
def _due(lane_names: tuple[str, ...], id_names: tuple[str, ...]) -> Select[Any]:
    return _DUE.where(
        agenda.c.lane.not_in([bindparam(name) for name in lane_names]),
        agenda.c.id.not_in([bindparam(name) for name in id_names]),
    )


def due_by_kind(tx: Tx, *, clock_id: str, now_s: int) -> dict[str, int]:
    """Count the work that is due on a clock, by its kind."""
    statement = (
        select(agenda.c.kind, func.count().label("due"))
        .where(agenda.c.clock_id == clock_id, agenda.c.due_at_s <= now_s)
        .group_by(agenda.c.kind)
        .order_by(agenda.c.kind)
    )
    return {row.kind: int(row.due) for row in tx.all(statement)}


def lease(tx: Tx, ids: Sequence[int], leased_until_s: int) -> None:
    """Mark work as held until a wall time, by a new claim."""
    tx.execute(*listed(_lease, ids, until_s=leased_until_s))


@cache
def _lease(names: tuple[str, ...]) -> Update:
    return (
        update(agenda)
        .where(agenda.c.id.in_([bindparam(name) for name in names]))
        .values(leased_until_s=bindparam("until_s"), claims=agenda.c.claims + 1)
    )


def hold(tx: Tx, *, kind: str, keys: Sequence[str]) -> Sequence[Row[Any]]:
    """Lock pieces of work that are claimed, in one order for everybody; returns key and claims."""
    return tx.all(*listed(_hold, keys, of_kind=kind))


@cache
def _hold(names: tuple[str, ...]) -> Select[Any]:
    return (
        select(agenda.c.key, agenda.c.claims)
        .where(agenda.c.kind == bindparam("of_kind"), agenda.c.leased_until_s > 0)
        .where(agenda.c.key.in_([bindparam(name) for name in names]))
        .order_by(agenda.c.id)
        .with_for_update()
    )


def free(tx: Tx, *, kind: str, keys: Sequence[str]) -> None:
    """Free the leases of some pieces of work of one kind."""
    tx.execute(
        update(agenda).where(agenda.c.kind == kind, agenda.c.key.in_(keys)).values(leased_until_s=0)
    )


def free_leases(tx: Tx) -> None:
    """Free every lease."""
    tx.execute(update(agenda).where(agenda.c.leased_until_s > 0).values(leased_until_s=0))


def overdue(tx: Tx, *, kind: str, clock_id: str, now_s: int) -> Sequence[Row[Any]]:
    """Return key and due time of the work of one kind that should have been done before."""
    return tx.all(
        select(agenda.c.key, agenda.c.due_at_s).where(
            agenda.c.kind == kind, agenda.c.clock_id == clock_id, agenda.c.due_at_s < now_s
        )
    )


def put_off(tx: Tx, *, kind: str, clock_id: str, now_s: int) -> None:
    """Make the overdue work of one kind due now."""
    tx.execute(
        update(agenda)
        .where(agenda.c.kind == kind, agenda.c.clock_id == clock_id, agenda.c.due_at_s < now_s)
        .values(due_at_s=now_s)
    )


def hand_over(tx: Tx, *, clock_id: str, to_clock_id: str, later_s: int) -> None:
    """Put the work of one clock onto another, with its due times moved."""
    tx.execute(
        update(agenda)
        .where(agenda.c.clock_id == clock_id)
        .values(clock_id=to_clock_id, due_at_s=agenda.c.due_at_s + later_s)
    )


def remove(tx: Tx, *, kind: str, key: str) -> None:
    """Forget a piece of work."""
    tx.execute(delete(agenda).where(agenda.c.kind == kind, agenda.c.key == key))


def remove_kind(tx: Tx, kind: str) -> None:
    """Delete all work of a kind."""
    tx.execute(delete(agenda).where(agenda.c.kind == kind))


def remove_all(tx: Tx, *, kind: str, keys: Sequence[str]) -> None:
    """Forget pieces of work of one kind."""
    tx.execute(*listed(_remove, keys, of_kind=kind))


@cache
def _remove(names: tuple[str, ...]) -> Delete:
    return delete(agenda).where(
        agenda.c.kind == bindparam("of_kind"),
        agenda.c.key.in_([bindparam(name) for name in names]),
    )


def next_due_at_s(tx: Tx, *, clock_id: str) -> int | None:
    """Return when the earliest work falls due, on its clock."""
    found = tx.scalar(select(func.min(agenda.c.due_at_s)).where(agenda.c.clock_id == clock_id))
    return None if found is None else int(found)


def count(tx: Tx) -> int:
    """Count all work that waits."""
    return int(tx.scalar(select(func.count()).select_from(agenda)))
