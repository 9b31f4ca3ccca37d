from sqlalchemy import func, select

from localminis.clock import Clock
from localminis.store import clocks, reset
from localminis.store.tables import metadata
from localminis.store.tables.identity import users
from localminis.store.tables.schema import platform


def test_everything_is_forgotten_but_the_schema_version(store):
    """A reset leaves an empty database of the same shape."""

    def work(tx):
        clocks.read(tx)
        tx.insert(
            users.insert().values(
                name="Mia", union_id="u", region="US", created_at_s=Clock().now_s()
            )
        )
        reset.wipe(tx)
        return {
            table.name: tx.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }

    counts = store.run_sync(work)
    assert counts.pop(platform.name) == 1
    assert set(counts.values()) == {0}
