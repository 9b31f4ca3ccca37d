"""SQL of subscriptions and their orders."""

from typing import Any, Final

from sqlalchemy import Row, insert, or_, select, update

from localminis.commerce.model import Subscription, SubscriptionOrder
from localminis.ids import AppId, UserId
from localminis.store.tables.commerce import subscription_orders, subscriptions
from localminis.store.tables.identity import apps
from localminis.store.transaction import Tx

_SUBSCRIPTION_FLAGS: Final = ("is_sandbox", "is_payment_failing")
_SUBSCRIPTIONS: Final = select(subscriptions, apps.c.clock_id).join(
    apps, apps.c.id == subscriptions.c.app_id
)


def _subscription(row: Row[Any]) -> Subscription:
    values = {name: getattr(row, name) for name in Subscription.__dataclass_fields__}
    return Subscription(**{**values, **{name: bool(values[name]) for name in _SUBSCRIPTION_FLAGS}})


def insert_subscription(tx: Tx, new: Subscription) -> None:
    """Store a new subscription."""
    tx.execute(insert(subscriptions).values(**_columns(new)))


def save_subscription(tx: Tx, changed: Subscription) -> None:
    """Store what has changed of a subscription."""
    tx.execute(
        update(subscriptions)
        .where(subscriptions.c.subscription_id == changed.subscription_id)
        .values(**_columns(changed))
    )


def _columns(of: Subscription) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in Subscription.__dataclass_fields__}
    del values["clock_id"]  # its app's
    return {**values, **{name: int(values[name]) for name in _SUBSCRIPTION_FLAGS}}


def subscription(tx: Tx, subscription_id: str) -> Subscription | None:
    """Find a subscription and hold it until the transaction ends."""
    row = tx.first(
        _SUBSCRIPTIONS.where(subscriptions.c.subscription_id == subscription_id).with_for_update(
            of=subscriptions
        )
    )
    return _subscription(row) if row else None


def live_subscription(tx: Tx, app_id: AppId, user_id: UserId) -> Subscription | None:
    """Find the one that has not expired, and hold it until the transaction ends."""
    row = tx.first(
        _SUBSCRIPTIONS.where(
            subscriptions.c.app_id == app_id,
            subscriptions.c.user_id == user_id,
            subscriptions.c.state != "expired",
        ).with_for_update(of=subscriptions)
    )
    return _subscription(row) if row else None


def due_subscription(tx: Tx, now_s: int, *, clock_id: str) -> Subscription | None:
    """Find the one whose next step has been due on a clock for longest, and hold it."""
    row = tx.first(
        _SUBSCRIPTIONS.where(subscriptions.c.next_step_at_s <= now_s, apps.c.clock_id == clock_id)
        .order_by(subscriptions.c.next_step_at_s, subscriptions.c.number)
        .limit(1)
        .with_for_update(of=subscriptions)
    )
    return _subscription(row) if row else None


def due_subscriptions(tx: Tx, now_s: int, *, clock_id: str, limit: int) -> list[Subscription]:
    """Return those whose next step is due on a clock, the longest due first."""
    rows = tx.all(
        _SUBSCRIPTIONS.where(subscriptions.c.next_step_at_s <= now_s, apps.c.clock_id == clock_id)
        .order_by(subscriptions.c.next_step_at_s, subscriptions.c.number)
        .limit(limit)
    )
    return [_subscription(row) for row in rows]


def latest_subscriptions(
    tx: Tx,
    *,
    app_id: AppId | None,
    user_id: UserId | None,
    limit: int,
    before: str | None = None,
    state: str | None = None,
) -> list[Subscription]:
    """Return subscriptions, the newest first.

    Args:
        before: the id of the one after which the list goes on.
        state: only those that were last seen in this state.
    """
    number = subscriptions.c.number
    statement = _SUBSCRIPTIONS.order_by(number.desc()).limit(limit)
    if before is not None:
        last = select(number).where(subscriptions.c.subscription_id == before).scalar_subquery()
        statement = statement.where(number < last)
    if app_id is not None:
        statement = statement.where(subscriptions.c.app_id == app_id)
    if user_id is not None:
        statement = statement.where(subscriptions.c.user_id == user_id)
    if state is not None:
        statement = statement.where(subscriptions.c.state == state)
    return [_subscription(row) for row in tx.all(statement)]


def _subscription_order(row: Row[Any]) -> SubscriptionOrder:
    values = {name: getattr(row, name) for name in SubscriptionOrder.__dataclass_fields__}
    return SubscriptionOrder(**{**values, "is_sandbox": bool(row.is_sandbox)})


def insert_subscription_order(tx: Tx, **values: Any) -> None:
    """Store a new subscription order."""
    tx.execute(insert(subscription_orders).values(**values))


def update_subscription_order(tx: Tx, trade_order_id: str, **values: Any) -> None:
    """Change some values of a subscription order."""
    tx.execute(
        update(subscription_orders)
        .where(subscription_orders.c.trade_order_id == trade_order_id)
        .values(**values)
    )


def subscription_order(tx: Tx, trade_order_id: str) -> SubscriptionOrder | None:
    """Find a subscription order and hold it until the transaction ends."""
    row = tx.first(
        select(subscription_orders)
        .where(subscription_orders.c.trade_order_id == trade_order_id)
        .with_for_update()
    )
    return _subscription_order(row) if row else None


def subscription_orders_of(tx: Tx, subscription_id: str) -> list[SubscriptionOrder]:
    """Return the paid orders of a subscription, in the order of payment."""
    rows = tx.all(
        select(subscription_orders)
        .where(
            subscription_orders.c.subscription_id == subscription_id,
            subscription_orders.c.paid_at_s.is_not(None),
        )
        .order_by(subscription_orders.c.paid_at_s, subscription_orders.c.number)
    )
    return [_subscription_order(row) for row in rows]


def is_subscription_order_id_taken(tx: Tx, app_id: AppId, order_id: str) -> bool:
    """Return whether an app has used this order id of its own for a subscription."""
    taken = select(subscription_orders.c.trade_order_id).where(
        subscription_orders.c.app_id == app_id, subscription_orders.c.order_id == order_id
    )
    return tx.first(taken) is not None


def is_any_id_known(tx: Tx, app_id: AppId, any_id: str) -> bool:
    """Return whether an app has a subscription, or an order of one, by any of their ids."""
    of, each = subscription_orders.c, subscriptions.c
    is_order = or_(of.trade_order_id == any_id, of.order_id == any_id)
    return any(
        tx.first(statement) is not None
        for statement in (
            select(of.number).where(of.app_id == app_id, is_order),
            select(each.number).where(each.app_id == app_id, each.subscription_id == any_id),
        )
    )
