import pytest

from localminis.store import clocks, state
from localminis.store.state import StateInvalid
from localminis.store.tables.identity import apps

SEALED = "sealed:"


def seal(text, client_key):
    """Mark a text as sealed for its record."""
    return f"{SEALED}{client_key}:{text}"


def unseal(sealed, client_key):
    """Take the mark off again."""
    return sealed.removeprefix(f"{SEALED}{client_key}:")


@pytest.fixture
def document(store):
    """Dump a database that holds the clock's row only."""
    store.run_sync(clocks.read)
    return store.run_sync(lambda tx: state.dump(tx, unseal))


def test_a_dump_names_every_table_and_the_version(document):
    """The document says its format, the schema, and lists every table, empty ones too."""
    assert document["localminis"] == state.FORMAT
    assert document["tables"]["clocks"] == [
        {"id": "main", "offset_s": 0, "frozen_at_s": None, "revision": 0}
    ]
    assert document["tables"]["orders"] == []


def test_a_restored_dump_is_the_same_dump(store, document):
    """Restoring replaces everything; nothing of what happened meanwhile is left."""
    count = store.run_sync(lambda tx: state.restore(tx, document, seal))
    assert count == 1
    assert store.run_sync(lambda tx: state.dump(tx, unseal)) == document


def test_secrets_travel_in_the_clear_and_are_stored_sealed(store, document):
    """The document carries the secret itself, so that another machine's key can seal it."""
    blank = {column.name: None for column in apps.columns if column.nullable}
    facts = {
        column.name: 1 if column.type.python_type is int else "x"
        for column in apps.columns
        if not column.nullable
    }
    row = {**blank, **facts, "client_key": "mnapp", "client_secret": "clear"}
    row.pop("client_secret_sealed")
    row.pop("former_secret_sealed")
    row["former_secret"] = "former"
    document["tables"]["apps"] = [row]

    store.run_sync(lambda tx: state.restore(tx, document, seal))

    kept = store.run_sync(lambda tx: tx.first(apps.select()))
    assert kept.client_secret_sealed == "sealed:mnapp:clear"
    assert kept.former_secret_sealed == "sealed:mnapp:former"
    again = store.run_sync(lambda tx: state.dump(tx, unseal))
    assert again["tables"]["apps"] == [row]


@pytest.mark.parametrize("broken", [None, [], {}, {"localminis": 2}, {"localminis": "1"}])
def test_another_format_is_refused(store, document, broken):
    """What is not a state of ours is refused before anything is touched."""
    with pytest.raises(StateInvalid, match="not a LocalMinis state"):
        store.run_sync(lambda tx: state.restore(tx, broken, seal))
    assert store.run_sync(lambda tx: state.dump(tx, unseal)) == document
