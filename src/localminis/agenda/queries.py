"""All SQL of the agenda."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from localminis.store.tables.agenda import agenda
from localminis.store.transaction import Tx


def upsert(tx: Tx, *, kind: str, key: str, clock_id: str, due_at_s: int, lane: str) -> None:
    """Store a piece of work, or move it and free its lease when it exists."""
    moved = tx.execute(
        update(agenda)
        .where(agenda.c.kind == kind, agenda.c.key == key)
        .values(due_at_s=due_at_s, leased_until_s=0, lane=lane)
    )
    if moved.rowcount == 0:
        tx.execute(
            insert(agenda).values(
                kind=kind,
                key=key,
                clock_id=clock_id,
                due_at_s=due_at_s,
                leased_until_s=0,
                lane=lane,
                claims=0,
            )
        )


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
    statement = (
        select(agenda)
        .where(
            agenda.c.clock_id == clock_id,
            agenda.c.due_at_s <= now_s,
            agenda.c.leased_until_s <= wall_now_s,
        )
        .order_by(agenda.c.due_at_s, agenda.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if without_lanes:
        statement = statement.where(agenda.c.lane.not_in(without_lanes))
    if without_ids:
        statement = statement.where(agenda.c.id.not_in(without_ids))
    return tx.all(statement)


def lease(tx: Tx, ids: Sequence[int], leased_until_s: int) -> None:
    """Mark work as held until a wall time, by a new claim."""
    tx.execute(
        update(agenda)
        .where(agenda.c.id.in_(ids))
        .values(leased_until_s=leased_until_s, claims=agenda.c.claims + 1)
    )


def hold(tx: Tx, *, kind: str, key: str, claims: int) -> bool:
    """Lock a piece of work whose last claim this is; False when it is another, or gone."""
    mine = (
        select(agenda.c.id)
        .where(
            agenda.c.kind == kind,
            agenda.c.key == key,
            agenda.c.claims == claims,
            agenda.c.leased_until_s > 0,
        )
        .with_for_update()
    )
    return tx.first(mine) is not None


def free_leases(tx: Tx) -> None:
    """Free every lease."""
    tx.execute(update(agenda).where(agenda.c.leased_until_s > 0).values(leased_until_s=0))


def remove(tx: Tx, *, kind: str, key: str) -> None:
    """Forget a piece of work."""
    tx.execute(delete(agenda).where(agenda.c.kind == kind, agenda.c.key == key))


def next_due_at_s(tx: Tx, *, clock_id: str) -> int | None:
    """Return when the earliest work falls due, on its clock."""
    found = tx.scalar(select(func.min(agenda.c.due_at_s)).where(agenda.c.clock_id == clock_id))
    return None if found is None else int(found)


def count(tx: Tx) -> int:
    """Count all work that waits."""
    return int(tx.scalar(select(func.count()).select_from(agenda)))
