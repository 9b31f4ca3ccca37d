import asyncio
import json
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from localminis.agenda import agenda
from localminis.agenda.worker import Worker
from localminis.commerce import ledger, orders, refunds, tiers
from localminis.commerce.model import (
    OrderNotOpen,
    OrderRequest,
    ParametersInvalid,
    RechargeNotFound,
    RechargeRefunded,
)
from localminis.identity import apps, users
from localminis.store import clocks, reset, vault
from localminis.store.tables.commerce import tracebacks, transfers
from localminis.store.tables.webhooks import webhook_events


class Shop:
    """Two apps and two users with empty wallets, and the few moves of these tests."""

    def __init__(self, shelf, seal) -> None:
        self.shelf = shelf
        self.count = 0

        def work(tx):
            reset.wipe(tx)
            clocks.read(tx)
            clocks.write(tx, shelf.clock.state)
            self.apps = [apps.create(tx, shelf.clock, seal, name=name) for name in ("A", "B")]
            self.users = [users.create(tx, shelf.clock, name=name) for name in ("Mia", "Kenji")]
            for app in self.apps:
                for user in self.users:
                    users.open_id(tx, app, user)

        shelf.run(work)
        self.mia = self.users[0].id

    def recharge(self, beans: int, user: int | None = None) -> int:
        tier = tiers.get(f"local_beans_{beans}")
        to = user or self.mia
        return self.shelf.run(lambda tx: ledger.recharge(tx, self.shelf.clock, to, tier))

    def grant(self, beans: int) -> None:
        self.shelf.run(lambda tx: ledger.grant(tx, self.shelf.clock, self.mia, beans))

    def order(self, beans: int, *, app: int = 0, user: int = 0) -> str:
        self.count += 1
        request = OrderRequest(beans, f"ord-{self.count}", "Episode")
        clock, app_id, user_id = self.shelf.clock, self.apps[app].id, self.users[user].id
        return self.shelf.run(
            lambda tx: orders.create(tx, clock, app_id, user_id, request, is_payment_enabled=True)
        )

    def pay(self, trade_order_id: str, *, app: int = 0, user: int = 0):
        def work(tx):
            open_id = users.open_id(tx, self.apps[app], self.users[user])
            return orders.pay(
                tx,
                self.shelf.clock,
                self.shelf.bell,
                self.apps[app].id,
                self.users[user].id,
                trade_order_id,
                open_id,
            )

        return self.shelf.run(work)

    def spend(self, beans: int, *, app: int = 0, user: int = 0) -> str:
        trade_order_id = self.order(beans, app=app, user=user)
        self.pay(trade_order_id, app=app, user=user)
        return trade_order_id

    def refund(self, user: int = 0, **how):
        clock, bell, user_id = self.shelf.clock, self.shelf.bell, self.users[user].id
        return self.shelf.run(lambda tx: refunds.refund(tx, clock, bell, user_id, **how))

    def drain(self) -> None:
        """Run every due part, as the worker of a platform does."""

        async def handle(work):
            await self.shelf.store.run(lambda tx: refunds.recover_due(tx, self.shelf.bell, work))

        worker = Worker(
            self.shelf.store, self.shelf.clock, self.shelf.bell, {refunds.TRACE: handle}
        )
        asyncio.run(worker.drain())

    def balance(self, user: int = 0) -> int:
        return self.shelf.run(lambda tx: ledger.balance(tx, self.users[user].id))

    def audit(self) -> tuple[str, ...]:
        return self.shelf.run(ledger.audit).problems

    def events(self) -> list[SimpleNamespace]:
        rows = self.shelf.run(lambda tx: tx.all(select(webhook_events)))
        kept = []
        for row in rows:
            if row.event.endswith("refund_traceback"):
                content = json.loads(json.loads(row.body)["content"])
                kept.append(SimpleNamespace(at_s=row.create_time, app_id=row.app_id, **content))
        return sorted(kept, key=lambda event: event.at_s)


@pytest.fixture
def shop(shelf, tmp_path):
    """Open a shop."""
    return Shop(shelf, vault.load(tmp_path / "secret.key"))


def test_an_unspent_recharge_comes_back_from_the_wallet(shop):
    """Nothing was spent, so no order is touched and no event is sent."""
    number = shop.recharge(100)
    refund = shop.refund()
    assert (refund.recharge, refund.wallet_beans, refund.traced_beans) == (number, 100, 0)
    assert (shop.balance(), shop.events(), shop.audit()) == (0, [], ())


def test_what_was_spent_is_traced_back_to_the_order(shop):
    """The wallet gives what it has; the rest is the order's refund_amount, in Beans."""
    shop.recharge(100)
    trade_order_id = shop.spend(49)
    refund = shop.refund()
    assert (refund.wallet_beans, refund.traced_beans, refund.owed_beans) == (51, 49, 0)
    [event] = shop.events()
    assert (event.trade_order_id, event.order_id) == (trade_order_id, "ord-1")
    assert (event.refund_amount, event.is_sandbox) == (49, False)
    assert (shop.balance(), shop.audit()) == (0, ())


def test_the_last_paid_order_is_recovered_first_in_whatever_app(shop):
    """A refund may take parts of several orders, each reported to its own app."""
    shop.recharge(100)
    shop.spend(60, app=0)
    shop.spend(40, app=1)
    shop.grant(30)
    refund = shop.refund()
    assert (refund.wallet_beans, refund.traced_beans) == (30, 70)
    found = {(event.app_id, event.refund_amount) for event in shop.events()}
    assert found == {(shop.apps[1].id, 40), (shop.apps[0].id, 30)}
    assert shop.audit() == ()


def test_one_order_comes_back_in_several_parts(shop):
    """Two refunds that funded one order send two events, never more than was paid together."""
    shop.recharge(100)
    shop.recharge(100)
    shop.spend(150)
    assert shop.refund().traced_beans == 50
    assert shop.refund().traced_beans == 100
    amounts = [event.refund_amount for event in shop.events()]
    assert sorted(amounts) == [50, 100]
    assert (shop.balance(), shop.audit()) == (0, ())


def test_one_refund_can_be_spread_over_hours(shop, shelf):
    """Parts fall due an hour apart and carry their due time, however late they run."""
    shop.recharge(100)
    shop.spend(100)
    start_s = shelf.clock.now_s()
    first = shop.refund(parts=3)
    assert (first.traced_beans, first.owed_beans, first.parts_left) == (34, 66, 2)
    shelf.turn(86_400)
    shop.drain()
    found = [(event.at_s - start_s, event.refund_amount) for event in shop.events()]
    assert found == [(0, 34), (3_600, 33), (7_200, 33)]
    last = shelf.run(lambda tx: refunds.get(tx, first.number))
    assert (last.traced_beans, last.owed_beans, last.parts_left) == (100, 0, 0)
    stamped = shelf.run(
        lambda tx: tx.all(select(transfers.c.created_at_s).where(transfers.c.kind == "traceback"))
    )
    assert [row.created_at_s - start_s for row in stamped] == [0, 3_600, 7_200]
    assert shop.audit() == ()


def test_parts_share_what_can_come_back_and_the_rest_is_lost(shop):
    """Beans that neither the wallet holds nor an order took make no part larger."""
    shop.recharge(100)
    shop.spend(40)
    shop.grant(-60)
    refund = shop.refund(parts=2)
    assert (refund.wallet_beans, refund.traced_beans, refund.owed_beans) == (0, 20, 20)


def test_a_part_that_two_workers_hold_is_recovered_once(shop, shelf):
    """The same piece of work, run again, does nothing."""
    shop.recharge(100)
    shop.spend(100)
    shop.refund(parts=2)
    shelf.turn(3_600)
    [work] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock))
    for _ in range(2):
        shelf.run(lambda tx: refunds.recover_due(tx, shelf.bell, work))
    gone = agenda.Work(refunds.TRACE, "999:1", shelf.clock.now_s())
    shelf.run(lambda tx: refunds.recover_due(tx, shelf.bell, gone))
    assert [event.refund_amount for event in shop.events()] == [50, 50]


def test_a_refund_that_comes_first_leaves_less_for_the_others(shop, shelf):
    """Parts still to come take only what is left of the orders; the rest is the store's loss."""
    shop.recharge(100)
    shop.recharge(100)
    shop.spend(150)
    shop.grant(-50)
    slow = shop.refund(parts=2)
    assert (slow.traced_beans, slow.owed_beans) == (50, 50)
    fast = shop.refund()
    assert fast.traced_beans == 100
    shelf.turn(3_600)
    shop.drain()
    last = shelf.run(lambda tx: refunds.get(tx, slow.number))
    assert (last.traced_beans, last.owed_beans, last.parts_left) == (50, 0, 0)
    assert (sum(event.refund_amount for event in shop.events()), shop.audit()) == (150, ())


def test_orders_paid_before_the_recharge_are_left_alone(shop):
    """Beans cannot have been spent before they were bought."""
    shop.grant(50)
    shop.spend(50)
    shop.recharge(100)
    shop.grant(-100)
    refund = shop.refund()
    assert (refund.wallet_beans, refund.traced_beans, refund.owed_beans) == (0, 0, 0)
    assert (shop.events(), shop.audit()) == ([], ())


def test_a_recharge_is_refunded_once_and_only_its_buyer_can(shop):
    """A second refund, another's and an unknown recharge change nothing."""
    number = shop.recharge(100)
    with pytest.raises(RechargeNotFound):
        shop.refund(user=1, recharge=number)
    shop.refund(recharge=number)
    with pytest.raises(RechargeRefunded):
        shop.refund(recharge=number)
    for unknown in (number + 1, 0, -1, 2**31, 2**63, 10**30):
        with pytest.raises(RechargeNotFound):
            shop.refund(recharge=unknown)
    with pytest.raises(RechargeNotFound, match="wallet recharges"):
        shop.refund()
    with pytest.raises(RechargeNotFound):
        shop.shelf.run(lambda tx: refunds.get(tx, 99))
    assert (shop.balance(), shop.audit()) == (0, ())


@pytest.mark.parametrize("parts", [0, -1, 11])
def test_a_refund_has_a_sensible_number_of_parts(shop, parts):
    """An impossible number of parts is refused before anything moves."""
    shop.recharge(100)
    with pytest.raises(ParametersInvalid):
        shop.refund(parts=parts)
    assert shop.balance() == 100


def test_recharges_are_listed_the_newest_first(shop):
    """The list names what was bought and whether it was taken back."""
    first, second = shop.recharge(100), shop.recharge(300)
    shop.refund(recharge=first)
    shop.recharge(500, user=shop.users[1].id)
    listed = shop.shelf.run(lambda tx: refunds.recharges(tx, shop.mia))
    assert [(each.number, each.beans, each.is_refunded) for each in listed] == [
        (second, 300, False),
        (first, 100, True),
    ]


def test_a_sandbox_payment_moves_nothing_and_is_never_traced(shop, shelf):
    """Neither wallet nor revenue knows of it, and a later refund leaves it alone."""
    shop.recharge(100)
    shelf.run(lambda tx: orders.set_sandbox_user(tx, shelf.clock, shop.mia, is_sandbox=True))
    order = shop.pay(shop.order(99_99)).order
    assert (order.is_sandbox, order.trade_order_status, shop.balance()) == (True, "SUCCESS", 100)
    assert shop.refund().traced_beans == 0
    assert (shop.events(), shop.audit()) == ([], ())


def test_an_order_is_moved_into_the_sandbox_while_it_is_open(shop, shelf):
    """The order's own mark is enough, can be taken back, and is final once paid."""
    trade_order_id = shop.order(40)

    def mark(*, is_sandbox):
        return shelf.run(
            lambda tx: orders.set_sandbox(tx, trade_order_id, is_sandbox=is_sandbox)
        ).is_sandbox

    assert mark(is_sandbox=True)
    quote = shelf.run(lambda tx: orders.quote(tx, shop.apps[0].id, shop.mia, trade_order_id))
    assert (quote.is_sandbox, quote.shortfall_beans, quote.tier) == (True, 0, None)
    assert not mark(is_sandbox=False)
    assert mark(is_sandbox=True)
    shop.pay(trade_order_id)
    with pytest.raises(OrderNotOpen):
        mark(is_sandbox=False)
    body = shelf.run(lambda tx: tx.scalar(select(webhook_events.c.body)))
    assert json.loads(json.loads(body)["content"])["is_sandbox"] is True


def test_leaving_the_sandbox_makes_beans_count_again(shop, shelf):
    """The user's mark counts at the moment of payment; setting it twice is once."""
    for is_sandbox in (True, True, False, False):
        shelf.run(
            lambda tx, s=is_sandbox: orders.set_sandbox_user(
                tx, shelf.clock, shop.mia, is_sandbox=s
            )
        )
        asked = shelf.run(lambda tx: orders.is_sufficient(tx, shop.mia, 1))
        assert asked is is_sandbox
    shop.recharge(100)
    assert shelf.run(lambda tx: orders.is_sufficient(tx, shop.mia, 100))
    assert not shelf.run(lambda tx: orders.is_sufficient(tx, shop.mia, 101))
    with pytest.raises(ParametersInvalid):
        shelf.run(lambda tx: orders.is_sufficient(tx, shop.mia, 0))
    assert not shop.pay(shop.order(40)).order.is_sandbox
    assert shop.balance() == 60


@pytest.mark.parametrize(("covers", "offered"), [("shortfall", 100), ("price", 300)])
def test_a_recharge_covers_the_shortfall_or_the_price(shop, shelf, covers, offered):
    """Both readings of the observed example are there; the setting chooses."""
    shop.grant(50)
    trade_order_id = shop.order(150)
    quote = shelf.run(
        lambda tx: orders.quote(
            tx, shop.apps[0].id, shop.mia, trade_order_id, region="JP", recharge_covers=covers
        )
    )
    assert (quote.tier.token_amount, quote.tier.currency) == (offered, "JPY")


def test_the_audit_finds_an_order_that_gave_more_than_it_took(shop, shelf):
    """A traceback changed behind the ledger's back is named with both numbers."""
    shop.recharge(100)
    trade_order_id = shop.spend(49)
    shop.refund()
    forged = update(tracebacks).values(refund_amount=50)
    shelf.run(lambda tx: tx.execute(forged))
    assert shop.audit() == (f"The order {trade_order_id} was paid 49, and 50 were recovered",)


def test_a_recharge_takes_no_more_orders_than_it_needs(shop, shelf):
    """Orders before the last paid one stay whole while that one covers what is owed."""
    shop.recharge(100)
    shop.spend(60)
    last = shop.spend(40)
    shop.grant(60)
    refund = shop.refund()
    traced = shelf.run(lambda tx: refunds.tracebacks(tx, refund.number))
    assert [(each.trade_order_id, each.refund_amount) for each in traced] == [(last, 40)]


def test_the_audit_finds_a_wallet_below_zero(shop, shelf):
    """What the database itself refuses is found too, should it ever get in."""
    shop.grant(5)

    def forge(tx):
        sql = tx.connection.exec_driver_sql
        sql("PRAGMA ignore_check_constraints = ON")
        sql("UPDATE accounts SET balance_beans = -1 WHERE kind = 'wallet'")
        sql("PRAGMA ignore_check_constraints = OFF")

    shelf.run(forge)
    assert f"The account wallet {shop.mia} is below zero: -1" in shop.audit()


STEP = st.one_of(
    st.tuples(st.just("recharge"), st.sampled_from([100, 300]), st.sampled_from([0, 1])),
    st.tuples(st.just("spend"), st.integers(1, 120), st.sampled_from([0, 1])),
    st.tuples(st.just("refund"), st.integers(1, 4), st.sampled_from([0, 1])),
    st.tuples(st.just("wait"), st.integers(1, 20_000), st.just(0)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=20))
def test_any_history_of_refunds_keeps_the_books(shelf, tmp_path, steps):
    """Events never exceed what was paid, no wallet goes below zero, the ledger sums to zero."""
    shop = Shop(shelf, vault.load(tmp_path / "secret.key"))
    paid: dict[str, int] = {}
    for kind, value, user in steps:
        if kind == "recharge":
            shop.recharge(value, user=shop.users[user].id)
        elif kind == "spend" and shop.balance(user) >= value:
            paid[shop.spend(value, user=user)] = value
        elif kind == "refund":
            unrefunded = shelf.run(
                lambda tx, u=user: [
                    each for each in refunds.recharges(tx, shop.users[u].id) if not each.is_refunded
                ]
            )
            if unrefunded:
                shop.refund(user, parts=value)
        elif kind == "wait":
            shelf.turn(value)
            shop.drain()
        assert shop.audit() == ()
        assert min(shop.balance(0), shop.balance(1)) >= 0
    shelf.turn(86_400)
    shop.drain()
    recovered: dict[str, int] = {}
    for event in shop.events():
        assert event.refund_amount > 0
        before = recovered.get(event.trade_order_id, 0)
        recovered[event.trade_order_id] = before + event.refund_amount
    assert all(beans <= paid[trade_order_id] for trade_order_id, beans in recovered.items())
    assert shop.audit() == ()
