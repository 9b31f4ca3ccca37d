"""The simulator's calls about balances and subscriptions: what the page's SDK asks beside `pay`."""

from typing import Any

from starlette.requests import Request

from localminis.commerce import orders, subscriptions
from localminis.store.transaction import Tx
from localminis.web.context import Context
from localminis.web.host.views import Actor, OrderCall, actor


class BalanceCall(Actor):
    """A question whether a user could pay an amount of Beans."""

    amount: int


def check_balance(tx: Tx, _: Context, __: Request, call: BalanceCall) -> dict[str, Any]:
    """Tell whether the balance is sufficient, and never what it is."""
    app, user = actor(tx, call)
    # A sandbox's payments need no Beans.
    is_enough = orders.is_sufficient(tx, user.id, call.amount) or app.is_sandbox
    return {"is_sufficient": is_enough}


def quote_subscription(tx: Tx, _: Context, __: Request, call: OrderCall) -> dict[str, Any]:
    """Tell the store's panel what a subscription order is about; `kind` names the SDK's call."""
    app, user = actor(tx, call)
    order, tier = subscriptions.quote(tx, app.id, user.id, call.trade_order_id, user.region)
    return {
        "order": {
            "trade_order_id": order.trade_order_id,
            "kind": order.kind,
            "product_name": order.product_name,
            "price": order.price,
            "is_sandbox": order.is_sandbox,
        },
        "tier": {
            "tier_id": tier.tier_id,
            "deduct_cycle": tier.deduct_cycle,
            "price": tier.price,
            "currency": tier.currency,
            "symbol": tier.symbol,
        },
    }


def pay_subscription(tx: Tx, context: Context, _: Request, call: OrderCall) -> dict[str, Any]:
    """Settle a subscription order in the store; the webhook leaves on its own."""
    app, user = actor(tx, call)
    found = subscriptions.pay(
        tx,
        context.on(app).clock,
        context.bell,
        app.id,
        user.id,
        call.trade_order_id,
        region=user.region,
    )
    return {
        "is_success": True,
        "trade_order_id": call.trade_order_id,
        "subscription_id": found.subscription_id,
    }
