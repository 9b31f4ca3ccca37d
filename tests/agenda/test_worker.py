import asyncio
import logging
from collections.abc import Callable

import pytest

from localminis.agenda import agenda, queries
from localminis.agenda.lanes import Lanes
from localminis.agenda.worker import Worker
from localminis.store.model import DatabaseUnavailable


def schedule(shelf, *keys: str, kind: str = "test", due_at_s: int | None = None) -> None:
    at_s = shelf.clock.now_s() if due_at_s is None else due_at_s

    def work(tx):
        for key in keys:
            agenda.schedule(tx, shelf.bell, due_at_s=at_s, kind=kind, key=key)

    shelf.run(work)


def worker_of(shelf, handler: Callable) -> Worker:
    return Worker(shelf.store, shelf.clock, shelf.bell, {"test": handler})


def settling(shelf, done: list[str], settled: asyncio.Semaphore | None = None):
    async def handle(work):
        await shelf.store.run(lambda tx: agenda.finish(tx, work))
        done.append(work.key)
        if settled is not None:
            settled.release()

    return handle


async def acquired(settled: asyncio.Semaphore, count: int) -> None:
    async with asyncio.timeout(10):
        for _ in range(count):
            await settled.acquire()


def test_draining_runs_what_is_due_and_what_that_makes_due(shelf):
    """Draining ends when nothing due is left; the future is not touched."""
    done: list[str] = []

    async def handle(work):
        done.append(work.key)

        def settle(tx):
            agenda.finish(tx, work)
            if work.key == "parent":
                for key, delay_s in (("child", 0), ("tomorrow", 86_400)):
                    at_s = shelf.clock.now_s() + delay_s
                    agenda.schedule(tx, shelf.bell, due_at_s=at_s, kind="test", key=key)

        await shelf.store.run(settle)

    schedule(shelf, "parent")
    asyncio.run(worker_of(shelf, handle).drain())
    assert done == ["parent", "child"]
    assert shelf.run(queries.count) == 1


def test_a_running_worker_is_woken_by_a_commit(shelf):
    """Work that a commit makes due is run without waiting for the next look."""
    done: list[str] = []

    async def scenario():
        settled = asyncio.Semaphore(0)
        worker = worker_of(shelf, settling(shelf, done, settled))
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        await asyncio.to_thread(schedule, shelf, "a", "b")
        await acquired(settled, 2)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(scenario())
    assert sorted(done) == ["a", "b"]


def test_turning_the_clock_starts_what_falls_due(shelf):
    """Platform time decides, and the bell after a turn is enough."""
    done: list[str] = []
    schedule(shelf, "k", due_at_s=shelf.clock.now_s() + 3_600)

    async def scenario():
        settled = asyncio.Semaphore(0)
        worker = worker_of(shelf, settling(shelf, done, settled))
        running = asyncio.create_task(worker.run())
        await shelf.store.run(lambda _: None)
        assert done == []
        await asyncio.to_thread(shelf.turn, 3_600)
        shelf.bell.ring()
        await acquired(settled, 1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(scenario())
    assert done == ["k"]


def test_a_failing_handler_stops_nobody_and_its_work_is_kept(shelf, caplog):
    """A bug in one piece of work is logged; the others run, and the work waits for its lease."""
    done: list[str] = []

    async def handle(work):
        if work.key == "bad":
            raise ZeroDivisionError
        await settling(shelf, done)(work)

    schedule(shelf, "bad", "good")
    schedule(shelf, "odd", kind="of no handler")
    with caplog.at_level(logging.ERROR):
        asyncio.run(worker_of(shelf, handle).drain())
    assert done == ["good"]
    assert shelf.run(queries.count) == 2
    assert {record.args for record in caplog.records} == {
        ("test", "bad"),
        ("of no handler", "odd"),
    }


def test_a_stopped_worker_cancels_what_it_handles_and_loses_nothing(shelf):
    """Work that was cut off is still in the database for the next run."""
    started = asyncio.Event()

    async def handle(_):
        started.set()
        await asyncio.Event().wait()

    async def scenario():
        worker = worker_of(shelf, handle)
        running = asyncio.create_task(worker.run())
        await asyncio.wait_for(started.wait(), 10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert not worker._running

    schedule(shelf, "k")
    asyncio.run(scenario())
    shelf.run(agenda.free_leases)
    done: list[str] = []
    asyncio.run(worker_of(shelf, settling(shelf, done)).drain())
    assert done == ["k"]


class FullAtFirst:
    """A store whose first transactions meet a full disk, as the real one reports it."""

    def __init__(self, shelf, failures: int) -> None:
        self._shelf = shelf
        self.failures = failures

    async def run(self, work):
        if self.failures:
            self.failures -= 1
            self._shelf.bell.ring()  # somebody else's commit, so that the worker looks again
            raise DatabaseUnavailable("The database cannot be used (database or disk is full).")
        return await self._shelf.store.run(work)


def test_a_full_disk_passes_and_the_worker_goes_on(shelf, caplog):
    """When work cannot be claimed the loop says so and looks again."""
    done: list[str] = []
    schedule(shelf, "k")

    async def scenario():
        settled = asyncio.Semaphore(0)
        handlers = {"test": settling(shelf, done, settled)}
        worker = Worker(FullAtFirst(shelf, failures=2), shelf.clock, shelf.bell, handlers)
        running = asyncio.create_task(worker.run())
        await acquired(settled, 1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert done == ["k"]
    assert "disk is full" in caplog.text


def test_what_handlers_need_is_read_with_the_claim(shelf):
    """A loader gives each piece what it needs, in the claim's transaction, or drops it."""
    got: dict[str, str] = {}

    def load(tx, works):
        gone = [each for each in works if each.key == "gone"]
        agenda.finish_all(tx, gone)
        return [None if each in gone else f"for {each.key}" for each in works]

    async def handle(work):
        got[work.key] = work.loaded
        await shelf.store.run(lambda tx: agenda.finish(tx, work))

    schedule(shelf, "a", "gone", "b")
    schedule(shelf, "c", kind="other")
    handlers = {"test": handle, "other": handle}
    worker = Worker(shelf.store, shelf.clock, shelf.bell, handlers, loaders={"test": load})
    asyncio.run(worker.drain())
    assert got == {"a": "for a", "b": "for b", "c": None}
    assert shelf.run(queries.count) == 0


def start(shelf, *keys: str, lane: str = "there", fails: bool = False) -> None:
    """Make work due now, in the hands of a running worker where it has room."""

    def work(tx):
        for key in keys:
            agenda.start(
                tx,
                shelf.bell,
                due_at_s=shelf.clock.now_s(),
                kind="test",
                key=key,
                lane=lane,
                loaded=f"with {key}",
            )
        if fails:
            raise RuntimeError

    shelf.run(work)


def test_new_work_starts_with_its_commit(shelf):
    """Handed over with what it needs, claimed already, and never claimed again meanwhile."""
    got = []

    async def scenario():
        settled = asyncio.Semaphore(0)

        async def handle(work):
            got.append((work.key, work.loaded, work.claim))
            assert await shelf.store.run(lambda tx: agenda.held(tx, [work])) == {work.key}
            assert await shelf.store.run(lambda tx: agenda.claim(tx, shelf.clock)) == []
            await shelf.store.run(lambda tx: agenda.finish(tx, work))
            settled.release()

        running = asyncio.create_task(worker_of(shelf, handle).run())
        await asyncio.sleep(0)
        await asyncio.to_thread(start, shelf, "a")
        await acquired(settled, 1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(scenario())
    assert got == [("a", "with a", 1)]
    assert shelf.run(queries.count) == 0


def test_work_that_finds_no_room_waits_to_be_claimed(shelf):
    """A full lane, or no worker at all: everything is run all the same, once."""
    done: list[str] = []

    async def scenario():
        settled = asyncio.Semaphore(0)
        handle = settling(shelf, done, settled)
        lanes = Lanes(width=2)
        handlers = {"test": handle}
        worker = Worker(shelf.store, shelf.clock, shelf.bell, handlers, lanes=lanes)
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        await asyncio.to_thread(start, shelf, *(f"{number}" for number in range(10)))
        await acquired(settled, 10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert lanes.room("there") == 2

    start(shelf, "before")
    asyncio.run(worker_of(shelf, settling(shelf, done)).drain())
    assert done == ["before"]
    done.clear()
    asyncio.run(scenario())
    assert sorted(done) == sorted(f"{number}" for number in range(10))


@pytest.mark.parametrize(("line_s", "is_once"), [(60, True), (-1, False)])
def test_what_stands_in_line_is_run_in_turn_or_given_back(shelf, line_s, is_once):
    """Claimed once, while its turn comes soon; what has waited for too long is claimed anew."""
    got = []
    under_way = most = 0

    async def scenario():
        settled = asyncio.Semaphore(0)

        async def handle(work):
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await shelf.store.run(lambda tx: agenda.finish(tx, work))
            got.append((work.key, work.claim))
            under_way -= 1
            settled.release()

        lanes = Lanes(width=2, line=8)
        worker = Worker(
            shelf.store, shelf.clock, shelf.bell, {"test": handle}, lanes=lanes, line_s=line_s
        )
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        await asyncio.to_thread(start, shelf, *"abcde")
        await acquired(settled, 5)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert lanes.room("there") == 10

    asyncio.run(scenario())
    assert sorted(key for key, _ in got) == list("abcde")
    assert (max(claim for _, claim in got) == 1) is is_once
    assert most == 2
    assert shelf.run(queries.count) == 0


def test_a_worker_that_ends_leaves_its_line_alone(shelf):
    """What waited for its turn is not begun while the rest is cancelled, and is not lost."""
    begun = []

    async def scenario():
        started = asyncio.Event()

        async def handle(work):
            begun.append(work.key)
            started.set()
            await asyncio.Event().wait()

        lanes = Lanes(width=1, line=8)
        worker = Worker(
            shelf.store, shelf.clock, shelf.bell, {"test": handle}, lanes=lanes, line_s=60
        )
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        await asyncio.to_thread(start, shelf, *"abc")
        async with asyncio.timeout(10):
            await started.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(scenario())
    assert begun == ["a"]
    assert shelf.run(queries.count) == 3


def test_work_that_is_taken_back_never_starts(shelf):
    """Its room is free again, for others."""
    done: list[str] = []

    async def scenario():
        settled = asyncio.Semaphore(0)
        handlers = {"test": settling(shelf, done, settled)}
        lanes = Lanes(width=1)
        worker = Worker(shelf.store, shelf.clock, shelf.bell, handlers, lanes=lanes)
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError):
            await asyncio.to_thread(start, shelf, "never", fails=True)
        await asyncio.to_thread(start, shelf, "kept")
        await acquired(settled, 1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(scenario())
    assert done == ["kept"]


def test_a_worker_that_ended_lets_work_be(shelf):
    """What was handed over too late is stored, and claimed when its lease runs out."""
    done: list[str] = []
    worker = worker_of(shelf, settling(shelf, done))

    async def scenario():
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        shelf.bell.taker = worker
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        shelf.bell.taker = worker
        await asyncio.to_thread(start, shelf, "late")

    asyncio.run(scenario())
    assert done == []
    shelf.run(agenda.free_leases)
    asyncio.run(worker_of(shelf, settling(shelf, done)).drain())
    assert done == ["late"]
