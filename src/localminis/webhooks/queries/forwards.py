"""SQL of the addresses that listen in for a while."""

from typing import Any

from sqlalchemy import (
    delete,
    insert,
    update,
)

from localminis.store.tables.webhooks import (
    webhook_forwards,
)
from localminis.store.transaction import Tx


def insert_forward(tx: Tx, **values: Any) -> None:
    """Let an address listen in."""
    tx.execute(insert(webhook_forwards).values(**values))


def prolong_forward(tx: Tx, forward_id: str, until_wall_s: int) -> bool:
    """Let an address listen in for longer; False when it no longer does."""
    prolonged = tx.execute(
        update(webhook_forwards)
        .where(webhook_forwards.c.id == forward_id)
        .values(until_wall_s=until_wall_s)
    )
    return prolonged.rowcount == 1


def remove_forwards(tx: Tx, *, forward_id: str | None = None, wall_now_s: int = 0) -> None:
    """Forget one listening address, or those whose time is over."""
    is_over = webhook_forwards.c.until_wall_s <= wall_now_s
    is_it = webhook_forwards.c.id == forward_id
    tx.execute(delete(webhook_forwards).where(is_over if forward_id is None else is_it))


def remove_all_forwards(tx: Tx) -> None:
    """Forget every address that listens in."""
    tx.execute(delete(webhook_forwards))
