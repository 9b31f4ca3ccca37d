"""The verbs by which the log is read: newest first, after a number, by log_id."""

import pytest
from msgspec.structs import replace

from localminis import runtime, settings
from localminis.web.requestlog import log
from localminis.web.requestlog.model import CallNotFound, Entry, Search

ENTRY = Entry(
    log_id="L",
    at_wall_ms=1,
    at_s=1,
    duration_ms=1,
    method="POST",
    path="/v2/minis/trade_order/create/",
    client_key="mnone",
    user_id=None,
    open_id="",
    status=200,
    code="ok",
    message="",
    query="",
    request_headers="[]",
    request_body="{}",
    response_headers='[["a","b"]]',
    response_body="{}",
    field=None,
    passes=None,
)


@pytest.fixture
def run(tmp_path, database_flags):
    """Run work on an empty platform."""
    platform = runtime.build(settings.load(home=tmp_path, **database_flags))
    yield platform.context.store.run_sync
    platform.close()


def numbers(calls):
    return [each.number for each in calls]


def test_a_log_is_read_page_by_page(run):
    """The newest first; the last number of a page leads to the next one."""
    run(lambda tx: log.append(tx, [replace(ENTRY, log_id=f"L{n}") for n in range(5)], kept=100))
    run(lambda tx: log.append(tx, [ENTRY], kept=100))
    assert numbers(run(lambda tx: log.search(tx, limit=4))) == [6, 5, 4, 3]
    assert numbers(run(lambda tx: log.search(tx, before=3, limit=4))) == [2, 1]


SEARCHES = (
    (Search(client_key="mntwo"), [2]),
    (Search(user_id=7), [3]),
    (Search(status=401), [4]),
    (Search(code="20021002"), [5]),
    (Search(is_refused=True), [5, 4]),
    (Search(is_refused=False, client_key="mnone"), [6, 3, 1]),
    (Search(path="/v2/user/info"), [6]),
    (Search(path="/v2/user/info/"), [6]),
    (Search(path="/v2/minis/"), [5, 4, 3, 2, 1]),
    (Search(path="%"), []),
)


def test_a_search_narrows(run):
    """By app, user, status, code, outcome, and a path or its beginning."""
    entries = [
        ENTRY,
        replace(ENTRY, client_key="mntwo"),
        replace(ENTRY, user_id=7),
        replace(ENTRY, status=401, code="access_token_invalid"),
        replace(ENTRY, code="20021002"),
        replace(ENTRY, path="/v2/user/info"),
    ]
    run(lambda tx: log.append(tx, entries, kept=100))
    for wanted, found in SEARCHES:
        assert numbers(run(lambda tx, wanted=wanted: log.search(tx, wanted))) == found, wanted


def test_a_tail_goes_on_and_begins_anew(run):
    """After the last number; and from the start once the log was emptied."""
    run(lambda tx: log.append(tx, [ENTRY] * 3, kept=100))
    calls, newest = run(lambda tx: log.since(tx, 1))
    assert (numbers(calls), newest) == ([2, 3], 3)
    assert run(lambda tx: log.since(tx, 3)) == ([], 3)
    calls, newest = run(lambda tx: log.since(tx, 0, Search(client_key="none"), limit=1))
    assert (calls, newest) == ([], 3)
    run(log.clear)
    assert run(log.newest) == 0
    run(lambda tx: log.append(tx, [ENTRY], kept=100))
    assert numbers(run(lambda tx: log.since(tx, 3))[0]) == [1]


def test_a_call_without_a_log_id_can_be_shown(run):
    """It is given one; an unknown one is refused."""
    run(lambda tx: log.append(tx, [replace(ENTRY, log_id="")], kept=100))
    [call] = run(log.search)
    found = run(lambda tx: log.get(tx, call.log_id))
    assert found.response_headers == [("a", "b")]
    assert found.reason is None
    with pytest.raises(CallNotFound, match="logs list"):
        run(lambda tx: log.get(tx, "none"))


SORTED_BY_INDEX = (
    Search(),
    Search(client_key="mnone"),
    Search(user_id=7),
    Search(status=401),
    Search(is_refused=True),
    Search(path="/v2/user/info/"),
)


@pytest.mark.parametrize("wanted", SORTED_BY_INDEX)
def test_a_page_is_read_off_an_index(tmp_path, wanted):
    """The database sorts nothing, so that a page costs the same however long the log is."""
    platform = runtime.build(settings.load(home=tmp_path))
    try:
        asked = platform.context.store.run_sync(lambda tx: plans_of(tx, wanted))
    finally:
        platform.close()
    assert asked
    for steps in asked:
        assert not [step for step in steps if "TEMP B-TREE" in step], steps
        assert [step for step in steps if "api_requests" in step and "SEARCH" in step] or (
            wanted == Search()
        ), steps


def plans_of(tx, wanted):
    """Search, and return how SQLite goes about each statement of it."""
    asked = []
    plain = tx.all

    def explained(statement, parameters=None):
        text = str(statement.compile(tx.connection, compile_kwargs={"literal_binds": True}))
        steps = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")
        asked.append([step[-1] for step in steps])
        return plain(statement, parameters)

    log.search(Explaining(tx, explained), wanted, before=1_000)
    return asked


class Explaining:
    """A transaction that has each query explained."""

    def __init__(self, tx, explained) -> None:
        self._tx = tx
        self.all = explained

    def __getattr__(self, name):
        return getattr(self._tx, name)
