"""`/v2/minis/trade_order/*`. Source: contract server-api §5."""

import logging

import msgspec

from localminis.commerce import orders
from localminis.commerce.model import OrderRequest
from localminis.identity.model import Caller
from localminis.store.transaction import Tx
from localminis.web.api import answers
from localminis.web.context import Context

_log = logging.getLogger(__name__)


class OrderInfo(msgspec.Struct):
    """`order_info` of a Beans order; official samples spell `image_url` both ways (C-9)."""

    order_id: str
    product_name: str
    product_id: str | None = None
    order_url: str | None = None
    quantity: int | None = None
    quantity_unit: str | None = None
    image_url: str | None = None
    iamge_url: str | None = None


class CreateBody(msgspec.Struct):
    """The body of `create`."""

    token_type: str
    token_amount: int
    order_info: OrderInfo


class QueryBody(msgspec.Struct):
    """The body of `query`."""

    trade_order_id: str


def create(tx: Tx, context: Context, caller: Caller, body: CreateBody) -> answers.OrderCreated:
    """Answer `create` with the new `trade_order_id`."""
    details = body.order_info
    if details.iamge_url is not None and details.image_url is None:
        _log.warning(
            "The order %r names iamge_url, as official samples misspell it; the field table has "
            "image_url. Both are read here.",
            details.order_id,
        )
    request = OrderRequest(
        token_type=body.token_type,
        token_amount=body.token_amount,
        order_id=details.order_id,
        product_name=details.product_name,
        product_id=details.product_id,
        order_url=details.order_url,
        quantity=details.quantity,
        quantity_unit=details.quantity_unit,
        image_url=details.image_url or details.iamge_url,
    )
    trade_order_id = orders.create(
        tx,
        context.clock,
        caller.app.id,
        caller.user.id,
        request,
        is_payment_enabled=caller.app.is_payment_enabled,
    )
    if caller.app.is_sandbox:
        orders.set_sandbox(tx, trade_order_id, is_sandbox=True)
    return answers.OrderCreated(trade_order_id)


def query(tx: Tx, _: Context, caller: Caller, body: QueryBody) -> answers.OrderState:
    """Answer `query` with the order's status, `PENDING` or `SUCCESS`."""
    order = orders.query(tx, caller.app.id, caller.user.id, body.trade_order_id)
    return answers.OrderState(order.trade_order_id, order.trade_order_status)
