"""The life of a subscription: what the store and the clock do to it.

Start, renewal a day before expiry, failed payment and hold, expiry, cancel, change, refund. After a
jump of the clock one step is taken after the other, each stamped with the time at which it was due.
Source: contract server-api §6.2, §6.3.
"""

from dataclasses import replace
from typing import Final

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.clock import Clock
from localminis.commerce import subscription_tiers
from localminis.commerce.model import (
    Subscription,
    SubscriptionId,
    SubscriptionNotFound,
    SubscriptionOrder,
    SubscriptionOrderKind,
    SubscriptionStateWrong,
    SubscriptionTier,
)
from localminis.commerce.queries import subscriptions as queries
from localminis.commerce.queries import users as user_queries
from localminis.ids import TradeOrderId, new_row_id, new_trade_order_id
from localminis.spec import subscriptions as spec
from localminis.spec.events import SubscriptionEvent
from localminis.store.transaction import Tx
from localminis.webhooks import events

# The kind of agenda work that takes a subscription's next step; its key is the subscription's id.
STEP: Final = "subscription.step"


def run_due(tx: Tx, clock: Clock, bell: Bell, work: Work) -> None:
    """Take the step that has been due for longest, of whichever subscription.

    The agenda's work of the kind `STEP`. Which subscription rang does not matter: several that fell
    due by one turn of their clock live on together, in the order of their due times. One step each
    time, so that its webhook can leave before the next one's.
    """
    now_s = clock.of(work.clock_id).now_s()
    due = queries.due_subscription(tx, now_s, clock_id=work.clock_id)
    if due is not None:
        _step(tx, bell, due)
    rang = queries.subscription(tx, work.key)
    if rang is None or rang.next_step_at_s is None:
        agenda.finish(tx, work)
    else:
        agenda.schedule(
            tx,
            bell,
            due_at_s=rang.next_step_at_s,
            kind=STEP,
            key=work.key,
            clock_id=work.clock_id,
        )


def catch_up(tx: Tx, clock: Clock, bell: Bell, subscription: Subscription) -> Subscription:
    """Take the due steps of one subscription, so that no answer is older than its clock."""
    now_s = clock.of(subscription.clock_id).now_s()
    if subscription.next_step_at_s is not None and subscription.next_step_at_s <= now_s:
        # A list is read without locks, and a worker may have taken the step since.
        held = queries.subscription(tx, subscription.subscription_id)
        assert held is not None
        subscription = held
    while subscription.next_step_at_s is not None and subscription.next_step_at_s <= now_s:
        subscription = _step(tx, bell, subscription)
    return subscription


def get(tx: Tx, clock: Clock, bell: Bell, subscription_id: str) -> Subscription:
    """Return a subscription of any app, caught up with the clock.

    Raises:
        SubscriptionNotFound: unknown.
    """
    found = queries.subscription(tx, subscription_id)
    if found is None:
        raise SubscriptionNotFound(
            f"No subscription has the id {subscription_id!r}. "
            "`localminis subscription list` shows the newest."
        )
    return catch_up(tx, clock, bell, found)


def start(
    tx: Tx, clock: Clock, bell: Bell, order: SubscriptionOrder, *, region: str
) -> Subscription:
    """Begin a subscription with its first paid order."""
    tier = subscription_tiers.get(order.tier_id, region, subscription_tiers.skus(tx))
    assert order.order_id is not None
    now_s = clock.now_s()
    end_time = subscription_tiers.period_end_s(tier, now_s, 1)
    new = Subscription(
        subscription_id=SubscriptionId(new_row_id("SUB")),
        app_id=order.app_id,
        user_id=order.user_id,
        region=region,
        tier_id=tier.tier_id,
        order_id=order.order_id,
        trade_order_id=order.trade_order_id,
        state="active",
        pay_type="IAP",
        is_sandbox=tier.is_sandbox,
        begin_time=now_s,
        end_time=end_time,
        anchor_s=now_s,
        periods=1,
        renewals=0,
        is_payment_failing=False,
        on_hold_since_s=None,
        failed_attempts=0,
        changed_at_s=None,
        next_step_at_s=None,
        created_at_s=now_s,
        clock_id=clock.id,
    )
    queries.insert_subscription(tx, new)
    _settle_order(tx, order.trade_order_id, new, begin_time=now_s, now_s=now_s)
    return _save(tx, bell, new, "create", now_s=now_s)


def reactivate(
    tx: Tx, bell: Bell, subscription: Subscription, order: SubscriptionOrder, *, now_s: int
) -> Subscription:
    """Switch the renewal of a cancelled subscription on again; the period stays what it is."""
    assert order.order_id is not None
    changed = replace(
        subscription,
        state="active",
        order_id=order.order_id,
        trade_order_id=order.trade_order_id,
    )
    _settle_order(tx, order.trade_order_id, changed, begin_time=now_s, now_s=now_s)
    return _save(tx, bell, changed, "reactivate", now_s=now_s)


def change(
    tx: Tx, bell: Bell, subscription: Subscription, order: SubscriptionOrder, *, now_s: int
) -> Subscription:
    """Go over to another tier at once: its first period begins now (assumed)."""
    assert order.order_id is not None
    tier = subscription_tiers.get(order.tier_id, subscription.region, subscription_tiers.skus(tx))
    queries.update_subscription_order(tx, subscription.trade_order_id, actually_end_time=now_s)
    changed = replace(
        subscription,
        tier_id=tier.tier_id,
        order_id=order.order_id,
        trade_order_id=order.trade_order_id,
        anchor_s=now_s,
        periods=1,
        end_time=subscription_tiers.period_end_s(tier, now_s, 1),
        changed_at_s=now_s,
    )
    _settle_order(tx, order.trade_order_id, changed, begin_time=now_s, now_s=now_s)
    return _save(tx, bell, changed, "change", now_s=now_s)


def cancel(tx: Tx, clock: Clock, bell: Bell, subscription_id: str) -> Subscription:
    """Cancel in the store: the rights last until the period ends, and nothing renews.

    Raises:
        SubscriptionNotFound: unknown.
        SubscriptionStateWrong: neither active nor on hold; nothing is written.
    """
    found = get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    _require_state(found, "active", "onhold")
    cancelled = replace(found, state="cancel", on_hold_since_s=None, failed_attempts=0)
    saved = _save(tx, bell, cancelled, "cancel", now_s=clock.now_s())
    return catch_up(tx, clock, bell, saved)


def hold(
    tx: Tx, clock: Clock, bell: Bell, subscription_id: str, *, is_at_renewal: bool = False
) -> Subscription:
    """Let the store's payments fail: at once, or from the next renewal on.

    Args:
        is_at_renewal: whether to wait for the renewal instead of failing one now.

    Raises:
        SubscriptionNotFound: unknown.
        SubscriptionStateWrong: not active, or nothing is left to renew; nothing is written.
    """
    found = get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    _require_state(found, "active")
    if not found.has_renewal_ahead:
        raise SubscriptionStateWrong(
            f"The subscription {subscription_id} has been renewed for the last time, "
            "so no payment can fail. Create a new one."
        )
    failing = replace(found, is_payment_failing=True)
    if is_at_renewal:
        return _save(tx, bell, failing, None, now_s=clock.now_s())
    return _fail(tx, bell, failing, now_s=clock.now_s())


def recover(tx: Tx, clock: Clock, bell: Bell, subscription_id: str) -> Subscription:
    """Let the store's payments succeed again; what is on hold is renewed at once.

    Raises:
        SubscriptionNotFound: unknown.
        SubscriptionStateWrong: no payment is failing; nothing is written.
    """
    found = get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    if not found.is_payment_failing or found.state not in {"active", "onhold"}:
        raise SubscriptionStateWrong(
            f"No payment of the subscription {subscription_id} is failing. "
            "`localminis subscription hold` makes one fail."
        )
    mended = replace(found, is_payment_failing=False)
    if mended.state == "active":
        return _save(tx, bell, mended, None, now_s=clock.now_s())
    return _renew(tx, bell, mended, now_s=clock.now_s())


def expire(tx: Tx, clock: Clock, bell: Bell, subscription_id: str) -> Subscription:
    """End a subscription now, whatever is paid.

    Raises:
        SubscriptionNotFound: unknown.
        SubscriptionStateWrong: it has expired before; nothing is written.
    """
    found = get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    _require_state(found, "active", "cancel", "onhold")
    return _expire(tx, bell, found, now_s=clock.now_s())


def refund(
    tx: Tx, clock: Clock, bell: Bell, subscription_id: str, trade_order_id: str | None = None
) -> Subscription:
    """Refund one payment in the store; the rights end when it is the latest one.

    That refunding an earlier payment leaves the rights alone is assumed.

    Args:
        trade_order_id: the payment; the latest when not given.

    Raises:
        SubscriptionNotFound: unknown, or the payment is not one of it.
        SubscriptionStateWrong: the payment has been refunded before; nothing is written.
    """
    found = get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    order = queries.subscription_order(tx, trade_order_id or found.trade_order_id)
    if order is None or order.subscription_id != found.subscription_id:
        raise SubscriptionNotFound(
            f"The order {trade_order_id!r} is not one of the subscription {subscription_id}. "
            "`localminis subscription show` lists its orders."
        )
    if order.trade_order_status == "REFUNDED":
        raise SubscriptionStateWrong(f"The order {order.trade_order_id} has been refunded before.")
    queries.update_subscription_order(tx, order.trade_order_id, trade_order_status="REFUNDED")
    if order.trade_order_id != found.trade_order_id or found.state == "expired":
        return found
    return _expire(tx, bell, found, now_s=clock.now_s())


def _step(tx: Tx, bell: Bell, subscription: Subscription) -> Subscription:
    """Take the next step, at the time at which it was due."""
    now_s = subscription.next_step_at_s
    assert now_s is not None
    if subscription.state == "onhold":
        if now_s >= _hold_ends_s(subscription):
            return _expire(tx, bell, subscription, now_s=now_s)
    elif subscription.state == "cancel" or not subscription.has_renewal_ahead:
        return _expire(tx, bell, subscription, now_s=now_s)
    if subscription.is_payment_failing:
        return _fail(tx, bell, subscription, now_s=now_s)
    return _renew(tx, bell, subscription, now_s=now_s)


def _renew(tx: Tx, bell: Bell, subscription: Subscription, *, now_s: int) -> Subscription:
    tier = subscription_tiers.get(
        subscription.tier_id, subscription.region, subscription_tiers.skus(tx)
    )
    is_seamless = now_s <= subscription.end_time
    anchor_s = subscription.anchor_s if is_seamless else now_s
    periods = subscription.periods + 1 if is_seamless else 1
    paid = replace(
        subscription,
        state="active",
        trade_order_id=new_trade_order_id(),
        begin_time=subscription.begin_time if is_seamless else now_s,
        end_time=subscription_tiers.period_end_s(tier, anchor_s, periods),
        anchor_s=anchor_s,
        periods=periods,
        renewals=subscription.renewals + 1,
        on_hold_since_s=None,
        failed_attempts=0,
    )
    insert_order(tx, paid, tier, "renew", trade_order_id=paid.trade_order_id, now_s=now_s)
    begin_time = subscription.end_time if is_seamless else now_s
    _settle_order(tx, paid.trade_order_id, paid, begin_time=begin_time, now_s=now_s)
    return _save(tx, bell, paid, "renew", now_s=now_s)


def _fail(tx: Tx, bell: Bell, subscription: Subscription, *, now_s: int) -> Subscription:
    """Note a payment that failed; the first failure puts the subscription on hold."""
    is_first = subscription.state != "onhold"
    failed = replace(
        subscription,
        state="onhold",
        on_hold_since_s=now_s if is_first else subscription.on_hold_since_s,
        failed_attempts=subscription.failed_attempts + 1,
    )
    return _save(tx, bell, failed, "onhold" if is_first else None, now_s=now_s)


def _expire(tx: Tx, bell: Bell, subscription: Subscription, *, now_s: int) -> Subscription:
    if now_s < subscription.end_time:
        queries.update_subscription_order(tx, subscription.trade_order_id, actually_end_time=now_s)
    over = replace(subscription, state="expired", end_time=min(subscription.end_time, now_s))
    return _save(tx, bell, over, "expire", now_s=now_s)


def insert_order(
    tx: Tx,
    subscription: Subscription,
    tier: SubscriptionTier,
    kind: SubscriptionOrderKind,
    *,
    trade_order_id: TradeOrderId,
    now_s: int,
    order_id: str | None = None,
) -> None:
    """Store an order that the store itself makes: a renewal, or a change."""
    queries.insert_subscription_order(
        tx,
        trade_order_id=trade_order_id,
        app_id=subscription.app_id,
        user_id=subscription.user_id,
        subscription_id=subscription.subscription_id,
        kind=kind,
        order_id=order_id,
        tier_id=tier.tier_id,
        product_name=tier.tier_id,
        trade_order_status="PENDING",
        price=tier.price,
        currency=tier.currency,
        is_sandbox=int(tier.is_sandbox),
        created_at_s=now_s,
    )


def _settle_order(
    tx: Tx, trade_order_id: str, subscription: Subscription, *, begin_time: int, now_s: int
) -> None:
    queries.update_subscription_order(
        tx,
        trade_order_id,
        subscription_id=subscription.subscription_id,
        trade_order_status="SUCCESS",
        begin_time=begin_time,
        end_time=subscription.end_time,
        paid_at_s=now_s,
    )


def _save(
    tx: Tx, bell: Bell, subscription: Subscription, event: SubscriptionEvent | None, *, now_s: int
) -> Subscription:
    """Store a subscription, put its next step on the agenda and record what has happened."""
    next_step_at_s = _next_step_at_s(subscription, now_s)
    saved = replace(subscription, next_step_at_s=next_step_at_s)
    queries.save_subscription(tx, saved)
    key = saved.subscription_id
    if next_step_at_s is None:
        agenda.finish(tx, Work(STEP, key, now_s))
    else:
        agenda.schedule(
            tx, bell, due_at_s=next_step_at_s, kind=STEP, key=key, clock_id=saved.clock_id
        )
    if event is not None:
        events.record_subscription(
            tx,
            bell,
            event,
            {**saved.wire(now_s), "order_id": saved.order_id},
            app_id=saved.app_id,
            open_id=user_queries.open_id(tx, saved.app_id, saved.user_id),
            now_s=now_s,
        )
    return saved


def _next_step_at_s(subscription: Subscription, now_s: int) -> int | None:
    if subscription.state == "expired":
        return None
    if subscription.state == "onhold":
        every_s = spec.SANDBOX_RETRY_EVERY_S if subscription.is_sandbox else spec.RETRY_EVERY_S
        return min(now_s + every_s, _hold_ends_s(subscription))
    if subscription.state == "active" and subscription.has_renewal_ahead:
        return subscription.renewal_at_s
    return max(subscription.end_time, now_s)


def _hold_ends_s(subscription: Subscription) -> int:
    assert subscription.on_hold_since_s is not None
    longest_s = spec.SANDBOX_HOLD_MAX_S if subscription.is_sandbox else spec.HOLD_MAX_S
    return subscription.on_hold_since_s + longest_s


def _require_state(subscription: Subscription, *states: str) -> None:
    if subscription.state not in states:
        raise SubscriptionStateWrong(
            f"The subscription {subscription.subscription_id} is {subscription.state}; "
            f"this works while it is {' or '.join(states)}."
        )
