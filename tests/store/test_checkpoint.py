import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import insert, select

from localminis.store import checkpoint
from localminis.store.checkpoint import Checkpointer
from localminis.store.tables.commerce import accounts


def filled(store, rows):
    values = [{"kind": "wallet", "owner_id": n, "balance_beans": 0} for n in range(rows)]
    store.run_sync(lambda tx: tx.execute(insert(accounts), values))


@pytest.mark.parametrize(("rows", "is_moved"), [(10, False), (checkpoint.ROWS, True)])
def test_the_log_is_moved_into_the_open_file_after_many_rows(store, path, rows, is_moved):
    """Nobody has to close the file for it, and what was written can be read throughout."""
    before = path.stat().st_size
    filled(store, rows)
    store._checkpointer.close()
    assert (path.stat().st_size > before) is is_moved
    assert len(store.run_sync(lambda tx: tx.all(select(accounts)))) == rows


def test_what_cannot_be_moved_is_left_for_later(tmp_path):
    """A file that is none, as on a broken disk, stops neither the thread nor its end."""
    path = tmp_path / "localminis.db"
    path.write_bytes(b"no database" * 100)
    mover = Checkpointer(path)
    mover.note(checkpoint.ROWS)
    mover.note(2 * checkpoint.ROWS)
    mover.close()
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.DatabaseError):
        other.execute("PRAGMA wal_checkpoint")
