from importlib import import_module

import pytest
from sqlalchemy import create_engine

from localminis.store import migrate

NAME = "m0015_sandbox_clocks"


@pytest.fixture
def connection():
    """Connect to an empty database in memory."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def test_old_sandboxes_get_a_clock_where_they_stand(connection):
    """Time does not jump for them, and what waits for them waits on their clock."""

    def apply(name):
        for statement in import_module(f"localminis.store.migrations.{name}").STATEMENTS:
            connection.exec_driver_sql(statement.replace("{identity}", "INTEGER NOT NULL"))

    for name in migrate.STEPS[: migrate.STEPS.index(NAME)]:
        apply(name)
    connection.exec_driver_sql("INSERT INTO clocks VALUES ('main', 7, 1000, 3)")
    for number, parent, gone in ((1, "NULL", "NULL"), (2, "1", "NULL"), (3, "1", "5")):
        connection.exec_driver_sql(
            "INSERT INTO apps (id, client_key, client_secret_sealed, name, is_payment_enabled, "
            "created_at_s, sandbox_of, deleted_at_s) "
            f"VALUES ({number}, 'key{number}', 's', 'n', 1, 1, {parent}, {gone})"
        )
        connection.exec_driver_sql(
            "INSERT INTO webhook_deliveries (number, id, event_id, url, state, attempts, app_id) "
            f"VALUES ({number}, 'dlv_{number}', 'e', 'http://127.0.0.1:9/', 'pending', 1, {number})"
        )
        connection.exec_driver_sql(
            "INSERT INTO agenda (id, kind, key, clock_id, due_at_s, leased_until_s) "
            f"VALUES ({number}, 'webhook.deliver', 'dlv_{number}', 'main', 1, 0)"
        )
    apply(NAME)
    read = connection.exec_driver_sql
    assert [tuple(row) for row in read("SELECT * FROM clocks ORDER BY id")] == [
        ("key2", 7, 1000, 3),
        ("main", 7, 1000, 3),
    ]
    for statement in (
        "SELECT clock_id FROM apps ORDER BY id",
        "SELECT clock_id FROM agenda ORDER BY id",
    ):
        assert [row.clock_id for row in read(statement)] == ["main", "key2", "main"]
