"""The admin API's handlers for subscriptions: what users do in the store, and what stores do."""

from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request

from localminis.commerce import renewals, subscriptions
from localminis.commerce.model import Subscription
from localminis.identity import apps, users
from localminis.store.transaction import Tx
from localminis.web.admin import paging, shapes
from localminis.web.context import Context


class Hold(msgspec.Struct):
    """Whether the payment fails at the next renewal instead of now."""

    is_at_renewal: bool = False


class Refund(msgspec.Struct):
    """Which payment to refund, the latest when not given."""

    trade_order_id: str | None = None


class TierChange(msgspec.Struct):
    """The tier to change to; an order only is left for the page to settle."""

    tier_id: str
    is_order_only: bool = False


def list_subscriptions(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """List the newest subscriptions by the page, of one app, user or state when asked."""
    asked, size = request.query_params, paging.limit(request)
    app, user = asked.get("client_key"), asked.get("user")
    found = subscriptions.listing(
        tx,
        context.clock,
        context.bell,
        app_id=apps.get(tx, app).id if app else None,
        user_id=users.get(tx, user).id if user else None,
        limit=size + 1,
        before=asked.get("before"),
        state=asked.get("state"),
    )
    shown, following = paging.cut(found, size, lambda each: each.subscription_id)
    return {"subscriptions": [_shown(each, context) for each in shown], "next": following}


def show(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Show one subscription with every payment."""
    found = renewals.get(tx, context.clock, context.bell, _id(request))
    payments = subscriptions.orders_of(tx, found)
    return {**_shown(found, context), "orders": [asdict(each) for each in payments]}


def pay_order(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Settle a subscription order in the store as its user does, and show the subscription."""
    order = subscriptions.find_order(tx, request.path_params["trade_order_id"])
    user = users.get(tx, str(order.user_id))
    context = context.on(apps.by_id(tx, [order.app_id])[order.app_id])
    found = subscriptions.pay(
        tx,
        context.clock,
        context.bell,
        order.app_id,
        user.id,
        order.trade_order_id,
        region=user.region,
    )
    return _shown(found, context)


def cancel(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Cancel a subscription in the store."""
    return _shown(renewals.cancel(tx, context.clock, context.bell, _id(request)), context)


def hold(tx: Tx, context: Context, request: Request, body: Hold) -> Any:
    """Let a subscription's payments fail, which puts it on hold."""
    found = renewals.hold(
        tx, context.clock, context.bell, _id(request), is_at_renewal=body.is_at_renewal
    )
    return _shown(found, context)


def recover(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Let a subscription's payments succeed again."""
    return _shown(renewals.recover(tx, context.clock, context.bell, _id(request)), context)


def expire(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """End a subscription now."""
    return _shown(renewals.expire(tx, context.clock, context.bell, _id(request)), context)


def refund(tx: Tx, context: Context, request: Request, body: Refund) -> Any:
    """Refund one payment of a subscription in the store."""
    found = renewals.refund(tx, context.clock, context.bell, _id(request), body.trade_order_id)
    return _shown(found, context)


def change(tx: Tx, context: Context, request: Request, body: TierChange) -> Any:
    """Change a subscription to a tier with a longer cycle, or make the order for it."""
    if body.is_order_only:
        trade_order_id = subscriptions.order_change(
            tx, context.clock, context.bell, _id(request), body.tier_id
        )
        return {"trade_order_id": trade_order_id}
    found = subscriptions.change(tx, context.clock, context.bell, _id(request), body.tier_id)
    return _shown(found, context)


def _id(request: Request) -> str:
    return str(request.path_params["subscription_id"])


def _shown(found: Subscription, context: Context) -> dict[str, Any]:
    return {**asdict(found), **found.wire(context.at(found.clock_id).clock.now_s())}
