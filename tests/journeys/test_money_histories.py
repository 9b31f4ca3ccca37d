"""Random lives of a shop: whatever is bought, paid, refunded and renewed, the books hold."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell
from localminis.clock import Clock, ClockState
from localminis.commerce import (
    ledger,
    orders,
    refunds,
    renewals,
    subscription_tiers,
    subscriptions,
    tiers,
)
from localminis.commerce.model import OrderRequest, SubscriptionOrderInfo
from localminis.errors import MinisError
from localminis.identity import apps, users
from localminis.spec import subscriptions as spec
from localminis.store import clocks, vault
from localminis.store.engine import open_store
from localminis.store.tables.webhooks import webhook_events

NOON_S = 1_700_000_000
USERS = st.sampled_from([0, 1])
TIERS = sorted([*spec.SANDBOX_TIERS, *subscription_tiers.LOCAL_TIERS])
ACTIONS = (renewals.cancel, renewals.hold, renewals.recover, renewals.expire, renewals.refund)
HANDLERS = {
    refunds.TRACE: lambda tx, clock, bell, work: refunds.recover_due(tx, bell, work),
    renewals.STEP: renewals.run_due,
}


class Shop(RuleBasedStateMachine):
    """Two users in one app; a plain model knows what each wallet must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(path=self.folder / "shop.db", url=None)
        self.clock = Clock(ClockState(frozen_at_s=NOON_S))
        self.bell = Bell()
        seal = vault.load(self.folder / "secret.key")

        def begin(tx):
            clocks.read(tx)
            clocks.write(tx, self.clock.state)
            app = apps.create(tx, self.clock, seal, name="Drama")
            made = [users.create(tx, self.clock, name=name) for name in ("Mia", "Kenji")]
            return app, made, [users.open_id(tx, app, user) for user in made]

        self.app, self.users, self.open_ids = self.run(begin)
        self.count = 0
        self.wallets = [0, 0]
        self.paid: dict[str, int] = {}
        self.open_orders: list[tuple[str, int, int]] = []
        self.subscription_ids: list[str] = []

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def run(self, work):
        return self.store.run_sync(work)

    def call(self, verb, *args, **kwargs):
        return self.run(lambda tx: verb(tx, self.clock, self.bell, *args, **kwargs))

    @rule(user=USERS, tier_id=st.sampled_from(["local_beans_100", "local_beans_300"]))
    def recharge(self, user, tier_id):
        tier = tiers.get(tier_id)
        self.run(lambda tx: ledger.recharge(tx, self.clock, self.users[user].id, tier))
        self.wallets[user] += tier.token_amount

    @rule(user=USERS, beans=st.integers(1, 250), is_sandbox=st.booleans())
    def order(self, user, beans, is_sandbox):
        self.count += 1
        request = OrderRequest(beans, f"ord-{self.count}", "Episode")
        trade_order_id = self.run(
            lambda tx: orders.create(
                tx,
                self.clock,
                self.app.id,
                self.users[user].id,
                request,
                is_payment_enabled=True,
            )
        )
        if is_sandbox:
            self.run(lambda tx: orders.set_sandbox(tx, trade_order_id, is_sandbox=True))
        self.open_orders.append((trade_order_id, user, 0 if is_sandbox else beans))

    @precondition(lambda self: self.open_orders)
    @rule(pick=st.integers(0, 50))
    def pay(self, pick):
        trade_order_id, user, beans = self.open_orders[pick % len(self.open_orders)]

        def work():
            return self.call(
                orders.pay,
                self.app.id,
                self.users[user].id,
                trade_order_id,
                self.open_ids[user],
            )

        if beans > self.wallets[user]:
            with pytest.raises(MinisError):
                work()
            return
        work()
        self.open_orders.remove((trade_order_id, user, beans))
        self.wallets[user] -= beans
        self.paid[trade_order_id] = beans
        with pytest.raises(MinisError):
            work()

    @rule(user=USERS, parts=st.integers(1, 4))
    def refund(self, user, parts):
        try:
            done = self.call(refunds.refund, self.users[user].id, parts=parts)
        except MinisError:
            return
        assert done.wallet_beans == min(self.wallets[user], done.refunded_beans)
        self.wallets[user] -= done.wallet_beans

    @rule(user=USERS, tier_id=st.sampled_from(TIERS))
    def subscribe(self, user, tier_id):
        self.count += 1
        info = SubscriptionOrderInfo(f"sub-{self.count}", "All")
        who = (self.app.id, self.users[user].id)
        had = self.call(subscriptions.active_list, *who)
        try:
            trade_order_id = self.call(
                subscriptions.create, *who, tier_id, info, region="US", is_payment_enabled=True
            )
        except MinisError:
            assert len(had) == 1
            return
        assert had == []
        paid = self.call(subscriptions.pay, *who, trade_order_id)
        self.subscription_ids.append(paid.subscription_id)

    @precondition(lambda self: self.subscription_ids)
    @rule(pick=st.integers(0, 50), action=st.sampled_from(ACTIONS))
    def act(self, pick, action):
        subscription_id = self.subscription_ids[pick % len(self.subscription_ids)]
        try:
            self.call(action, subscription_id)
        except MinisError:
            return

    @precondition(lambda self: self.subscription_ids)
    @rule(pick=st.integers(0, 50))
    def reactivate(self, pick):
        subscription_id = self.subscription_ids[pick % len(self.subscription_ids)]
        self.count += 1
        info = SubscriptionOrderInfo(f"sub-{self.count}", "All")
        found = self.call(renewals.get, subscription_id)
        try:
            trade_order_id = self.call(
                subscriptions.reactivate,
                self.app.id,
                found.user_id,
                subscription_id,
                info,
                is_payment_enabled=True,
            )
        except MinisError:
            return
        back = self.call(subscriptions.pay, self.app.id, found.user_id, trade_order_id)
        assert (back.state, back.end_time) == ("active", found.end_time)

    @rule(seconds=st.sampled_from([1, 60, 290, 300, 3_600, 86_400, 20 * 86_400]))
    def turn(self, seconds):
        self.clock.state = self.clock.advanced(seconds)
        self.run(lambda tx: clocks.write(tx, self.clock.state))
        while due := [
            work
            for work in self.run(lambda tx: agenda.claim(tx, self.clock))
            if work.kind in HANDLERS
        ]:
            for work in due:
                self.run(lambda tx, w=work: HANDLERS[w.kind](tx, self.clock, self.bell, w))

    @invariant()
    def the_books_hold(self):
        audit = self.run(ledger.audit)
        assert audit.problems == ()
        kept = [self.run(lambda tx, u=user: ledger.balance(tx, u.id)) for user in self.users]
        assert kept == self.wallets
        assert min(kept) >= 0

    @invariant()
    def at_most_one_subscription_is_live_and_its_booleans_agree(self):
        now_s = self.clock.now_s()
        for user in self.users:
            live = self.call(subscriptions.active_list, self.app.id, user.id)
            assert len(live) <= 1
            for each in live:
                wire = each.wire(now_s)
                assert wire["is_renewal_normal"] == (each.state == "active")
                if each.state != "onhold":
                    assert wire["is_subscription_rights_valid"]
                assert each.renewals <= 12 or not each.is_sandbox

    @invariant()
    def events_tell_no_more_than_what_was_paid(self):
        traced: dict[str, int] = {}
        last_s: dict[str, int] = {}
        for row in self.run(lambda tx: tx.all(select(webhook_events))):
            content = json.loads(json.loads(row.body)["content"])
            assert row.create_time <= self.clock.now_s()
            if row.event.endswith("refund_traceback"):
                order_id = content["trade_order_id"]
                traced[order_id] = traced.get(order_id, 0) + content["refund_amount"]
            if row.event.endswith("subscription.expire"):
                assert not content["is_subscription_rights_valid"]
                assert content["subscription_id"] not in last_s
                last_s[content["subscription_id"]] = row.create_time
        assert all(beans <= self.paid[order_id] for order_id, beans in traced.items())


TestShop = Shop.TestCase
TestShop.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow],
)
