import asyncio
import contextlib
import hashlib
import sqlite3
import threading
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from localminis.store import clocks, sqlite
from localminis.store.model import DatabaseUnavailable, NewerDatabase, NotOurDatabase
from localminis.store.sqlite import APPLICATION_ID, SqliteStore
from localminis.store.tables.commerce import accounts


def row(number: int):
    return insert(accounts).values(kind="wallet", owner_id=number, balance_beans=0)


def numbers(store: SqliteStore) -> list[int]:
    statement = select(accounts.c.owner_id).order_by(accounts.c.owner_id)
    return [found.owner_id for found in store.run_sync(lambda tx: tx.all(statement))]


@contextmanager
def busy(store: SqliteStore):
    """Keep the writer busy, so that what is submitted meanwhile becomes one group."""
    is_started, is_free = threading.Event(), threading.Event()

    def occupy(_):
        is_started.set()
        assert is_free.wait(10)

    occupied = store.submit(occupy)
    assert is_started.wait(10)
    try:
        yield
    finally:
        is_free.set()
    occupied.result(10)


def files(folder) -> dict[str, str]:
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in sorted(folder.iterdir())
        if not each.name.endswith("-shm")
    }


def test_what_was_answered_is_still_there_after_reopening(path):
    """An answered transaction is in the file."""
    first = SqliteStore(path)
    first.run_sync(lambda tx: tx.execute(row(1)))
    first.close()
    second = SqliteStore(path)
    assert numbers(second) == [1]
    second.close()


def test_what_comes_while_a_group_gathers_is_stored_with_it(store):
    """One commit for all that several turns of the loop bring, as long as each brings something."""
    said: list[str] = []
    store.run_sync(
        lambda tx: tx.connection.connection.driver_connection.set_trace_callback(said.append)
    )

    async def late(number: int):
        for _ in range(number):
            await asyncio.sleep(0)
        await store.run(lambda tx: tx.execute(row(number)))

    async def all_of_them():
        await asyncio.gather(*map(late, range(4)))

    asyncio.run(all_of_them())
    assert said.count("COMMIT") == 1 + 1  # the first was of setting this up
    assert numbers(store) == [0, 1, 2, 3]


def test_a_failing_member_takes_nothing_of_its_neighbours_back(store):
    """In one group, each failing transaction loses its own rows only."""

    def fails(number, trouble):
        def work(tx):
            tx.execute(row(number))
            raise trouble

        return work

    def doubled(tx):
        tx.execute(row(30))
        tx.execute(row(30))

    with busy(store):
        good = [store.submit(lambda tx, n=n: tx.execute(row(n)).rowcount) for n in range(10)]
        bad = store.submit(fails(20, ValueError("no")))
        twice = store.submit(doubled)
        last = store.submit(lambda tx: tx.execute(row(40)).rowcount)

    assert [each.result(5) for each in [*good, last]] == [1] * 11
    assert isinstance(bad.exception(5), ValueError)
    assert isinstance(twice.exception(5), IntegrityError)
    assert numbers(store) == [*range(10), 40]


@pytest.mark.parametrize(("writes", "runs"), [(False, 1), (True, 2)])
def test_a_refusal_before_anything_was_written_costs_its_neighbours_nothing(store, writes, runs):
    """A group is run again only for the sake of what a failing member had written."""
    begun = []

    def stored(number):
        def work(tx):
            begun.append(number)
            return tx.execute(row(number)).rowcount

        return work

    def refused(tx):
        if writes:
            tx.execute(row(20))
        raise ValueError("no")

    with busy(store):
        before, bad, after = map(store.submit, (stored(1), refused, stored(2)))
    assert (before.result(5), after.result(5)) == (1, 1)
    assert isinstance(bad.exception(5), ValueError)
    assert begun.count(1) == runs
    assert begun.count(2) == 1
    assert numbers(store) == [1, 2]


def test_who_ends_the_transaction_does_not_take_the_group_along(store):
    """What a full disk refuses is told so; its neighbours are run again, alone, and stored."""
    taken_back = []

    def ends_the_transaction(tx):
        tx.execute(row(1))
        tx.connection.exec_driver_sql("ROLLBACK")
        raise ValueError("the disk is full")

    def stored(number):
        def work(tx):
            tx.after_rollback(lambda: taken_back.append(number))
            return tx.execute(row(number)).rowcount

        return work

    with busy(store):
        before = store.submit(stored(2))
        ending = store.submit(ends_the_transaction)
        after = store.submit(stored(3))

    assert isinstance(ending.exception(5), DatabaseUnavailable)
    assert (before.result(5), after.result(5)) == (1, 1)
    assert taken_back == [2]  # once with the group; the third had not begun
    store.run_sync(lambda tx: tx.execute(row(4)))
    assert numbers(store) == [2, 3, 4]


def test_a_locked_database_is_told_in_words_and_passes(store):
    """Another program's lock is one clear refusal; once it is gone everything works again."""
    store._patience_ms = 50
    with contextlib.closing(sqlite3.connect(store._path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = [store.submit(lambda tx, n=n: tx.execute(row(n))) for n in range(3)]
        for each in waiting:
            trouble = each.exception(20)
            assert isinstance(trouble, DatabaseUnavailable)
            assert trouble.message.startswith("Another program has the database")
        other.execute("ROLLBACK")
    store.run_sync(lambda tx: tx.execute(row(9)))
    assert numbers(store) == [9]


def test_who_stops_waiting_does_not_stop_the_writer(store):
    """A cancelled request is left out of its group, and its neighbours are answered."""
    with busy(store):
        cancelled = store.submit(lambda tx: tx.execute(row(1)))
        kept = store.submit(lambda tx: tx.execute(row(2)).rowcount)
        assert cancelled.cancel()

    assert kept.result(5) == 1
    with pytest.raises(CancelledError):
        cancelled.result(5)
    assert numbers(store) == [2]


def test_a_cancelled_coroutine_leaves_the_writer_alive(store):
    """Cancelling a task that waits in `run` is the same, from a coroutine."""

    async def cancel_one():
        task = asyncio.create_task(store.run(lambda tx: tx.execute(row(1))))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await store.run(lambda tx: tx.execute(row(2)).rowcount)

    with busy(store):
        waiting = threading.Thread(target=lambda: asyncio.run(cancel_one()))
        waiting.start()
    waiting.join(10)
    assert numbers(store)[-1] == 2


def test_what_coroutines_ask_is_one_commit_on_their_own_thread(store):
    """Nobody is handed over, and one that fails takes nothing of the others back."""
    seen = []

    def work(number):
        def verb(tx):
            seen.append(threading.current_thread())
            tx.execute(row(number))
            if number == 2:
                raise ZeroDivisionError
            return number

        return verb

    async def ask():
        return await asyncio.gather(
            *(store.run(work(n)) for n in (1, 2, 3)), return_exceptions=True
        )

    answers = asyncio.run(ask())
    assert [answers[0], type(answers[1]), answers[2]] == [1, ZeroDivisionError, 3]
    assert set(seen) == {threading.main_thread()}
    assert numbers(store) == [1, 3]


def test_another_programs_lock_holds_up_whom_it_concerns_and_not_the_loop(store):
    """What coroutines ask is left to the writer, which can wait; it is done when the lock is gone.

    An answer that needs no database comes meanwhile; on a loop that waited it could not.
    """

    async def scenario(other):
        asked = [
            asyncio.create_task(store.run(lambda tx, n=n: tx.execute(row(n)))) for n in range(3)
        ]
        # More turns than it takes to hand the work over.
        for _ in range(20):
            await asyncio.sleep(0)
        later = asyncio.create_task(store.run(lambda tx: tx.execute(row(3))))
        await asyncio.sleep(0.05)
        assert not any(each.done() for each in (*asked, later))
        other.execute("ROLLBACK")
        await asyncio.wait_for(asyncio.gather(*asked, later), 20)

    store._patience_ms = 60_000
    with contextlib.closing(sqlite3.connect(store._path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.run(scenario(other))
    assert numbers(store) == [0, 1, 2, 3]


def test_long_work_is_done_apart_and_the_loop_goes_on(store):
    """While the writer holds the connection, coroutines wait for it and the loop does not."""

    async def ask():
        first = asyncio.create_task(store.run_apart(lambda tx: threading.current_thread()))
        second = asyncio.create_task(store.run(lambda tx: tx.execute(row(1)).rowcount))
        await asyncio.sleep(0)  # the loop is not held up: this comes back while the writer is busy
        is_going.set()
        return await first, await second

    is_going = threading.Event()
    answers = []
    with busy(store):
        asking = threading.Thread(target=lambda: answers.append(asyncio.run(ask())))
        asking.start()
        assert is_going.wait(10)
    asking.join(10)
    [(writer, count)] = answers
    assert writer.name == "localminis-writer"
    assert count == 1


def test_callbacks_run_after_the_commit_and_only_then(store):
    """What is registered for after the commit sees a stored row, and is dropped on failure."""
    rung = []

    def works(tx):
        tx.execute(row(1))
        tx.after_commit(lambda: rung.append("stored"))

    def fails(tx):
        tx.after_commit(lambda: rung.append("never"))
        raise ValueError("no")

    with busy(store):
        store.submit(works)
        failed = store.submit(fails)
    assert isinstance(failed.exception(5), ValueError)
    assert numbers(store) == [1]
    assert rung == ["stored"]


def test_a_broken_callback_is_told_and_the_writer_goes_on(store):
    """A bug behind the commit reaches its caller and nobody else."""

    def work(tx):
        tx.execute(row(1))
        tx.after_commit(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        store.run_sync(work)
    assert numbers(store) == [1]


def test_many_threads_write_without_losing_a_count(store):
    """Transactions are one after the other: no update is lost."""
    store.run_sync(lambda tx: tx.execute(row(0)))

    def work(tx):
        [count] = tx.first(select(accounts.c.owner_id))
        tx.execute(update(accounts).values(owner_id=count + 1))

    threads = [
        threading.Thread(target=lambda: [store.run_sync(work) for _ in range(10)]) for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert numbers(store) == [80]


def test_sql_that_the_database_refuses_is_a_refusal(store):
    """An operational error becomes a sentence with what to do."""
    with pytest.raises(DatabaseUnavailable, match="no such table"):
        store.run_sync(lambda tx: tx.execute(text("SELECT * FROM nowhere")))


@pytest.mark.parametrize(
    "content",
    [b"Dear diary, ...\n", b"SQLite format 3\x00" + bytes(40), bytes(4096)],
    ids=["text", "cut header", "zeros"],
)
def test_a_file_that_is_no_database_is_left_alone(path, content):
    """What is not ours is refused and stays as it was, to the byte."""
    path.write_bytes(content)
    with pytest.raises(NotOurDatabase, match="is not a LocalMinis database"):
        SqliteStore(path)
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_somebody_elses_database_is_left_alone(path):
    """Another program's SQLite file is refused and stays as it was."""
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = files(path.parent)
    with pytest.raises(NotOurDatabase):
        SqliteStore(path)
    assert files(path.parent) == before


def test_a_newer_database_is_left_alone(path):
    """A file that a newer LocalMinis wrote is refused and stays as it was."""
    SqliteStore(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE platform SET value = '999' WHERE key = 'schema_version'")
    newer.close()
    before = files(path.parent)
    with pytest.raises(NewerDatabase, match="schema version 999"):
        SqliteStore(path)
    assert files(path.parent) == before


def test_a_damaged_database_is_refused_in_a_sentence(path):
    """Our mark over rubbish is a refusal with what to do, and the rubbish stays."""
    SqliteStore(path).close()
    damaged = path.read_bytes()[:100] + bytes(range(256)) * 64
    path.write_bytes(damaged)
    with pytest.raises(DatabaseUnavailable, match="cannot be used"):
        SqliteStore(path)
    assert path.read_bytes() == damaged


def test_an_empty_file_becomes_a_database(path):
    """A file without a byte holds nothing to lose and is used."""
    path.touch()
    store = SqliteStore(path)
    assert numbers(store) == []
    store.close()


def test_a_folder_in_the_place_of_the_database_is_refused(path):
    """What cannot be opened is refused in a sentence."""
    path.mkdir()
    with pytest.raises(DatabaseUnavailable):
        SqliteStore(path)


def test_a_copy_is_kept_before_a_database_is_brought_up_to_date(path):
    """An older file is copied before its tables change."""
    with sqlite3.connect(path) as older:
        older.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    older.close()
    store = SqliteStore(path)
    store.run_sync(clocks.read)
    store.close()
    copy = sqlite3.connect(path.with_suffix(".before-v1"))
    assert copy.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    copy.close()


def test_the_file_carries_our_mark_and_a_half_made_one_never_counts(path):
    """The mark is in SQLite's header, and a leftover of an interrupted start is replaced."""
    path.with_suffix(".new").write_bytes(b"half")
    store = SqliteStore(path)
    assert store.run_sync(lambda tx: tx.scalar(text("PRAGMA application_id"))) == APPLICATION_ID
    assert store.run_sync(lambda tx: tx.scalar(text("PRAGMA journal_mode"))) == "wal"
    assert store.run_sync(lambda tx: tx.scalar(text("PRAGMA foreign_keys"))) == 1
    store.close()
    assert not path.with_suffix(".new").exists()


def test_a_file_made_anew_forgets_the_log_of_the_old_one(path):
    """A log left behind by a kill is not replayed into the database that takes its place."""
    killed = SqliteStore(path)
    killed.run_sync(lambda tx: clocks.write(tx, replace(clocks.read(tx), offset_s=77)))
    log = path.with_name(f"{path.name}-wal").read_bytes()
    killed.close()
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(log)

    fresh = SqliteStore(path)

    assert fresh.run_sync(clocks.read).offset_s == 0
    fresh.close()


def test_the_copy_before_a_migration_holds_what_the_log_held(path):
    """What was committed last is in the copy too."""
    opened = SqliteStore(path)
    opened.run_sync(lambda tx: clocks.write(tx, replace(clocks.read(tx), offset_s=77)))
    held = sqlite3.connect(path)
    held.execute("BEGIN").execute("SELECT * FROM platform").fetchall()
    copy = path.with_name("copy.db")
    sqlite._copy(opened._connection, copy)
    held.close()
    opened.close()

    with contextlib.closing(sqlite3.connect(copy)) as copied:
        assert copied.execute("SELECT offset_s FROM clocks").fetchall() == [(77,)]
