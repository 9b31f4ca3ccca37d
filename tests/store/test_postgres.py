import threading

import psycopg
import pytest
from sqlalchemy import insert, make_url, select, update
from sqlalchemy.exc import OperationalError

from localminis.store import clocks
from localminis.store.model import DatabaseUnavailable, NewerDatabase, NotOurDatabase
from localminis.store.postgres import PostgresStore
from localminis.store.tables.schema import clocks as table
from localminis.store.tables.schema import platform

pytestmark = pytest.mark.pg


@pytest.fixture
def address(new_database):
    """Make an empty database."""
    return new_database()


@pytest.fixture
def store(address):
    """Open a new database."""
    opened = PostgresStore(address)
    yield opened
    opened.close()


def test_two_processes_may_open_one_database_at_once(address):
    """Both migrate, one of them first; both see the same rows."""
    opened = []
    threads = [
        threading.Thread(target=lambda: opened.append(PostgresStore(address))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 4
    opened[0].run_sync(clocks.read)
    assert opened[3].run_sync(lambda tx: tx.scalar(select(table.c.id))) == "main"
    for each in opened:
        each.close()


def test_a_failing_transaction_leaves_nothing(store):
    """What a verb wrote before it refused is taken back."""

    def work(tx):
        clocks.read(tx)
        raise LookupError

    with pytest.raises(LookupError):
        store.run_sync(work)
    assert store.run_sync(lambda tx: tx.first(select(table))) is None


def test_racing_checks_are_repeated_until_they_hold(store):
    """Of many that check and then insert the same key, one inserts and the rest find it."""
    barrier = threading.Barrier(4)
    tries = []

    def work(tx):
        found = tx.first(select(table).where(table.c.id == "race"))
        tries.append(1)
        if len(tries) <= 4:
            barrier.wait(10)
        if found is None:
            tx.execute(insert(table).values(id="race", offset_s=0, revision=0))
        return found is None

    futures = [store.submit(work) for _ in range(4)]

    assert sorted(future.result(20) for future in futures) == [False, False, False, True]
    assert len(tries) > 4


def test_an_announcement_reaches_other_processes_after_the_commit(address, store):
    """A listener of another store hears of a turned clock, and can read it then."""
    other = PostgresStore(address)
    heard = threading.Event()
    other.listen(heard.set)
    store.run_sync(clocks.read)
    # The listener's connection may still be on its way: announce until it hears.
    for _ in range(100):
        store.run_sync(lambda tx: clocks.write(tx, clocks.read(tx)))
        if heard.wait(0.1):
            break
    other.close()
    assert heard.is_set()


def test_a_database_of_somebody_else_is_left_untouched(address):
    """Tables that are not ours refuse the database, and no table of ours is added."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")

    with pytest.raises(NotOurDatabase, match="left untouched"):
        PostgresStore(address)

    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    assert found == [("invoices",)]


def test_a_newer_database_is_refused(address):
    """A schema that a newer version wrote is left as it is."""
    PostgresStore(address).close()
    opened = PostgresStore(address)
    opened.run_sync(lambda tx: tx.execute(update(platform).values(value="999")))
    opened.close()

    with pytest.raises(NewerDatabase, match="999"):
        PostgresStore(address)


@pytest.mark.parametrize(
    "secret_address",
    ["user:hush@127.0.0.1:1/nothing", "user@127.0.0.1:1/nothing?password=hush&sslpassword=hush"],
)
def test_a_server_that_is_not_there_is_one_sentence_without_the_password(secret_address):
    """The refusal names the address, leaves the password out, and says what to check."""
    with pytest.raises(DatabaseUnavailable) as refusal:
        PostgresStore(f"postgresql://{secret_address}")
    assert "hush" not in refusal.value.message
    assert "127.0.0.1" in refusal.value.message


def test_a_server_that_goes_away_is_told_of_without_the_password(address, caplog):
    """Neither who asks, nor the log, nor what listens for others' work shows it."""
    url = make_url(address)
    name, server = url.database, url.set(database="postgres")
    opened = PostgresStore(url.set(password="hush").render_as_string(hide_password=False))
    opened.listen(lambda: None)
    admin = server.render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    with pytest.raises(DatabaseUnavailable) as refusal:
        opened.run_sync(lambda tx: tx.all(select(table)))
    opened.close()
    assert "hush" not in refusal.value.message + caplog.text
    assert "cannot be used" in caplog.text


def test_callers_are_not_told_where_a_database_is_that_went_away(store, caplog):
    """The log of the platform says where and why; the refusal says that, and nothing else."""

    def work(tx):
        raise OperationalError("SELECT 1", {}, psycopg.OperationalError("connection lost"))

    with pytest.raises(DatabaseUnavailable, match="own log says why") as refusal:
        store.run_sync(work)
    assert "127.0.0.1" not in refusal.value.message
    assert "127.0.0.1" in caplog.text
    assert "connection lost" in caplog.text
