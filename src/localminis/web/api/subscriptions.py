"""`/v2/minis/subscription/*`. Source: contract server-api §6.1."""

import msgspec

from localminis.commerce import subscription_tiers, subscriptions
from localminis.commerce.model import Subscription, SubscriptionOrderInfo
from localminis.identity.model import Caller
from localminis.spec.subscriptions import NEXT_DEDUCT_FIELD
from localminis.store.transaction import Tx
from localminis.web.api import answers
from localminis.web.context import Context


class OrderInfo(msgspec.Struct):
    """`order_info` of a subscription order; not the same object as for Beans orders."""

    order_id: str
    product_name: str
    order_url: str | None = None
    order_detail: str | None = None


class CreateBody(msgspec.Struct):
    """The body of `create`."""

    tier_id: str
    order_info: OrderInfo


class ReactivateBody(msgspec.Struct):
    """The body of `reactivate`."""

    subscription_id: str
    order_info: OrderInfo


class Nothing(msgspec.Struct):
    """`get_active_list` has no body."""


class OrderBody(msgspec.Struct):
    """The body of the two questions about one order."""

    trade_order_id: str


class TierBody(msgspec.Struct):
    """The body of `get_subscription_tier_info`; any other platform counts as `iphone`."""

    tier_ids: list[str]
    device_platform: str | None = None


def create(tx: Tx, context: Context, caller: Caller, body: CreateBody) -> answers.OrderCreated:
    """Answer `create` with the new `trade_order_id`."""
    trade_order_id = subscriptions.create(
        tx,
        context.clock,
        context.bell,
        caller.app.id,
        caller.user.id,
        body.tier_id,
        _order_info(body.order_info),
        region=caller.user.region,
        is_payment_enabled=caller.app.is_payment_enabled,
    )
    return answers.OrderCreated(trade_order_id)


def reactivate(
    tx: Tx, context: Context, caller: Caller, body: ReactivateBody
) -> answers.OrderCreated:
    """Answer `reactivate` with the new `trade_order_id`."""
    trade_order_id = subscriptions.reactivate(
        tx,
        context.clock,
        context.bell,
        caller.app.id,
        caller.user.id,
        body.subscription_id,
        _order_info(body.order_info),
        is_payment_enabled=caller.app.is_payment_enabled,
    )
    return answers.OrderCreated(trade_order_id)


def active_list(tx: Tx, context: Context, caller: Caller, _: Nothing) -> answers.ActiveList:
    """Answer `get_active_list`; an empty list means that there is none."""
    found = subscriptions.active_list(
        tx, context.clock, context.bell, caller.app.id, caller.user.id
    )
    return answers.ActiveList([_wire(each, context) for each in found])


def info(tx: Tx, context: Context, caller: Caller, body: OrderBody) -> answers.SubscriptionInfo:
    """Answer `get_subscription_info` with the subscription of an order."""
    found = subscriptions.of_order(
        tx, context.clock, context.bell, caller.app.id, caller.user.id, body.trade_order_id
    )
    return answers.SubscriptionInfo(_wire(found, context))


def order_info(
    tx: Tx, context: Context, caller: Caller, body: OrderBody
) -> answers.SubscriptionOrder:
    """Answer `get_trade_order_info`, flat as in the sample (contradiction C-8).

    The subscription of an order that is not paid is an empty text (assumed).
    """
    found = subscriptions.order(
        tx, context.clock, context.bell, caller.app.id, caller.user.id, body.trade_order_id
    )
    next_deduct_time = None
    if found.subscription_id is not None and found.trade_order_status == "SUCCESS":
        subscription = subscriptions.of_order(
            tx, context.clock, context.bell, caller.app.id, caller.user.id, body.trade_order_id
        )
        next_deduct_time = subscription.wire(context.clock.now_s()).get(NEXT_DEDUCT_FIELD)
    return answers.SubscriptionOrder(
        trade_order_id=found.trade_order_id,
        subscription_id=found.subscription_id or "",
        trade_order_status=found.trade_order_status,
        is_sandbox=found.is_sandbox,
        pay_type="IAP",
        begin_time=answers.set_or_left_out(found.begin_time),
        end_time=answers.set_or_left_out(found.end_time),
        actually_end_time=answers.set_or_left_out(found.actually_end_time),
        next_duduct_time=answers.set_or_left_out(next_deduct_time),
    )


def tier_info(tx: Tx, __: Context, caller: Caller, body: TierBody) -> answers.SubscriptionTiers:
    """Answer `get_subscription_tier_info`; both device platforms pay the same here (assumed)."""
    return answers.SubscriptionTiers(
        {
            tier.tier_id: answers.SubscriptionTier(
                tier_id=tier.tier_id,
                deduct_cycle=tier.deduct_cycle,
                deduct_type=tier.deduct_type,
                price=tier.price,
                currency=tier.currency,
                symbol=tier.symbol,
            )
            for tier in subscription_tiers.infos(
                body.tier_ids, caller.user.region, subscription_tiers.skus(tx)
            )
        }
    )


def _wire(found: Subscription, context: Context) -> answers.Subscription:
    return msgspec.convert(found.wire(context.clock.now_s()), answers.Subscription)


def _order_info(given: OrderInfo) -> SubscriptionOrderInfo:
    return SubscriptionOrderInfo(
        order_id=given.order_id,
        product_name=given.product_name,
        order_url=given.order_url,
        order_detail=given.order_detail,
    )
