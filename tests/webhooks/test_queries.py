"""Searching a log of deliveries costs what is found, however long the log is."""

import pytest

from localminis.identity import apps
from localminis.ids import OpenId
from localminis.store import vault
from localminis.webhooks import events, queries
from localminis.webhooks.model import Search

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
        def work(tx):
            for number in numbers:
                order = f"{name}{number}"
                events.record_redeem_success(
                    tx,
                    self.shelf.bell,
                    app_id=self.apps[name].id,
                    open_id=user,
                    trade_order_id=f"TOID{order}",
                    order_id=f"ord-{order}",
                    now_s=self.shelf.clock.now_s(),
                )
                [newest] = queries.search(tx, Search(), limit=1)
                queries.update_delivery(tx, newest.id, state=state, attempts=1)

        self.shelf.run(work)

    def search(self, wanted, **how):
        key = self.apps[wanted.client_key].client_key if wanted.client_key else None
        narrowed = Search(
            **{name: getattr(wanted, name) for name in Search.__dataclass_fields__}
            | {"client_key": key}
        )
        return self.shelf.run(lambda tx: queries.search(tx, narrowed, limit=3, **how))

    def steps(self, wanted) -> int:
        """Count the steps of SQLite's machine that a search takes."""
        self.search(wanted)  # compiled
        count = 0

        def step():
            nonlocal count
            count += 1

        driver = self.shelf.store._driver()
        driver.set_progress_handler(step, 1)
        self.search(wanted)
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
    ],
)
def test_a_search_gives_what_it_asks_for(log, wanted, found):
    """The newest first, of several lists, too; or the oldest."""
    log.add("much", MIA, range(3))
    assert [each.number for each in log.search(wanted)] == found
    oldest = [each.number for each in log.search(wanted, is_oldest_first=True)]
    assert oldest == sorted(oldest)
    assert set(oldest) <= {1, 2, 3, 4}


def test_a_delivery_says_whose_event_it_carries(log):
    """What the lists are read by is the event's own."""
    for each in log.search(Search()):
        app = log.apps["little"]
        assert (each.app_id, each.client_key) == (app.id, app.client_key)
        assert each.open_id in {LEO, ANN}
