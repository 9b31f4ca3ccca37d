"""The admin API's handlers for sandbox payment, recharges, store refunds and the ledger's audit."""

from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request

from localminis.commerce import ledger, orders, refunds, tiers
from localminis.identity import apps, users
from localminis.store.transaction import Tx
from localminis.web.admin import paging, shapes
from localminis.web.context import Context


class SandboxChoice(msgspec.Struct):
    """Whether payments shall be sandbox payments."""

    is_sandbox: bool


class RechargeOrder(msgspec.Struct):
    """A tier that the user buys in the store."""

    tier_id: str


class Payment(msgspec.Struct):
    """How an order is paid: with what is in the wallet, or with a recharge of what is missing."""

    with_recharge: bool = False


class RefundRequest(msgspec.Struct):
    """A recharge to refund, the latest when not given, and in how many parts it is traced back."""

    recharge: int | None = None
    parts: int = 1


def set_sandbox_user(tx: Tx, context: Context, request: Request, body: SandboxChoice) -> Any:
    """Choose whether a user pays without Beans."""
    user = users.get(tx, request.path_params["user"])
    orders.set_sandbox_user(tx, context.clock, user.id, is_sandbox=body.is_sandbox)
    return {"user": shapes.user(user), "is_sandbox": orders.is_sandbox_user(tx, user.id)}


def set_sandbox_order(tx: Tx, _: Context, request: Request, body: SandboxChoice) -> Any:
    """Choose whether one open order is a sandbox order."""
    trade_order_id = request.path_params["trade_order_id"]
    return shapes.order(orders.set_sandbox(tx, trade_order_id, is_sandbox=body.is_sandbox))


def pay_order(tx: Tx, context: Context, request: Request, body: Payment) -> Any:
    """Pay an order as its user does in the sheet; the webhook leaves on its own."""
    order = orders.get(tx, request.path_params["trade_order_id"])
    app, user = apps.by_id(tx, [order.app_id])[order.app_id], users.get(tx, str(order.user_id))
    context = context.on(app)
    found = orders.quote(
        tx,
        app.id,
        user.id,
        order.trade_order_id,
        region=user.region,
        recharge_covers=context.settings.recharge_covers,
    )
    if body.with_recharge and found.tier is not None:
        ledger.recharge(tx, context.clock, user.id, found.tier)
    open_id = users.open_id(tx, app, user)
    orders.pay(tx, context.clock, context.bell, app.id, user.id, order.trade_order_id, open_id)
    return shapes.order(orders.get(tx, order.trade_order_id))


def recharge(tx: Tx, context: Context, request: Request, body: RechargeOrder) -> Any:
    """Sell a tier to a user, as the store would."""
    user = users.get(tx, request.path_params["user"])
    number = ledger.recharge(
        tx, context.clock, user.id, tiers.get(body.tier_id, user.region, tiers.sold(tx))
    )
    balance_beans = ledger.balance(tx, user.id)
    return {"user": shapes.user(user), "recharge": number, "balance_beans": balance_beans}


def list_recharges(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List a user's newest recharges."""
    user = users.get(tx, request.path_params["user"])
    return {"recharges": [asdict(each) for each in refunds.recharges(tx, user.id)]}


def refund(tx: Tx, context: Context, request: Request, body: RefundRequest) -> Any:
    """Refund a recharge in the store and trace it back."""
    user = users.get(tx, request.path_params["user"])
    done = refunds.refund(
        tx, context.clock, context.bell, user.id, recharge=body.recharge, parts=body.parts
    )
    return {
        **asdict(done),
        "tracebacks": [asdict(each) for each in refunds.tracebacks(tx, done.number)],
        "balance_beans": ledger.balance(tx, user.id),
    }


def list_transfers(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the ledger's newest transfers by the page, or those on one user's wallet."""
    user, size = request.query_params.get("user"), paging.limit(request)
    found = ledger.listing(
        tx,
        user_id=users.get(tx, user).id if user else None,
        limit=size + 1,
        before=paging.number(request, "before"),
    )
    shown, following = paging.cut(found, size, lambda each: each.number)
    return {"transfers": [asdict(each) for each in shown], "next": following}


def audit(tx: Tx, _: Context, __: Request, ___: shapes.Nothing) -> Any:
    """Check the laws of the ledger."""
    return asdict(ledger.audit(tx))
