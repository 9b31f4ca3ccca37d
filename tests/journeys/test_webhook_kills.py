"""Nothing is lost: kills at random and at each commit, hung and competing workers, a flood."""

import asyncio
import importlib.util
import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from localminis import runtime, settings
from localminis.agenda import agenda

COMMAND = str(Path(sys.executable).with_name("localminis"))


def _load_served():
    path = Path(__file__).with_name("test_kill.py")
    spec = importlib.util.spec_from_file_location("localminis_tests_kill", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Served


Served = _load_served()

# Has everything imported, and forks one `localminis serve` per line that it reads: a process like
# any other, that need not load Python's modules for half a second before it can be killed.
NURSERY = """
import json, os, signal, sys
import localminis.runtime, localminis.cli.serve, localminis.cli.waiting, localminis.store.sqlite
import localminis.store.postgres, psycopg, uvloop
import sqlalchemy.dialects.sqlite.pysqlite, sqlalchemy.dialects.postgresql.psycopg
from localminis.cli import root

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if os.fork() == 0:
        sys.stdin.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asked = json.loads(line)
        os.environ.update(asked["environment"])
        sys.argv = ["localminis", "serve", "--port", "0", "--home", asked["home"]]
        root.main()
"""


class Nursery:
    """A process that forks platforms; each is killed like one that was started by itself."""

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def serve(self, home, flags):
        environment = {f"LOCALMINIS_{name.upper()}": value for name, value in flags.items()}
        environment["LOCALMINIS_WEBHOOK_TIMEOUT_S"] = "1"
        asked = {"home": str(home), "environment": environment}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        # The one before may have said more after this line, or have been killed before it could.
        while not (said := self._process.stdout.readline()).startswith("LocalMinis at"):
            assert said
        return Forked(home)


class Forked(Served):
    """A platform that the nursery forked, found by its run file."""

    def __init__(self, home) -> None:
        run = json.loads((home / "run.json").read_text())
        self._pid = run["pid"]
        self._connect(run)

    def kill(self) -> None:
        ended = os.pidfd_open(self._pid)
        os.kill(self._pid, signal.SIGKILL)
        select.select([ended], [], [], 20)
        os.close(ended)
        self.http.close()
        self.admin.close()


class Buyers:
    """People who order and pay as fast as they can until the platform is gone."""

    def __init__(self, served, app, token) -> None:
        self.served, self.app, self.token = served, app, token
        self.created: set[str] = set()
        self.acknowledged: set[str] = set()

    def buy(self, names) -> None:
        try:
            for name in names:
                order = self.served.new_order(self.app, self.token, name)
                self.created.add(order)
                if self.served.simulator(self.app, "pay", trade_order_id=order).is_success:
                    self.acknowledged.add(order)
        except (httpx2.TransportError, RuntimeError, ValueError, KeyError):
            return  # killed meanwhile


def announced(receiver) -> set[str]:
    bodies = [json.loads(body) for _, body in list(receiver.heard)]
    return {json.loads(each["content"])["trade_order_id"] for each in bodies}


def hear_all(receiver, paid: set[str]) -> None:
    while not paid <= announced(receiver):
        receiver.wait_for(len(receiver.heard) + 1, 30)


class Survival:
    """What came of the purchases on a platform that is killed again and again."""

    def __init__(self, home, receiver, flags) -> None:
        self.home, self.receiver, self.flags = home, receiver, flags
        self.seed = random.SystemRandom().randrange(10**6)
        self.dice = random.Random(self.seed)
        self.created: set[str] = set()
        self.acknowledged: set[str] = set()
        self.app = self.token = None

    def buy_until_killed(self, nursery, number) -> None:
        served = nursery.serve(self.home, self.flags)
        assert served.admin.get("status").json()["ledger_problems"] == [], self.seed
        if self.app is None:
            self.app = served.new_app(self.receiver.url)
            self.token = served.access_token(self.app)
            served.admin.post("wallets/1/grant", json={"beans": 1_000_000})
        buyers = Buyers(served, self.app, self.token)
        with ThreadPoolExecutor(4) as pool:
            for who in range(4):
                pool.submit(buyers.buy, [f"ord-{number}-{who}-{n}" for n in range(30)])
            threading.Event().wait(self.dice.uniform(0, 0.3))
            served.kill()
        self.created |= buyers.created
        self.acknowledged |= buyers.acknowledged

    def check(self) -> None:
        served = Served(self.home, self.flags)
        orders = served.admin.get("state").json()["tables"]["orders"]
        statuses = {each["trade_order_id"]: each["trade_order_status"] for each in orders}
        assert self.created <= statuses.keys(), self.seed
        paid = {each for each, status in statuses.items() if status == "SUCCESS"}
        assert self.acknowledged <= paid, self.seed
        hear_all(self.receiver, paid)
        # An order may have been made and paid without its buyer learning of it, but none unpaid.
        assert announced(self.receiver) == paid, self.seed
        assert served.admin.get("status").json()["ledger_problems"] == [], self.seed
        assert served.stop() == 0


def survive(home, receiver, flags, rounds: int) -> None:
    survival = Survival(home, receiver, flags)
    with Nursery() as nursery:
        for number in range(rounds):
            survival.buy_until_killed(nursery, number)
    survival.check()


@pytest.mark.timeout(300)
def test_twenty_random_kills_under_load_lose_nothing(tmp_path, receiver, database_flags):
    """Killed at any moment, again and again, every paid order is announced and the ledger holds."""
    survive(tmp_path / "home", receiver, database_flags, 20)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_two_hundred_random_kills_lose_nothing(tmp_path, receiver, database_flags):
    """The same for longer."""
    survive(tmp_path / "home", receiver, database_flags, 200)


# Forks a process per line that it reads, which runs one purchase and its delivery, transaction by
# transaction, and dies at one of them: before its commit, or after it and before anyone learns of
# it. Prints how each ended.
DYING = """
import asyncio, json, os, signal, sys
from pathlib import Path
from localminis import runtime, settings
from localminis.agenda import agenda
from localminis.commerce import orders
from localminis.commerce.model import OrderRequest
from localminis.identity import apps, users

def run(home, url, moment, number, flags):
    platform = runtime.build(settings.load(home=Path(home), **flags))
    context, store = platform.context, platform.context.store
    state = {}

    def prepare(tx):
        app = apps.create(tx, context.clock, context.vault, name="Drama")
        state["app"] = apps.set_webhook_url(tx, app, url)
        state["user"] = user = users.get(tx, "1")
        request = OrderRequest(token_amount=5, order_id="ord-1", product_name="Episode")
        state["order"] = orders.create(
            tx, context.clock, app.id, user.id, request, is_payment_enabled=True
        )

    def pay(tx):
        app, user = state["app"], state["user"]
        open_id = users.open_id(tx, app, user)
        orders.pay(tx, context.clock, context.bell, app.id, user.id, state["order"], open_id)

    store.run_sync(prepare)
    submit, run_on_loop, count = store.submit, store.run, 0

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def deadly(work):
        nonlocal count
        count += 1
        is_it = count == number

        def dying(tx):
            result = work(tx)
            if is_it and moment == "before":
                die()
            if is_it and moment == "after":
                tx.after_commit(die)
            return result

        return dying

    store.submit = lambda work: submit(deadly(work))
    if not store.is_shared:  # what coroutines ask of a file does not go by its writer
        store.run = lambda work: run_on_loop(deadly(work))
    store.run_sync(pay)
    asyncio.run(platform.worker.drain())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(**json.loads(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


async def restarted(chosen) -> list:
    """Start again, finish what is due, and look."""
    platform = runtime.build(chosen)
    # On a shared database a dead process's lease runs out by itself, which takes its time.
    platform.context.store.run_sync(agenda.free_leases)
    await platform.worker.drain()
    await platform.sender.close()
    platform.close()
    async with runtime.opened(chosen) as steering:
        paths = ("status", "orders", "webhooks/deliveries")
        return [await steering.call("GET", f"/admin/v1/{path}") for path in paths]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def test_a_kill_at_each_commit_loses_nothing(tmp_path, receiver, moment, database, request):
    """Payment, claim and record: whichever dies, a restart ends in the same state."""
    outcomes = []
    with subprocess.Popen(
        [sys.executable, "-c", DYING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        for number in range(1, 9):
            flags = {"key_file": str(tmp_path / "shared.key")}
            if database == "postgresql":
                flags["database_url"] = request.getfixturevalue("new_database")()
            home, heard_before = tmp_path / str(number), len(receiver.heard)
            asked = {"home": str(home), "url": receiver.url, "moment": moment, "number": number}
            parent.stdin.write(json.dumps({**asked, "flags": flags}) + "\n")
            parent.stdin.flush()
            code = int(parent.stdout.readline())
            assert code in {0, -signal.SIGKILL}
            status, orders, found = asyncio.run(restarted(settings.load(home=home, **flags)))
            assert status["ledger_problems"] == []
            is_paid = orders["orders"][0]["trade_order_status"] == "SUCCESS"
            heard = len(receiver.heard) - heard_before
            states = [each["state"] for each in found["deliveries"]]
            assert states == (["delivered"] if is_paid else [])
            assert (heard >= 1) is is_paid
            outcomes.append((code, is_paid, heard))
            if code == 0:
                break
        else:
            raise AssertionError("the child never got to its end")
        parent.stdin.close()
    assert len(outcomes) >= 4  # payment, claim, record, and the look that finds nothing
    assert outcomes[0][1] is (moment == "after")
    # Killed between the answer and its record, the event is sent again: at least once.
    assert max(heard for *_, heard in outcomes) == (2 if moment == "before" else 1)


class Watcher:
    """Wraps a receiver and notes when the same event is under way twice at once."""

    def __init__(self, receiver) -> None:
        self.under_way: set[bytes] = set()
        self.clashes = 0
        self._lock = threading.Lock()
        plain = receiver.hear

        def hear(headers, body):
            with self._lock:
                self.clashes += body in self.under_way
                self.under_way.add(body)
            threading.Event().wait(0.02)
            plain(headers, body)
            with self._lock:
                self.under_way.discard(body)

        receiver.hear = hear


@contextmanager
def working(flags):
    """Run `localminis worker` until the block ends."""
    environment = {f"LOCALMINIS_{name.upper()}": str(value) for name, value in flags.items()}
    process = subprocess.Popen(
        [COMMAND, "worker"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LOCALMINIS_WEBHOOK_TIMEOUT_S": "1", **environment},
    )
    assert re.search("Working", process.stdout.readline())
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()
    assert process.returncode == 0


def wait_until_delivered(flags) -> None:
    """Look into the database until what was heard is recorded, too."""
    import psycopg

    with psycopg.connect(flags["database_url"], autocommit=True) as connection:
        while True:
            [state] = connection.execute("SELECT state FROM webhook_deliveries").fetchone()
            if state == "delivered":
                return
            threading.Event().wait(0.02)


@pytest.fixture
def team_flags(tmp_path, new_database):
    """A PostgreSQL database and the key that its processes share."""
    return {"database_url": new_database(), "key_file": str(tmp_path / "shared.key")}


@pytest.mark.pg
def test_two_workers_never_run_one_attempt_at_once(tmp_path, receiver, team_flags):
    """Three processes share the deliveries; each event arrives once, and none twice at a time."""
    watcher = Watcher(receiver)
    served = Served(tmp_path / "home", team_flags)
    with working(team_flags), working(team_flags):
        app = served.new_app(receiver.url)
        buyers = Buyers(served, app, served.access_token(app))
        served.admin.post("wallets/1/grant", json={"beans": 1_000})
        with ThreadPoolExecutor(4) as pool:
            for who in range(4):
                pool.submit(buyers.buy, [f"ord-{who}-{n}" for n in range(15)])
        hear_all(receiver, buyers.acknowledged)
    assert len(buyers.acknowledged) == 60
    assert watcher.clashes == 0
    assert len(receiver.heard) == 60
    assert served.stop() == 0


@pytest.mark.pg
def test_a_worker_delivers_what_a_killed_platform_left(tmp_path, receiver, team_flags):
    """`localminis worker` alone is enough to send; the platform need not come back."""
    served = Served(tmp_path / "home", team_flags)
    app = served.new_app(receiver.url)
    order = served.new_order(app, served.access_token(app), "ord-1")
    receiver.hold.clear()
    served.simulator(app, "pay", trade_order_id=order)
    receiver.wait_for(1)
    served.kill()
    receiver.hold.set()
    with working(team_flags):
        events = receiver.wait_for(2, 30)
    assert events[0] == events[1]


@pytest.mark.pg
def test_a_hung_worker_is_taken_over_while_platform_time_stands_still(
    tmp_path, receiver, team_flags
):
    """Leases go by the machine's clock; who comes back late does not record over the other."""
    served = Served(tmp_path / "home", team_flags)
    served.admin.post("clock", json={"action": "freeze"})
    app = served.new_app(receiver.url)
    order = served.new_order(app, served.access_token(app), "ord-1")
    receiver.hold.clear()
    served.simulator(app, "pay", trade_order_id=order)
    receiver.wait_for(1)
    os.kill(served.process.pid, signal.SIGSTOP)
    receiver.hold.set()
    try:
        with working(team_flags):
            receiver.wait_for(2, 30)
            wait_until_delivered(team_flags)
    finally:
        os.kill(served.process.pid, signal.SIGCONT)
    [found] = served.admin.get("webhooks/deliveries").json()["deliveries"]
    assert (found["state"], found["attempts"]) == ("delivered", 1)
    assert served.stop() == 0
