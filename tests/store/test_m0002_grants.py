import sqlite3
from importlib import import_module

import pytest
from sqlalchemy import create_engine, inspect

from localminis.store import migrate
from localminis.store.tables import identity

TABLES = (
    identity.apps,
    identity.users,
    identity.login_codes,
    identity.tokens,
    identity.grants,
    identity.redirect_uris,
    identity.test_users,
)


@pytest.fixture
def connection():
    """Connect to an empty database in memory."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connected:
        connected.exec_driver_sql("PRAGMA foreign_keys = ON")
        yield connected
    engine.dispose()


def apply(connection, name):
    for statement in import_module(f"localminis.store.migrations.{name}").STATEMENTS:
        connection.exec_driver_sql(statement.replace("{identity}", "INTEGER NOT NULL"))


def test_the_step_ends_in_the_declared_tables(connection):
    """Columns, nullability, keys and indexes of the migration are those of the tables."""
    migrate.upgrade(connection)
    looked = inspect(connection)
    for table in TABLES:
        found = {each["name"]: each for each in looked.get_columns(table.name)}
        assert list(found) == [column.name for column in table.columns]
        for column in table.columns:
            assert found[column.name]["nullable"] == column.nullable
            assert isinstance(found[column.name]["type"], type(column.type))
            default = column.server_default
            given = found[column.name]["default"]
            assert (given or "").strip("'") == (str(default.arg) if default is not None else "")
        key = looked.get_pk_constraint(table.name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key.columns]
        indexes = {each["name"]: each["column_names"] for each in looked.get_indexes(table.name)}
        assert indexes == {
            each.name: [column.name for column in each.columns] for each in table.indexes
        }


def test_who_holds_a_living_token_has_granted_the_open_id(connection):
    """A filled database of the first version keeps its logins, with their time."""
    apply(connection, "m0001_initial")
    driver: sqlite3.Connection = connection.connection.driver_connection
    driver.execute("INSERT INTO apps VALUES (1, 'mnkey', 's', 'Drama', NULL, 1, 5)")
    driver.executemany(
        "INSERT INTO users VALUES (?, ?, ?, 'US', 5)",
        [(1, "Mia", "u1"), (2, "Kenji", "u2"), (3, "Ana", "u3")],
    )
    driver.executemany(
        "INSERT INTO tokens VALUES (?, ?, 1, ?, 'user.info.open_id', ?, 99, ?)",
        [
            ("a", "access", 1, 20, None),
            ("b", "refresh", 1, 10, None),
            ("c", "access", 2, 10, 15),
            ("d", "client", None, 10, None),
        ],
    )
    apply(connection, "m0002_grants")
    assert driver.execute("SELECT * FROM grants").fetchall() == [(1, 1, "user.info.open_id", 10)]
    app = driver.execute("SELECT terms_url, privacy_url, requires_test_user FROM apps").fetchone()
    assert app == ("https://example.com/terms", "https://example.com/privacy", 0)
    assert driver.execute(
        "SELECT DISTINCT language, is_adult, is_banned FROM users"
    ).fetchall() == [("en", 1, 0)]
