import sqlite3

import pytest
from sqlalchemy import create_engine, inspect

from localminis.store import migrate
from localminis.store.model import NewerDatabase
from localminis.store.tables import metadata


@pytest.fixture
def connection():
    """Connect to an empty database in memory."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def test_an_empty_database_reaches_the_newest_version(connection):
    """Every step runs once, and a second call changes nothing."""
    assert migrate.version(connection) == 0
    migrate.upgrade(connection)
    assert migrate.version(connection) == migrate.VERSION
    migrate.upgrade(connection)
    assert set(inspect(connection).get_table_names()) == set(metadata.tables)


def test_a_version_from_the_future_is_refused(connection):
    """Tables that this version does not know are never touched."""
    migrate.upgrade(connection)
    connection.exec_driver_sql(f"UPDATE platform SET value = '{migrate.VERSION + 1}'")
    with pytest.raises(NewerDatabase, match="Upgrade LocalMinis"):
        migrate.upgrade(connection)


def test_the_ledger_refuses_a_negative_wallet_by_itself(connection):
    """The last line of defence is a constraint of the database."""
    migrate.upgrade(connection)
    driver = connection.connection.driver_connection
    account = "INSERT INTO accounts (kind, owner_id, balance_beans) VALUES (?, 1, -1)"
    driver.execute(account, ("store",))
    with pytest.raises(sqlite3.IntegrityError, match="accounts_never_negative"):
        driver.execute(account, ("wallet",))
