"""Emptying the state without touching the database's shape or the team."""

from sqlalchemy import delete

from localminis.store.tables.schema import state_tables
from localminis.store.transaction import Tx


def wipe(tx: Tx) -> None:
    """Delete every row of the state; what belongs to the installation stays."""
    for table in reversed(state_tables()):
        tx.execute(delete(table))
