"""Searching a log of deliveries costs what is found, however long the log is."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text
from tests.conftest import Shelf

from localminis.identity import apps
from localminis.ids import OpenId
from localminis.spec.events import REDEEM_SUCCESS, REFUND_TRACEBACK
from localminis.store import clocks, vault
from localminis.store.postgres import PostgresStore
from localminis.webhooks import events
from localminis.webhooks.model import Search
from localminis.webhooks.queries import deliveries as deliveries_queries
from localminis.webhooks.queries import log as log_queries

MIA, LEO, ANN = OpenId("-000mia"), OpenId("-000leo"), OpenId("-000ann")
SEARCHES = {
    "everything": Search(),
    "of the app with little": Search(client_key="little"),
    "of one user": Search(users=(LEO,)),
    "of two users": Search(users=(LEO, ANN)),
    "of nobody": Search(users=()),
    "of a user in the app": Search(client_key="little", users=(LEO,)),
    "about an order": Search(order="TOIDlittle2"),
    "about an order of the app": Search(client_key="little", order="ord-little2"),
    "given up": Search(state="dead"),
    "failed in the app": Search(client_key="little", is_failed_only=True),
    "waiting in the app": Search(client_key="little", state="pending"),
    "of the app with much": Search(client_key="much"),
    "delivered in the app with much": Search(client_key="much", state="delivered"),
    "of a rare status": Search(status=500),
    "of a rare status in the app": Search(client_key="little", status=500),
    "of a status that is rare in the app": Search(client_key="little", status=200),
    "of a status that nobody gave": Search(status=418),
    "of a rare event": Search(event=REFUND_TRACEBACK.name),
    "of rare events": Search(event=REFUND_TRACEBACK.name[:-3]),
    "of an event that is rare in the app": Search(client_key="little", event="minis.trade_order"),
    "of an event that never happened": Search(event="tiktok.ping"),
    "of a name that no event has": Search(event="nonsense"),
    "of a rare event and status": Search(event=REFUND_TRACEBACK.name[:-3], status=500),
    "of a rare status that is delivered": Search(status=500, state="delivered"),
}


class Log:
    """A log with a long part of one app and user, and a short, older one of others."""

    def __init__(self, shelf, folder) -> None:
        self.shelf = shelf
        seal = vault.load(folder / "secret.key")

        def make(tx):
            made = [apps.create(tx, shelf.clock, seal, name=name) for name in ("little", "much")]
            for app in made:
                apps.set_webhook_url(tx, app, "http://127.0.0.1:9/hook")
            return {app.name: app for app in made}

        self.apps = shelf.run(make)
        for number, user in enumerate((LEO, ANN, LEO, ANN)):
            self.add("little", user, [number], state=("dead", "pending")[number % 2])

    def add(self, name, user, numbers, *, state="delivered"):
        status = 200 if state == "delivered" else 500
        kind = REDEEM_SUCCESS if state != "dead" else REFUND_TRACEBACK

        def work(tx):
            for number in numbers:
                order = f"{name}{number}"
                made = events.record(
                    tx,
                    self.shelf.bell,
                    kind,
                    {"trade_order_id": f"TOID{order}", "order_id": f"ord-{order}"},
                    app_id=self.apps[name].id,
                    open_id=user,
                    subject=f"TOID{order}",
                    now_s=self.shelf.clock.now_s(),
                )
                deliveries_queries.update_delivery(
                    tx, made, state=state, attempts=1, last_status=status
                )

        self.shelf.run(work)

    def narrowed(self, wanted) -> Search:
        """Name the app by its key instead of its name."""
        key = self.apps[wanted.client_key].client_key if wanted.client_key else None
        return replace(wanted, client_key=key)

    def search(self, wanted, **how):
        return self.shelf.run(
            lambda tx: log_queries.search(tx, self.narrowed(wanted), limit=3, **how)
        )

    def steps(self, wanted) -> int:
        """Count the steps of SQLite's machine that a search takes."""
        return self.count(lambda tx: log_queries.search(tx, self.narrowed(wanted), limit=3))

    def count(self, work) -> int:
        """Count the steps of SQLite's machine that a piece of work takes."""
        self.shelf.run(work)  # compiled
        count = 0

        def step():
            nonlocal count
            count += 1

        driver = self.shelf.store._driver()
        driver.set_progress_handler(step, 1)
        self.shelf.run(work)
        driver.set_progress_handler(None, 0)
        return count


@pytest.fixture
def log(shelf, tmp_path):
    """A log with its short part."""
    return Log(shelf, tmp_path)


def test_no_search_reads_the_whole_log(log):
    """With ten times as many deliveries of somebody else, each takes as many steps as before."""
    log.add("much", MIA, range(40))
    before = {name: log.steps(wanted) for name, wanted in SEARCHES.items()}
    log.add("much", MIA, range(40, 400))
    after = {name: log.steps(wanted) for name, wanted in SEARCHES.items()}
    grown = {
        name: (before[name], after[name]) for name in before if after[name] > before[name] + 30
    }
    assert grown == {}


def _rows_read(log, wanted) -> int:
    """Count the rows of the log that PostgreSQL fetches for a search, indexes preferred."""
    seen = text(
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
        "WHERE relname IN ('webhook_deliveries', 'webhook_events')"
    )

    def work(tx):
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        before = tx.scalar(seen)
        log_queries.search(tx, log.narrowed(wanted), limit=3)
        return tx.scalar(seen) - before

    return int(log.shelf.run(work))


def test_no_search_reads_the_whole_log_of_postgresql(shelf, new_database, tmp_path):
    """A long log gives each search no more rows to read there either."""
    shelf.store.close()
    shelf.store = PostgresStore(new_database())
    shelf.run(clocks.read)
    log = Log(shelf, tmp_path)
    counts = []
    for numbers in (range(60), range(60, 600)):
        log.add("much", MIA, numbers)
        shelf.run(lambda tx: tx.execute(text("ANALYZE webhook_deliveries, webhook_events")))
        counts.append({name: _rows_read(log, wanted) for name, wanted in SEARCHES.items()})
    before, after = counts
    grown = {name: (before[name], after[name]) for name in before if after[name] > before[name] + 9}
    assert grown == {}


def test_what_happened_lately_is_found_at_the_end_of_the_log(tmp_path):
    """With ten times as many deliveries before it, each search takes as many steps as before."""
    taken = []
    for before in (40, 400):
        folder = tmp_path / str(before)
        folder.mkdir()
        log = Log(Shelf(folder), folder)
        log.add("much", MIA, range(before))
        log.shelf.turn(86_400)
        log.add("little", LEO, (10, 11))
        log.add("much", MIA, range(before, before + 3))
        lately = {"since_s": log.shelf.clock.now_s() - 60}
        searches = (
            Search(**lately),
            Search(client_key="little", **lately),
            Search(client_key="much", **lately),
            Search(is_failed_only=True, **lately),
        )
        found = [[each.order_id for each in log.search(one)] for one in searches]
        assert [len(each) for each in found] == [3, 2, 3, 0]
        steps = [log.steps(one) for one in searches]
        unsent = log.count(partial(log_queries.unsent_events, wanted=Search(**lately), limit=3))
        taken.append([*steps, unsent])
        log.shelf.store.close()
    grown = [(few, many) for few, many in zip(*taken, strict=True) if many > few + 30]
    assert grown == []


def test_nothing_lately_is_nothing(log):
    """A time that nothing happened since gives an empty list."""
    assert log.search(Search(since_s=log.shelf.clock.now_s() + 1)) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Search(client_key="little"), [4, 3, 2]),
        (Search(users=(LEO,)), [3, 1]),
        (Search(users=(LEO, ANN)), [4, 3, 2]),
        (Search(users=(LEO, ANN), is_failed_only=True, before=4), [3, 2, 1]),
        (Search(is_failed_only=True), [4, 3, 2]),
        (Search(state="dead", client_key="little"), [3, 1]),
        (Search(client_key="little", order="ord-little2"), [3]),
        (Search(client_key="much", order="ord-little2"), []),
        (Search(users=()), []),
        (Search(status=500), [4, 3, 2]),
        (Search(client_key="much", status=200), [7, 6, 5]),
        (Search(event=REFUND_TRACEBACK.name), [3, 1]),
        (Search(event="minis.trade_order", client_key="little"), [4, 3, 2]),
        (Search(event="minis.trade_order", users=(ANN,)), [4, 2]),
        (Search(event=REDEEM_SUCCESS.name, is_failed_only=True), [4, 2]),
        (Search(event=REDEEM_SUCCESS.name, status=200), [7, 6, 5]),
        (Search(event="nonsense"), []),
    ],
)
def test_a_search_gives_what_it_asks_for(log, wanted, found):
    """The newest first, of several lists, too; or the oldest."""
    log.add("much", MIA, range(3))
    assert [each.number for each in log.search(wanted)] == found
    oldest = [each.number for each in log.search(wanted, is_oldest_first=True)]
    assert oldest == sorted(oldest)
    assert set(oldest) <= set(range(1, 8))


def test_a_delivery_says_whose_event_it_carries(log):
    """What the lists are read by is the event's own."""
    for each in log.search(Search()):
        app = log.apps["little"]
        assert (each.app_id, each.client_key) == (app.id, app.client_key)
        assert each.open_id in {LEO, ANN}


def test_events_that_were_never_sent_are_found_on_postgresql_too(shelf, new_database, tmp_path):
    """Those of an app that has an address now, the oldest first; since a time, or ever."""
    shelf.store.close()
    shelf.store = PostgresStore(new_database())
    shelf.run(clocks.read)
    log = Log(shelf, tmp_path)
    shelf.run(lambda tx: apps.set_webhook_url(tx, log.apps["much"], None))
    now_s = shelf.clock.now_s()
    for later_s in (20, 10):
        shelf.run(
            lambda tx, at_s=now_s + later_s: events.record(
                tx,
                shelf.bell,
                REDEEM_SUCCESS,
                {"order_id": f"ord-{at_s - now_s}"},
                app_id=log.apps["much"].id,
                open_id=MIA,
                subject="TOID",
                now_s=at_s,
            )
        )

    def unsent(**wanted):
        found = shelf.run(lambda tx: log_queries.unsent_events(tx, Search(**wanted), limit=9))
        return [row.create_time - now_s for row in found]

    assert unsent() == []
    shelf.run(lambda tx: apps.set_webhook_url(tx, log.apps["much"], "http://127.0.0.1:9/hook"))
    assert unsent() == [10, 20]
    assert unsent(since_s=now_s + 15) == [20]
