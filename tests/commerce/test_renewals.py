import asyncio
import json
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from localminis.agenda import agenda
from localminis.agenda import queries as agenda_queries
from localminis.agenda.worker import Worker
from localminis.commerce import renewals, subscriptions
from localminis.commerce.model import (
    ChangeUnfinished,
    OrderNotOpen,
    ParametersInvalid,
    RenewalTooNear,
    SubscriptionActive,
    SubscriptionNotFound,
    SubscriptionOrderInfo,
    SubscriptionStateWrong,
    TierNotFound,
)
from localminis.identity import apps, users
from localminis.store import vault
from localminis.store.tables.webhooks import webhook_events

DAY_S = 86_400


class Store:
    """An app, two users, and what they and the store can do to subscriptions."""

    def __init__(self, shelf, seal) -> None:
        self.shelf = shelf
        self.count = 0

        def work(tx):
            self.app = apps.create(tx, shelf.clock, seal, name="Drama")
            self.users = [users.create(tx, shelf.clock, name=name) for name in ("Mia", "Kenji")]
            self.open_ids = [users.open_id(tx, self.app, user) for user in self.users]

        shelf.run(work)

    def info(self) -> SubscriptionOrderInfo:
        self.count += 1
        return SubscriptionOrderInfo(f"sub-{self.count}", "All episodes")

    def order(self, tier_id: str, user: int = 0) -> str:
        return self._call(
            subscriptions.create,
            self.app.id,
            self.users[user].id,
            tier_id,
            self.info(),
            region="US",
            is_payment_enabled=True,
        )

    def pay(self, trade_order_id: str, user: int = 0):
        return self._call(subscriptions.pay, self.app.id, self.users[user].id, trade_order_id)

    def subscribe(self, tier_id: str, user: int = 0):
        return self.pay(self.order(tier_id, user), user)

    def reactivation(self, subscription_id: str) -> str:
        return self._call(
            subscriptions.reactivate,
            self.app.id,
            self.users[0].id,
            subscription_id,
            self.info(),
            is_payment_enabled=True,
        )

    def do(self, verb, of, *args, **kwargs):
        return self._call(verb, of.subscription_id, *args, **kwargs)

    def get(self, of):
        return self._call(renewals.get, of.subscription_id)

    def _call(self, verb, *args, **kwargs):
        shelf = self.shelf
        return shelf.run(lambda tx: verb(tx, shelf.clock, shelf.bell, *args, **kwargs))

    def drain(self) -> None:
        """Run every due step, as the worker of a platform does."""
        shelf = self.shelf

        async def handle(work):
            await shelf.store.run(lambda tx: renewals.run_due(tx, shelf.clock, shelf.bell, work))

        worker = Worker(shelf.store, shelf.clock, shelf.bell, {renewals.STEP: handle})
        asyncio.run(worker.drain())

    def live(self, seconds: int) -> None:
        """Turn the clock and run what falls due."""
        self.shelf.turn(seconds)
        self.drain()

    def events(self) -> list[SimpleNamespace]:
        """Return the recorded events in the order of recording."""
        statement = select(webhook_events).order_by(webhook_events.c.create_time)
        found = []
        for row in self.shelf.run(lambda tx: tx.all(statement)):
            envelope = json.loads(row.body)
            content = json.loads(envelope["content"])
            name = row.event.removeprefix("minis.subscription.")
            found.append(
                SimpleNamespace(
                    name=name, at_s=row.create_time, user=envelope["user_openid"], **content
                )
            )
        return found

    def names(self) -> list[str]:
        return [event.name for event in self.events()]

    def payments(self, of):
        return self.shelf.run(lambda tx: subscriptions.orders_of(tx, of))


@pytest.fixture
def store(shelf, tmp_path):
    """Open a store."""
    return Store(shelf, vault.load(tmp_path / "secret.key"))


def test_an_hour_of_the_sandbox_renews_twelve_times_and_then_it_expires(store, shelf):
    """Every renewal carries its own due time, not that of the clock's jump, in order."""
    begin_s = store.subscribe("sandbox_499_1M").begin_time
    store.live(3_600)
    assert store.names() == ["create", *["renew"] * 12]
    times = [event.at_s - begin_s for event in store.events()]
    assert times == [0, *[300 * n - 10 for n in range(1, 13)]]
    store.live(300)
    last = store.events()[-1]
    assert (last.name, last.at_s - begin_s) == ("expire", 3_900)
    assert (last.is_subscription_rights_valid, last.is_renewal_normal) == (False, False)
    assert not hasattr(last, "next_duduct_time")
    store.live(DAY_S)
    assert len(store.events()) == 14
    assert shelf.run(agenda_queries.count) == 0


def test_one_jump_and_many_small_ones_live_the_same_life(store, shelf):
    """The history does not depend on how the clock was turned."""
    begin_s = store.subscribe("sandbox_1347_3M").begin_time
    for _ in range(40):
        store.live(100)
    small = [(event.name, event.at_s - begin_s) for event in store.events()]
    second = store.subscribe("sandbox_1347_3M", user=1).begin_time
    store.live(4_000)
    jump = [(event.name, event.at_s - second) for event in store.events() if event.at_s >= second]
    assert small == jump


def test_a_jump_lets_several_subscriptions_live_side_by_side(store, shelf):
    """Steps of different subscriptions are taken in the order of their due times."""
    store.subscribe("sandbox_499_1M")
    shelf.turn(100)
    store.subscribe("sandbox_699_1M", user=1)
    store.live(3_000)
    statement = select(webhook_events).order_by(webhook_events.c.id)
    rows = shelf.run(
        lambda tx: tx.connection.exec_driver_sql(
            "SELECT create_time FROM webhook_events ORDER BY rowid"
        ).all()
    )
    assert len(shelf.run(lambda tx: tx.all(statement))) == len(rows)
    times = [row.create_time for row in rows]
    assert times == sorted(times)
    assert {event.user for event in store.events()} == set(store.open_ids)


def test_a_month_is_renewed_a_day_before_it_ends(store):
    """The new period begins where the old one ends, by the calendar."""
    bought = store.subscribe("local_499_1M")
    assert bought.renewal_at_s == bought.end_time - DAY_S
    store.live(bought.end_time - DAY_S - bought.begin_time - 1)
    assert store.names() == ["create"]
    store.live(1)
    renewed = store.get(bought)
    assert store.names() == ["create", "renew"]
    first, second = store.payments(renewed)
    assert (first.kind, second.kind, second.trade_order_status) == ("create", "renew", "SUCCESS")
    assert first.end_time == second.begin_time == bought.end_time
    assert (renewed.end_time, renewed.trade_order_id) == (second.end_time, second.trade_order_id)
    assert (second.order_id, renewed.order_id) == (None, "sub-1")
    assert renewed.begin_time == bought.begin_time


def test_a_step_that_a_worker_has_taken_since_is_not_taken_again(store, shelf):
    """A list is read without locks: what it read may be older than what it catches up."""
    bought = store.subscribe("local_499_1M")
    store.live(bought.renewal_at_s - shelf.clock.now_s())
    seen = shelf.run(lambda tx: renewals.catch_up(tx, shelf.clock, shelf.bell, bought))
    assert (store.names(), len(store.payments(bought))) == (["create", "renew"], 2)
    assert seen == store.get(bought)


def test_a_failed_renewal_is_on_hold_with_rights_until_the_period_ends(store, shelf):
    """The hold begins a day before the end: the booleans then look like a cancelled one."""
    bought = store.subscribe("local_499_1M")
    store.do(renewals.hold, bought, is_at_renewal=True)
    store.live(bought.renewal_at_s - shelf.clock.now_s())
    held = store.get(bought)
    assert (held.state, held.failed_attempts) == ("onhold", 1)
    wire = held.wire(shelf.clock.now_s())
    assert (wire["is_subscription_rights_valid"], wire["is_renewal_normal"]) == (True, False)
    store.live(2 * DAY_S)
    held = store.get(bought)
    assert held.failed_attempts == 3
    wire = held.wire(shelf.clock.now_s())
    assert (wire["is_subscription_rights_valid"], wire["is_renewal_normal"]) == (False, False)
    assert store.names() == ["create", "onhold"]


def test_a_hold_ends_after_sixty_days(store):
    """What is never paid expires, at the time at which the hold was over."""
    bought = store.subscribe("local_499_1M")
    held = store.do(renewals.hold, bought)
    store.live(200 * DAY_S)
    last = store.events()[-1]
    assert (last.name, last.at_s) == ("expire", held.on_hold_since_s + 60 * DAY_S)
    assert store.names() == ["create", "onhold", "expire"]
    assert store.get(bought).end_time == bought.end_time


def test_recovering_in_time_goes_on_without_a_gap(store, shelf):
    """A payment that is mended before the end prolongs the period."""
    bought = store.subscribe("local_499_1M")
    store.do(renewals.hold, bought)
    back = store.do(renewals.recover, bought)
    assert (back.state, back.begin_time, back.periods) == ("active", bought.begin_time, 2)
    assert store.names() == ["create", "onhold", "renew"]


def test_recovering_late_begins_a_new_run(store, shelf):
    """After the end the next period begins when the payment succeeds."""
    bought = store.subscribe("local_499_1M")
    store.do(renewals.hold, bought, is_at_renewal=True)
    store.live(45 * DAY_S)
    back = store.do(renewals.recover, bought)
    assert (back.state, back.begin_time) == ("active", shelf.clock.now_s())
    assert (back.periods, back.failed_attempts, back.on_hold_since_s) == (1, 0, None)
    assert back.wire(shelf.clock.now_s())["is_subscription_rights_valid"]


def test_a_mended_payment_renews_as_if_nothing_had_been(store):
    """Recovering before the renewal only takes the failure back."""
    bought = store.subscribe("sandbox_499_1M")
    store.do(renewals.hold, bought, is_at_renewal=True)
    assert store.do(renewals.recover, bought).state == "active"
    store.live(300)
    assert store.names() == ["create", "renew"]


def test_a_cancelled_subscription_lasts_until_the_period_ends(store, shelf):
    """Cancelling keeps the rights and stops the renewal."""
    bought = store.subscribe("sandbox_499_1M")
    cancelled = store.do(renewals.cancel, bought)
    wire = cancelled.wire(shelf.clock.now_s())
    assert (wire["is_subscription_rights_valid"], wire["is_renewal_normal"]) == (True, False)
    assert "next_duduct_time" not in wire
    store.live(3_600)
    assert store.names() == ["create", "cancel", "expire"]
    assert store.events()[-1].at_s == bought.end_time


def test_cancelling_what_is_on_hold_without_rights_ends_it(store):
    """There is nothing left to wait for."""
    bought = store.subscribe("sandbox_499_1M")
    store.do(renewals.hold, bought, is_at_renewal=True)
    store.live(301)
    assert store.do(renewals.cancel, bought).state == "expired"
    assert store.names() == ["create", "onhold", "cancel", "expire"]


def test_a_reactivated_subscription_renews_again(store, shelf):
    """Reactivation costs nothing now and changes no period."""
    bought = store.subscribe("sandbox_499_1M")
    store.do(renewals.cancel, bought)
    shelf.turn(60)
    back = store.pay(store.reactivation(bought.subscription_id))
    assert (back.state, back.end_time, back.order_id) == ("active", bought.end_time, "sub-2")
    assert [(each.kind, each.price) for each in store.payments(back)] == [
        ("create", "4.99"),
        ("reactivate", "0"),
    ]
    store.live(300)
    assert store.names() == ["create", "cancel", "reactivate", "renew"]


@pytest.mark.parametrize(
    ("tier_id", "block_s", "lead_s"),
    [("sandbox_499_1M", 120, 10), ("local_499_1M", DAY_S, DAY_S)],
)
def test_reactivation_is_blocked_around_the_renewal(store, shelf, tier_id, block_s, lead_s):
    """Two minutes before the renewal in the sandbox, a day in production, until the end."""
    bought = store.subscribe(tier_id)
    store.do(renewals.cancel, bought)
    shelf.turn(bought.end_time - lead_s - block_s - shelf.clock.now_s())
    trade_order_id = store.reactivation(bought.subscription_id)
    shelf.turn(1)
    with pytest.raises(RenewalTooNear):
        store.reactivation(bought.subscription_id)
    with pytest.raises(RenewalTooNear):
        store.pay(trade_order_id)
    shelf.turn(bought.end_time - shelf.clock.now_s())
    for late in (
        lambda: store.reactivation(bought.subscription_id),
        lambda: store.pay(trade_order_id),
    ):
        with pytest.raises(SubscriptionNotFound):
            late()
    store.drain()
    assert store.names() == ["create", "cancel", "expire"]


def test_a_change_begins_the_longer_cycle_at_once(store, shelf):
    """The old payment's period ends early, and renewals follow the new tier."""
    bought = store.subscribe("sandbox_499_1M")
    shelf.turn(60)
    changed = store.do(subscriptions.change, bought, "sandbox_1347_3M")
    now_s = shelf.clock.now_s()
    assert (changed.tier_id, changed.end_time) == ("sandbox_1347_3M", now_s + 300)
    first, second = store.payments(changed)
    assert (first.actually_end_time, second.kind, second.price) == (now_s, "change", "13.47")
    assert store.names() == ["create", "change"]


def test_a_change_is_refused_where_the_page_says(store, shelf):
    """Not twice within an hour, not near the renewal, not to a cycle that is no longer."""
    bought = store.subscribe("local_199_1W")
    for tier_id, refusal in (
        ("nope", TierNotFound),
        ("local_199_1W", ParametersInvalid),
        ("sandbox_499_1M", SubscriptionStateWrong),
    ):
        with pytest.raises(refusal):
            store.do(subscriptions.change, bought, tier_id)
    store.do(subscriptions.change, bought, "local_499_1M")
    shelf.turn(3_599)
    with pytest.raises(ChangeUnfinished):
        store.do(subscriptions.change, bought, "local_949_2M")
    shelf.turn(1)
    changed = store.do(subscriptions.change, bought, "local_949_2M")
    shelf.turn(changed.end_time - 2 * DAY_S + 1 - shelf.clock.now_s())
    with pytest.raises(RenewalTooNear):
        store.do(subscriptions.change, bought, "local_4499_1Y")
    store.do(renewals.cancel, bought)
    with pytest.raises(SubscriptionStateWrong):
        store.do(subscriptions.change, bought, "local_4499_1Y")
    assert store.names() == ["create", "change", "change", "cancel"]


def test_an_ordered_change_is_looked_at_again_when_it_is_settled(store, shelf):
    """What was allowed when it was ordered may be over when it is paid."""
    bought = store.subscribe("local_499_1M")
    trade_order_ids = [
        store.do(subscriptions.order_change, bought, "local_4499_1Y") for _ in range(2)
    ]
    assert store.get(bought).tier_id == "local_499_1M"
    assert store.pay(trade_order_ids[0]).tier_id == "local_4499_1Y"
    with pytest.raises(ChangeUnfinished):
        store.pay(trade_order_ids[1])
    store.do(renewals.expire, bought)
    with pytest.raises(SubscriptionNotFound):
        store.pay(trade_order_ids[1])
    assert store.names() == ["create", "change", "expire"]


def test_refunding_the_latest_payment_ends_the_rights(store, shelf):
    """The order is REFUNDED, ended early, and the subscription expires."""
    bought = store.subscribe("sandbox_499_1M")
    store.live(320)
    over = store.do(renewals.refund, bought)
    now_s = shelf.clock.now_s()
    assert (over.state, over.end_time) == ("expired", now_s)
    first, second = store.payments(over)
    assert (first.trade_order_status, second.trade_order_status) == ("SUCCESS", "REFUNDED")
    assert second.actually_end_time == now_s
    assert store.names() == ["create", "renew", "expire"]
    with pytest.raises(SubscriptionStateWrong):
        store.do(renewals.refund, bought)


def test_refunding_an_earlier_payment_leaves_the_rights(store):
    """Only that payment changes; nobody else's and no open order can be refunded."""
    bought = store.subscribe("sandbox_499_1M")
    store.live(300)
    foreign = store.subscribe("sandbox_499_1M", user=1)
    kept = store.do(renewals.refund, bought, bought.trade_order_id)
    assert kept.state == "active"
    assert store.payments(kept)[0].trade_order_status == "REFUNDED"
    for other in (foreign.trade_order_id, "TOIDnone"):
        with pytest.raises(SubscriptionNotFound):
            store.do(renewals.refund, bought, other)


def test_a_refund_after_the_end_is_only_written_down(store):
    """What has expired does not expire again."""
    bought = store.subscribe("sandbox_499_1M")
    store.do(renewals.expire, bought)
    assert store.do(renewals.refund, bought).state == "expired"
    assert store.payments(bought)[0].trade_order_status == "REFUNDED"
    assert store.names() == ["create", "expire"]


def test_what_the_store_would_not_do_is_refused(store):
    """Each action names the states in which it works, and changes nothing otherwise."""
    bought = store.subscribe("sandbox_499_1M")
    with pytest.raises(SubscriptionStateWrong, match="hold"):
        store.do(renewals.recover, bought)
    store.do(renewals.cancel, bought)
    for verb in (renewals.cancel, renewals.hold, renewals.recover):
        with pytest.raises(SubscriptionStateWrong):
            store.do(verb, bought)
    store.do(renewals.expire, bought)
    for verb in (renewals.cancel, renewals.hold, renewals.recover, renewals.expire):
        with pytest.raises(SubscriptionStateWrong):
            store.do(verb, bought)
    with pytest.raises(SubscriptionNotFound):
        store.do(renewals.expire, SimpleNamespace(subscription_id="SUB_none"))


def test_after_the_last_sandbox_renewal_no_payment_can_fail(store):
    """A hold needs a renewal ahead."""
    bought = store.subscribe("sandbox_499_1M")
    store.live(3_600)
    with pytest.raises(SubscriptionStateWrong, match="last time"):
        store.do(renewals.hold, bought)


def test_the_sandbox_holds_for_ten_minutes_and_tries_every_minute(store):
    """A hold can be seen through while one waits."""
    bought = store.subscribe("sandbox_499_1M")
    held = store.do(renewals.hold, bought)
    store.live(599)
    assert store.get(bought).failed_attempts == 10
    store.live(1)
    assert store.events()[-1].at_s == held.on_hold_since_s + 600
    assert store.names() == ["create", "onhold", "expire"]


def test_a_question_is_answered_by_the_clock_even_before_the_worker(store, shelf):
    """Reading a subscription catches it up, so no answer is older than the clock."""
    bought = store.subscribe("sandbox_499_1M")
    shelf.turn(700)
    assert store.get(bought).renewals == 2
    assert store.names() == ["create", "renew", "renew"]
    store.drain()
    assert store.names() == ["create", "renew", "renew"]
    assert shelf.run(agenda_queries.count) == 1


def test_work_for_what_is_gone_is_forgotten(store, shelf):
    """Agenda work about nothing, or about what has expired, ends quietly."""
    bought = store.subscribe("sandbox_499_1M")
    store.do(renewals.expire, bought)

    def orphan(tx):
        for key in ("SUB_none", bought.subscription_id):
            now_s = shelf.clock.now_s()
            agenda.schedule(tx, shelf.bell, due_at_s=now_s, kind=renewals.STEP, key=key)

    shelf.run(orphan)
    store.drain()
    assert shelf.run(agenda_queries.count) == 0
    assert store.names() == ["create", "expire"]


def test_one_subscription_at_a_time_and_each_order_once(store):
    """A second order may be made while none is paid; only one of them can be."""
    first, second = store.order("sandbox_499_1M"), store.order("sandbox_699_1M")
    store.pay(first)
    with pytest.raises(OrderNotOpen):
        store.pay(first)
    with pytest.raises(SubscriptionActive):
        store.pay(second)
    assert store.names() == ["create"]


def test_after_expiry_a_new_subscription_begins(store):
    """The old one stays what it was."""
    old = store.subscribe("sandbox_499_1M")
    store.do(renewals.expire, old)
    new = store.subscribe("sandbox_499_1M")
    assert new.subscription_id != old.subscription_id
    assert (store.get(old).state, store.get(new).state) == ("expired", "active")
