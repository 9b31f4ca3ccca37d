import pytest

from localminis.store import clocks, state
from localminis.store.model import StateInvalid
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
    row = {**blank, **facts, "kind": "mini_app", "client_key": "mnapp", "client_secret": "clear"}
    row["clock_id"] = "main"
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


USER = {
    "id": 1,
    "name": "Mia",
    "union_id": "u",
    "region": "US",
    "created_at_s": 0,
    "language": "en",
    "is_adult": 1,
    "is_banned": 0,
    "avatar_url": None,
    "deleted_at_s": None,
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": 7}, "users.name in row 0 is 7, not text"),
        ({"name": "a\x00b"}, "which holds what no text does"),
        ({"name": "\ud800"}, "which holds what no text does"),
        ({"created_at_s": 2**63}, f"is {2**63}, not from -{2**63} to {2**63 - 1}"),
        ({"id": 2**31}, f"is {2**31}, not from -{2**31} to {2**31 - 1}"),
        ({"created_at_s": 1.0}, "is 1.0, not a whole number"),
        ({"is_adult": True}, "is True, not a whole number"),
        ({"is_adult": 2}, "is 2, not from 0 to 1"),
        ({"region": None}, "is None, not text"),
        ({"extra": 1}, "does not have exactly the columns id, name,"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(store, document, changes, said):
    """Table, column and row are named, and what was there stays."""
    broken = {**document, "tables": {**document["tables"], "users": [{**USER, **changes}]}}
    with pytest.raises(StateInvalid) as refused:
        store.run_sync(lambda tx: state.restore(tx, broken, seal))
    assert said in refused.value.message
    assert store.run_sync(lambda tx: state.dump(tx, unseal)) == document


def test_rows_that_contradict_each_other_are_refused_in_one_sentence(store, document):
    """The database's reason is told, and not its statement with everybody's rows."""
    twice = {**document, "tables": {**document["tables"], "users": [USER, USER]}}
    with pytest.raises(StateInvalid) as refused:
        store.run_sync(lambda tx: state.restore(tx, twice, seal))
    assert refused.value.message.startswith("The rows of users contradict each other")
    assert "INSERT" not in refused.value.message
    assert "\n" not in refused.value.message
    assert store.run_sync(lambda tx: state.dump(tx, unseal)) == document
