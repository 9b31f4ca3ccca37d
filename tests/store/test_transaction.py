from sqlalchemy import insert, select

from localminis.store.tables.commerce import accounts


def test_the_ways_to_ask_agree(store):
    """An insert returns its key, and first, all and scalar see the row."""

    def work(tx):
        assert tx.first(select(accounts)) is None
        assert tx.scalar(select(accounts.c.id)) is None
        key = tx.insert(insert(accounts).values(kind="wallet", owner_id=7, balance_beans=0))
        assert tx.first(select(accounts)).id == key
        assert [row.owner_id for row in tx.all(select(accounts))] == [7]
        assert tx.scalar(select(accounts.c.owner_id)) == 7

    store.run_sync(work)
