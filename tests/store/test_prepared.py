"""A statement that comes again runs on the driver, and gives the same as SQLAlchemy gave."""

import gc

import pytest
from sqlalchemy import bindparam, exists, func, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError

from localminis.store.engine import open_store
from localminis.store.prepared import Found
from localminis.store.tables.identity import users
from localminis.store.tables.schema import clocks
from localminis.store.transaction import listed

READ = select(clocks).where(clocks.c.id == bindparam("clock_id"))
COUNT = select(func.count()).select_from(clocks)
NEWEST = select(clocks.c.id, clocks.c.revision).where(clocks.c.revision > 0).limit(1)
INSERT = insert(clocks)
TURN = (
    update(clocks)
    .where(clocks.c.id == bindparam("clock_id"))
    .values(revision=clocks.c.revision + 1, frozen_at_s=bindparam("at_s"))
)


@pytest.fixture
def store(tmp_path, database_flags):
    """Open each database in turn."""
    opened = open_store(path=tmp_path / "localminis.db", url=database_flags.get("database_url"))
    yield opened
    opened.close()


def row(name, **changed):
    return {"id": name, "offset_s": 1, "frozen_at_s": None, "revision": 0, **changed}


def test_every_run_gives_the_same(store):
    """By SQLAlchemy the first time, by the driver from then on: names, order, counts, nothing."""

    def work(tx):
        ways, seen = [], []
        for number in range(3):
            tx.execute(INSERT, row(f"a{number}"))
            turned = tx.execute(TURN, {"clock_id": f"a{number}", "at_s": 7})
            found = tx.execute(READ, {"clock_id": f"a{number}"})
            ways.append(isinstance(found, Found))
            read = found.first()
            assert tuple(read) == tuple(read._mapping.values())
            assert (read.id, read.offset_s, read.frozen_at_s, read.revision) == (
                f"a{number}",
                1,
                7,
                1,
            )
            assert tx.scalar(COUNT) == number + 1
            seen.append((turned.rowcount, tx.first(READ, {"clock_id": "none"})))
            assert tx.scalar(READ, {"clock_id": "none"}) is None
            assert [each.revision for each in tx.execute(NEWEST)] == [1]
        return ways, seen

    ways, seen = store.run_sync(work)
    assert ways == [False, True, True]
    assert seen == [(1, None)] * 3


def test_many_rows_at_once(store):
    """A list of parameters is one call; another set of columns is another text."""

    def work(tx):
        for name in ("a", "b", "c"):
            tx.execute(INSERT, [row(f"{name}{number}") for number in range(3)])
        tx.execute(INSERT, {"id": "d", "offset_s": 0, "revision": 5})
        return [tx.first(READ, {"clock_id": name}) for name in ("c2", "d")], tx.scalar(COUNT)

    (many, one), count = store.run_sync(work)
    assert (many.offset_s, one.revision, one.frozen_at_s, count) == (1, 5, None, 10)


def test_a_new_key_is_told(store):
    """On both databases, however the statement is run."""
    statement = insert(users)

    def work(tx):
        common = {"region": "US", "created_at_s": 1}
        return [
            tx.insert(statement, {"name": f"u{number}", "union_id": f"{number}", **common})
            for number in range(3)
        ]

    first, *others = store.run_sync(work)
    assert others == [first + 1, first + 2]


def test_a_violated_rule_is_the_same_error(store):
    """What rooms catch does not depend on how the statement was run."""
    for _ in range(3):
        with pytest.raises(IntegrityError):
            store.run_sync(lambda tx: (tx.execute(INSERT, row("a")), tx.execute(INSERT, row("a"))))
    store.run_sync(lambda tx: tx.execute(INSERT, row("a")))


@pytest.mark.parametrize(
    "statement",
    [
        select(clocks).where(clocks.c.id.in_(["a", "b"])),
        select(exists().where(clocks.c.id == "a")),
        select(literal(1.5)),
        text("SELECT 1"),
    ],
)
def test_what_needs_more_is_left_to_sqlalchemy(store, statement):
    """Lists of any length, truth values, fractions, text."""

    def work(tx):
        return [isinstance(tx.execute(statement), Found) for _ in range(3)]

    assert store.run_sync(work) == [False] * 3


def test_a_statement_that_is_gone_is_forgotten(tmp_path):
    """What is built inside a function costs no memory for good."""
    store = open_store(path=tmp_path / "localminis.db", url=None)
    store.run_sync(lambda tx: tx.scalar(select(clocks.c.id)))
    gc.collect()
    before = len(store._plans._made)
    for number in range(20):
        store.run_sync(lambda tx, number=number: tx.scalar(select(clocks.c.id).limit(number)))
    gc.collect()
    assert len(store._plans._made) <= before + 1
    store.close()


def test_a_list_is_filled_up_to_a_power_of_two():
    """So that there are few statements, and a repeated value changes nothing."""
    built = []

    def build(names):
        built.append(names)
        return select(clocks).where(clocks.c.id.in_([bindparam(name) for name in names]))

    for values, filled in ((["a"], 1), (["a", "b", "c"], 4), (list("abcde"), 8)):
        _, parameters = listed(build, values, other=1)
        assert parameters.pop("other") == 1
        assert len(parameters) == filled
        assert set(parameters.values()) == set(values)
    assert [len(names) for names in built] == [1, 4, 8]


def test_lists_run_on_the_driver_too(store):
    """What is compared in a list has no type of its own, and needs none."""

    def build(names):
        return select(clocks.c.id).where(clocks.c.id.in_([bindparam(name) for name in names]))

    several = build(("value_0", "value_1"))

    def work(tx):
        tx.execute(INSERT, [row("a"), row("b"), row("c")])
        statement, parameters = listed(lambda _: several, ["a", "c"])
        found = [tx.execute(statement, parameters) for _ in range(2)]
        return [isinstance(each, Found) for each in found], [
            sorted(line.id for line in each) for each in found
        ]

    assert store.run_sync(work) == ([False, True], [["a", "c"]] * 2)
