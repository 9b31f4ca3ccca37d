"""Emptying the database without touching its shape."""

from sqlalchemy import delete

from localminis.store.tables import metadata
from localminis.store.tables.schema import platform
from localminis.store.transaction import Tx


def wipe(tx: Tx) -> None:
    """Delete every row but the schema's version."""
    for table in reversed(metadata.sorted_tables):
        if table is not platform:
            tx.execute(delete(table))
