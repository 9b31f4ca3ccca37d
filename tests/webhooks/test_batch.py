import asyncio

import pytest

from localminis.store.model import DatabaseUnavailable
from localminis.webhooks.batch import Batch


def play(shelf, work, items):
    async def whole():
        batch = Batch(shelf.store, work)
        return await asyncio.gather(*map(batch.run, items), return_exceptions=True)

    return asyncio.run(asyncio.wait_for(whole(), 10))


def test_what_comes_together_is_stored_together(shelf):
    """One transaction for many items, each with its own result, in order."""
    sizes = []

    def double(_tx, items):
        sizes.append(len(items))
        return [2 * each for each in items]

    assert play(shelf, double, range(100)) == list(range(0, 200, 2))
    assert sum(sizes) == 100
    assert len(sizes) <= 3


def test_one_bad_item_takes_nobody_down(shelf):
    """The others are done on their own, and only the bad one fails."""

    def invert(_tx, items):
        return [1 / each for each in items]

    results = play(shelf, invert, [1, 0, 2])
    assert results[0] == 1
    assert isinstance(results[1], ZeroDivisionError)
    assert results[2] == 0.5


def test_an_unusable_database_fails_all_at_once(shelf):
    """It would be no better one by one."""
    tries = []

    def full(_tx, items):
        tries.append(len(items))
        raise DatabaseUnavailable("The database cannot be used (disk full).")

    results = play(shelf, full, [1, 2, 3])
    assert all(isinstance(each, DatabaseUnavailable) for each in results)
    assert tries == [3]


def test_who_stops_waiting_does_not_disturb_the_others(shelf):
    """A cancelled item is stored or not; its neighbours get their results."""

    async def whole():
        batch = Batch(shelf.store, lambda _tx, items: list(items))
        first = asyncio.create_task(batch.run(1))
        second = asyncio.create_task(batch.run(2))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    assert asyncio.run(asyncio.wait_for(whole(), 10)) == 2
