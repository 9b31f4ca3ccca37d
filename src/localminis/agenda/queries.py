"""All SQL of the agenda."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from localminis.store.tables.agenda import agenda
from localminis.store.transaction import Tx


def upsert(tx: Tx, *, kind: str, key: str, clock_id: str, due_at_s: int) -> None:
    """Store a piece of work, or move it and free its lease when it exists."""
    moved = tx.execute(
        update(agenda)
        .where(agenda.c.kind == kind, agenda.c.key == key)
        .values(due_at_s=due_at_s, leased_until_s=0)
    )
    if moved.rowcount == 0:
        tx.execute(
            insert(agenda).values(
                kind=kind, key=key, clock_id=clock_id, due_at_s=due_at_s, leased_until_s=0
            )
        )


def due(tx: Tx, *, clock_id: str, now_s: int, wall_now_s: int, limit: int) -> Sequence[Row[Any]]:
    """Return work that is due on its clock and that nobody holds, earliest first."""
    return tx.all(
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


def lease(tx: Tx, ids: Sequence[int], leased_until_s: int) -> None:
    """Mark work as held until a wall time."""
    tx.execute(update(agenda).where(agenda.c.id.in_(ids)).values(leased_until_s=leased_until_s))


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
