"""A state of any earlier schema becomes what a database of it would have become."""

import pytest
from sqlalchemy import create_engine, inspect, select

from localminis.store import earlier, migrate, state
from localminis.store.model import StateInvalid
from localminis.store.tables.schema import state_tables
from localminis.store.words import SECRETS, WORDS

NOT_OF_A_STATE = ("platform", "member", "audit", "api_")


@pytest.fixture
def connection():
    """Connect to an empty database in memory."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def columns_of(connection, table):
    return [each["name"] for each in inspect(connection).get_columns(table)]


def filled(connection):
    """Put a row into each table of a state, whatever the schema."""
    words = {"clocks": {"id": "main"}, "webhook_events": {"body": '{"content": "{}"}'}}
    for table in inspect(connection).get_table_names():
        if table.startswith(NOT_OF_A_STATE):
            continue
        row = {}
        for each in inspect(connection).get_columns(table):
            is_number = "INT" in str(each["type"])
            known = WORDS.get((table, each["name"]), ("main" if "clock" in each["name"] else "1",))
            row[each["name"]] = 1 if is_number else known[0]
            if each["nullable"]:
                row[each["name"]] = None
        row |= words.get(table, {})
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", (*row.values(),)
        )


def document_of(connection, version):
    """Write down what is in a database, as the LocalMinis of its version did."""
    tables = {}
    for table in inspect(connection).get_table_names():
        if table.startswith(NOT_OF_A_STATE):
            continue
        names = columns_of(connection, table)
        clear = [SECRETS.get(each, each) if table == "apps" else each for each in names]
        rows = connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table}")
        tables[table] = [dict(zip(clear, row, strict=True)) for row in rows]
    return {"localminis": state.FORMAT, "schema_version": version, "tables": tables}


@pytest.mark.parametrize("version", range(1, migrate.VERSION))
def test_a_state_is_brought_up_as_a_database_is(connection, version):
    """Every step that a database takes is taken, and nothing is lost on the way."""
    migrate.run(connection, 0, version)
    filled(connection)
    document = document_of(connection, version)
    migrate.run(connection, version, migrate.VERSION)
    expected = {
        table.name: [
            {
                SECRETS.get(name, name) if table.name == "apps" else name: value
                for name, value in row._mapping.items()
            }
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]
        for table in state_tables()
    }
    found = earlier.brought_up(document)
    assert found["schema_version"] == migrate.VERSION
    assert found["tables"] == expected
    assert found["tables"]["apps"][0]["client_key"] == "1"


def test_an_old_state_is_restored(store):
    """Users and clock of a state that is ten versions old are there, and it can be written anew."""
    old = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with old.connect() as connection:
        migrate.run(connection, 0, 6)
        connection.exec_driver_sql("INSERT INTO clocks VALUES ('main', 7, NULL, 3)")
        names = columns_of(connection, "users")
        known = {"id": 1, "name": "Mia", "union_id": "u", "region": "US", "language": "en"}
        values = [
            known.get(each, None if each.endswith(("url", "deleted_at_s")) else 1) for each in names
        ]
        connection.exec_driver_sql(
            f"INSERT INTO users VALUES ({', '.join('?' * len(names))})", (*values,)
        )
        document = document_of(connection, 6)
    old.dispose()
    store.run_sync(lambda tx: state.restore(tx, document, lambda text, _: text))
    now = store.run_sync(lambda tx: state.dump(tx, lambda sealed, _: sealed))
    assert [row["name"] for row in now["tables"]["users"]] == ["Mia"]
    assert now["tables"]["clocks"][0]["offset_s"] == 7
    assert now["schema_version"] == migrate.VERSION


def test_a_document_that_is_no_earlier_state_is_left_alone():
    """Of this version, of a newer one, or none at all: somebody else judges it."""
    for document in (None, [], {}, {"schema_version": True}, {"schema_version": migrate.VERSION}):
        assert earlier.brought_up(document) is document


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (None, "lacks tables"),
        ({"tea": []}, "unknown ones"),
        ({"users; DROP TABLE users": []}, "unknown ones"),
        ({"users": {}}, "is not a list"),
        ({"users": [{"id": 1}]}, "does not have exactly the columns id"),
        (
            {"clocks": [{"id": [], "offset_s": 0, "frozen_at_s": None, "revision": 0}]},
            "neither text",
        ),
        (
            {"clocks": [{"id": "m", "offset_s": 2**70, "frozen_at_s": None, "revision": 0}]},
            "start this",
        ),
        (
            {"clocks": [{"id": "m", "offset_s": None, "frozen_at_s": None, "revision": 0}]},
            "start this",
        ),
        (
            {"clocks": [{"id": "\ud800", "offset_s": 0, "frozen_at_s": None, "revision": 0}]},
            "start this",
        ),
    ],
)
def test_what_no_earlier_state_holds_is_refused(tables, said):
    """The refusal says what it is, and what brings such a state here all the same."""
    document = {"localminis": 1, "schema_version": migrate.VERSION - 1, "tables": tables}
    with pytest.raises(StateInvalid, match=said):
        earlier.brought_up(document)
