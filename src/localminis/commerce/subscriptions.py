"""Subscriptions as developers meet them: orders to create, reactivate or change one, and questions.

What the store and the clock do afterwards is in `renewals.py`. Every verb catches up with the clock
first. Source: contract server-api §6.
"""

from localminis.agenda.agenda import Bell
from localminis.clock import Clock, written
from localminis.commerce import renewals, subscription_tiers
from localminis.commerce.model import (
    ChangeUnfinished,
    OrderIdTaken,
    OrderNotFound,
    OrderNotOpen,
    ParametersInvalid,
    PaymentNotEnabled,
    RenewalTooNear,
    Subscription,
    SubscriptionActive,
    SubscriptionCancelled,
    SubscriptionNotFound,
    SubscriptionOnHold,
    SubscriptionOrder,
    SubscriptionOrderInfo,
    SubscriptionOrderKind,
    SubscriptionStateWrong,
    SubscriptionTier,
)
from localminis.commerce.queries import subscriptions as queries
from localminis.ids import AppId, TradeOrderId, UserId, new_row_id, new_trade_order_id
from localminis.spec import limits
from localminis.spec import subscriptions as spec
from localminis.store.transaction import Tx


def create(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    app_id: AppId,
    user_id: UserId,
    tier_id: str,
    order_info: SubscriptionOrderInfo,
    *,
    region: str,
    is_payment_enabled: bool,
) -> TradeOrderId:
    """Create an open order for a new subscription; a sandbox tier makes it a sandbox one.

    Args:
        region: the user's, for the price.

    Raises:
        PaymentNotEnabled: the app has no payment capability; nothing is written.
        TierNotFound: no such tier; nothing is written.
        ParametersInvalid: a value outside the limits; nothing is written.
        SubscriptionActive, SubscriptionCancelled, SubscriptionOnHold: the user has a subscription
            that is not over; nothing is written.
        OrderIdTaken: the app used this order id for a subscription before; nothing is written.

    Source: contract server-api §6.1. That Beans orders have order ids of their own is assumed.
    """
    _require_payment(is_payment_enabled=is_payment_enabled)
    tier = subscription_tiers.offered(tier_id, region, subscription_tiers.skus(tx))
    _check(order_info)
    _require_none(_live(tx, clock, bell, app_id, user_id))
    return _insert(tx, clock, app_id, user_id, tier, tier.price, order_info, kind="create")


def reactivate(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    app_id: AppId,
    user_id: UserId,
    subscription_id: str,
    order_info: SubscriptionOrderInfo,
    *,
    is_payment_enabled: bool,
) -> TradeOrderId:
    """Create an open order that switches a cancelled subscription's renewal on again.

    Nothing is paid before the next renewal, so the order costs nothing (assumed).

    Raises:
        PaymentNotEnabled: the app has no payment capability; nothing is written.
        ParametersInvalid: a value outside the limits; nothing is written.
        SubscriptionNotFound: unknown, another's, or over; nothing is written.
        SubscriptionActive, SubscriptionOnHold: it is not cancelled; nothing is written.
        RenewalTooNear: a day before renewal, two minutes in the sandbox; nothing is written.
        OrderIdTaken: the app used this order id for a subscription before; nothing is written.
    """
    _require_payment(is_payment_enabled=is_payment_enabled)
    _check(order_info)
    live = _live(tx, clock, bell, app_id, user_id)
    if live is None or live.subscription_id != subscription_id:
        raise SubscriptionNotFound(
            f"No subscription {subscription_id!r} of this app and this user can be reactivated. "
            "One that is over needs a new create."
        )
    _require_reactivatable(live, clock.now_s())
    tier = subscription_tiers.get(live.tier_id, live.region, subscription_tiers.skus(tx))
    return _insert(tx, clock, app_id, user_id, tier, "0", order_info, kind="reactivate", of=live)


def pay(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    app_id: AppId,
    payer: UserId,
    trade_order_id: str,
    *,
    region: str = "US",
) -> Subscription:
    """Settle an open subscription order in the store, exactly once, and record the event.

    What held when the order was made is looked at again.

    Raises:
        OrderNotFound: unknown, or another app's or user's; nothing is written.
        OrderNotOpen: paid before; nothing is written.
        SubscriptionActive, SubscriptionCancelled, SubscriptionOnHold, SubscriptionNotFound,
        SubscriptionStateWrong, ChangeUnfinished, RenewalTooNear: the subscription has moved on
            since; nothing is written.
    """
    order = _open_order(tx, app_id, payer, trade_order_id)
    live = _live(tx, clock, bell, app_id, payer)
    now_s = clock.now_s()
    if order.kind == "create":
        _require_none(live)
        return renewals.start(tx, clock, bell, order, region=region)
    if live is None or live.subscription_id != order.subscription_id:
        raise SubscriptionNotFound(
            f"The subscription of the order {trade_order_id} is over. Create a new one."
        )
    if order.kind == "change":
        tier = subscription_tiers.get(order.tier_id, live.region, subscription_tiers.skus(tx))
        _require_changeable(tx, live, tier, now_s)
        return renewals.change(tx, bell, live, order, now_s=now_s)
    _require_reactivatable(live, now_s)
    return renewals.reactivate(tx, bell, live, order, now_s=now_s)


def quote(
    tx: Tx, app_id: AppId, payer: UserId, trade_order_id: str, region: str = "US"
) -> tuple[SubscriptionOrder, SubscriptionTier]:
    """Return an open order and its tier, for the store's panel.

    Raises:
        OrderNotFound: unknown, or another app's or user's.
        OrderNotOpen: it has been paid.
    """
    order = _open_order(tx, app_id, payer, trade_order_id)
    return order, subscription_tiers.get(order.tier_id, region, subscription_tiers.skus(tx))


def order_change(
    tx: Tx, clock: Clock, bell: Bell, subscription_id: str, tier_id: str
) -> TradeOrderId:
    """Create an open order for a change to a tier with a longer cycle.

    How a developer's server would order one is unknown, so the platform's owner does; the page's
    `changeSubscription` takes the id. The developer's own order id is made up.

    Raises:
        SubscriptionNotFound: unknown.
        TierNotFound: no such tier; nothing is written.
        SubscriptionStateWrong: not active, or over to or from the sandbox; nothing is written.
        ChangeUnfinished: less than an hour after the previous change; nothing is written.
        RenewalTooNear: a day before renewal, two minutes in the sandbox; nothing is written.
        ParametersInvalid: the tier's cycle is not longer; nothing is written.

    Source: contract server-api §6.2.
    """
    found = renewals.get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    now_s = clock.now_s()
    tier = subscription_tiers.offered(tier_id, found.region, subscription_tiers.skus(tx))
    _require_changeable(tx, found, tier, now_s)
    trade_order_id, order_id = new_trade_order_id(), new_row_id("change")
    renewals.insert_order(
        tx, found, tier, "change", trade_order_id=trade_order_id, now_s=now_s, order_id=order_id
    )
    return trade_order_id


def change(tx: Tx, clock: Clock, bell: Bell, subscription_id: str, tier_id: str) -> Subscription:
    """Let the user change to a tier with a longer cycle, in the store, at once.

    Raises:
        The same as `order_change`; nothing is written.
    """
    trade_order_id = order_change(tx, clock, bell, subscription_id, tier_id)
    found = renewals.get(tx, clock, bell, subscription_id)
    clock = clock.of(found.clock_id)
    return pay(tx, clock, bell, found.app_id, found.user_id, trade_order_id)


def active_list(
    tx: Tx, clock: Clock, bell: Bell, app_id: AppId, user_id: UserId
) -> list[Subscription]:
    """Return the user's subscription that is not over, or nothing.

    Source: contract server-api §6.1: an empty list means none.
    """
    live = _live(tx, clock, bell, app_id, user_id)
    return [] if live is None else [live]


def of_order(
    tx: Tx, clock: Clock, bell: Bell, app_id: AppId, user_id: UserId, trade_order_id: str
) -> Subscription:
    """Return the subscription that an order belongs to.

    Raises:
        OrderNotFound: unknown, another's, or not paid yet (assumed).
    """
    found = order(tx, clock, bell, app_id, user_id, trade_order_id)
    if found.subscription_id is None:
        raise OrderNotFound(
            f"The order {trade_order_id!r} has not been paid, so no subscription belongs to it yet."
        )
    return renewals.get(tx, clock, bell, found.subscription_id)


def order(
    tx: Tx, clock: Clock, bell: Bell, app_id: AppId, user_id: UserId, trade_order_id: str
) -> SubscriptionOrder:
    """Return a subscription order of this app and this user.

    Raises:
        OrderNotFound: unknown, or another app's or user's.
    """
    _live(tx, clock, bell, app_id, user_id)
    return _own_order(tx, app_id, user_id, trade_order_id)


def find_order(tx: Tx, trade_order_id: str) -> SubscriptionOrder:
    """Return a subscription order of any app, for the platform's owner.

    Raises:
        OrderNotFound: unknown.
    """
    found = queries.subscription_order(tx, trade_order_id)
    if found is None:
        raise OrderNotFound(
            f"No subscription order has the id {trade_order_id!r}. The backend's call "
            "subscription/create makes one; an order of Beans is paid with `localminis order pay`."
        )
    return found


def is_known(tx: Tx, app_id: AppId, any_id: str) -> bool:
    """Return whether an app has a subscription, or an order of one, by any of their ids."""
    return queries.is_any_id_known(tx, app_id, any_id)


def orders_of(tx: Tx, subscription: Subscription) -> list[SubscriptionOrder]:
    """Return every payment of a subscription, in order."""
    return queries.subscription_orders_of(tx, subscription.subscription_id)


def listing(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    *,
    app_id: AppId | None = None,
    user_id: UserId | None = None,
    limit: int = 50,
    before: str | None = None,
    state: str | None = None,
) -> list[Subscription]:
    """Return subscriptions, the newest first.

    Args:
        before: the id of the one after which the list goes on.
        state: only those that were last seen in this state.
    """
    found = queries.latest_subscriptions(
        tx, app_id=app_id, user_id=user_id, limit=limit, before=before, state=state
    )
    return [renewals.catch_up(tx, clock, bell, each) for each in found]


def _live(tx: Tx, clock: Clock, bell: Bell, app_id: AppId, user_id: UserId) -> Subscription | None:
    found = queries.live_subscription(tx, app_id, user_id)
    if found is None:
        return None
    found = renewals.catch_up(tx, clock, bell, found)
    return None if found.state == "expired" else found


def _own_order(tx: Tx, app_id: AppId, user_id: UserId, trade_order_id: str) -> SubscriptionOrder:
    found = queries.subscription_order(tx, trade_order_id)
    if found is None or found.app_id != app_id or found.user_id != user_id:
        raise OrderNotFound(
            f"No subscription order {trade_order_id!r} exists for this app and this user. "
            "Check the client key, the trade_order_id and whose access token is used."
        )
    return found


def _open_order(tx: Tx, app_id: AppId, payer: UserId, trade_order_id: str) -> SubscriptionOrder:
    found = _own_order(tx, app_id, payer, trade_order_id)
    if found.trade_order_status != "PENDING":
        raise OrderNotOpen(
            f"The order {trade_order_id} has been paid. Create a new order for a new payment."
        )
    return found


def _insert(
    tx: Tx,
    clock: Clock,
    app_id: AppId,
    user_id: UserId,
    tier: SubscriptionTier,
    price: str,
    order_info: SubscriptionOrderInfo,
    *,
    kind: SubscriptionOrderKind,
    of: Subscription | None = None,
) -> TradeOrderId:
    if queries.is_subscription_order_id_taken(tx, app_id, order_info.order_id):
        raise OrderIdTaken(
            f"The order_id {order_info.order_id!r} is already used in this app. Send a new one."
        )
    trade_order_id = new_trade_order_id()
    queries.insert_subscription_order(
        tx,
        trade_order_id=trade_order_id,
        app_id=app_id,
        user_id=user_id,
        subscription_id=None if of is None else of.subscription_id,
        kind=kind,
        order_id=order_info.order_id,
        tier_id=tier.tier_id,
        product_name=order_info.product_name,
        order_url=order_info.order_url,
        order_detail=order_info.order_detail,
        trade_order_status="PENDING",
        price=price,
        currency=tier.currency,
        is_sandbox=int(tier.is_sandbox),
        created_at_s=clock.now_s(),
    )
    return trade_order_id


def _require_payment(*, is_payment_enabled: bool) -> None:
    if not is_payment_enabled:
        raise PaymentNotEnabled(
            "Payment is not enabled for this app. `localminis app set KEY --payment on` enables it."
        )


def _require_none(live: Subscription | None) -> None:
    if live is None:
        return
    if live.state == "active":
        raise SubscriptionActive("The user has an active subscription. Create none beside it.")
    if live.state == "cancel":
        raise SubscriptionCancelled(
            f"The user's subscription is cancelled and lasts until {written(live.end_time)}. "
            f"Reactivate {live.subscription_id} instead."
        )
    raise SubscriptionOnHold(
        "The user's subscription is on hold. The user has to mend the payment in the store first."
    )


def _require_reactivatable(live: Subscription, now_s: int) -> None:
    if live.state == "active":
        raise SubscriptionActive(
            f"The subscription {live.subscription_id} is active and renews on its own. Only a "
            "cancelled one can be reactivated."
        )
    if live.state != "cancel":
        _require_none(live)
    _require_far_from_renewal(live, now_s)


def _require_changeable(tx: Tx, found: Subscription, tier: SubscriptionTier, now_s: int) -> None:
    if found.state != "active" or found.is_sandbox != tier.is_sandbox:
        raise SubscriptionStateWrong(
            f"The subscription {found.subscription_id} is {found.state} on {found.tier_id} and "
            f"cannot change to {tier.tier_id}. An active one can, within sandbox or production."
        )
    if found.changed_at_s is not None and now_s < found.changed_at_s + spec.CHANGE_PAUSE_S:
        raise ChangeUnfinished(
            "The previous change of tier is less than an hour old. Wait, or advance the clock."
        )
    _require_far_from_renewal(found, now_s)
    present = subscription_tiers.get(found.tier_id, found.region, subscription_tiers.skus(tx))
    if not subscription_tiers.is_longer(tier, present):
        raise ParametersInvalid(
            f"The cycle of {tier.tier_id} ({tier.deduct_cycle}) is not longer than that of "
            f"{present.tier_id} ({present.deduct_cycle}). A change goes to a longer one."
        )


def _require_far_from_renewal(live: Subscription, now_s: int) -> None:
    if live.is_renewal_near(now_s):
        raise RenewalTooNear(
            f"The subscription's renewal at {written(live.renewal_at_s)} is too near. "
            "Try again once it is over."
        )


def _check(order_info: SubscriptionOrderInfo) -> None:
    for name, length_max in (
        ("order_id", limits.ORDER_ID_MAX),
        ("product_name", limits.PRODUCT_NAME_MAX),
    ):
        value = getattr(order_info, name)
        if not value.strip() or len(value) > length_max or "\x00" in value:
            raise ParametersInvalid(
                f"order_info.{name} is empty, holds a NUL, or is longer than {length_max} "
                "characters.",
                field=f"order_info.{name}",
            )
    for name in ("order_url", "order_detail"):
        value = getattr(order_info, name)
        if value is not None and (len(value) > limits.ORDER_TEXT_MAX or "\x00" in value):
            raise ParametersInvalid(
                f"order_info.{name} holds a NUL, or is longer than {limits.ORDER_TEXT_MAX} "
                "characters.",
                field=f"order_info.{name}",
            )
