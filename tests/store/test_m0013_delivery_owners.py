from importlib import import_module

import pytest
from sqlalchemy import create_engine

from localminis.store import migrate

NAME = "m0013_delivery_owners"


@pytest.fixture
def connection():
    """Connect to an empty database in memory."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def test_old_deliveries_learn_whose_event_they_carry(connection):
    """A log that was there before is searched like a new one."""

    def apply(name):
        for statement in import_module(f"localminis.store.migrations.{name}").STATEMENTS:
            connection.exec_driver_sql(statement.replace("{identity}", "INTEGER NOT NULL"))

    for name in migrate.STEPS[: migrate.STEPS.index(NAME)]:
        apply(name)
    for number in (1, 2):
        connection.exec_driver_sql(
            "INSERT INTO webhook_events (id, app_id, event, subject, create_time, body, open_id) "
            f"VALUES ('evt_{number}', {number}, 'e', 's', 1, '{{}}', '-000{number}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO webhook_deliveries (number, id, event_id, url, state, attempts) "
            f"VALUES ({number}, 'dlv_{number}', 'evt_{number}', 'http://127.0.0.1:9/', 'dead', 1)"
        )
    apply(NAME)
    rows = connection.exec_driver_sql("SELECT id, app_id, open_id FROM webhook_deliveries")
    assert sorted(tuple(row) for row in rows) == [("dlv_1", 1, "-0001"), ("dlv_2", 2, "-0002")]
