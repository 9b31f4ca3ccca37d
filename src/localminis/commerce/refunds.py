"""Store refunds: a user takes a recharge back in the store; the platform recovers what it can.

First from the wallet, then from what was paid since, the last paid order first; each recovered part
of an order is one `refund_traceback` event. Source: contract server-api §8.1. That order, the unit
(Beans) and the spacing of several parts are assumed.
"""

from typing import Final

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.clock import Clock, ClockState
from localminis.commerce import ledger
from localminis.commerce.model import (
    ParametersInvalid,
    Recharge,
    RechargeNotFound,
    RechargeRefunded,
    StoreRefund,
    Traceback,
)
from localminis.commerce.queries import refunds as queries
from localminis.commerce.queries import users as user_queries
from localminis.ids import UserId
from localminis.spec import limits
from localminis.store.transaction import Tx
from localminis.webhooks import events

# The kind of agenda work that recovers a further part; its key is the refund's number and how many
# parts are left, so that work which two workers hold is done once.
TRACE: Final = "refund.trace"

_LIST_LIMIT: Final = 100
# The largest number that both databases keep in a whole-number key.
_NUMBER_MAX: Final = 2**31 - 1


def refund(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    user_id: UserId,
    *,
    recharge: int | None = None,
    parts: int = 1,
) -> StoreRefund:
    """Refund a recharge, take its Beans out of the wallet, and recover the first part of the rest.

    Beans that neither the wallet holds nor a later order took are the store's loss.

    Args:
        recharge: the recharge's number; the latest one that is not refunded when not given.
        parts: in how many steps, an hour apart, spent Beans come back from the orders.

    Raises:
        RechargeNotFound: no such recharge of this user; nothing is written.
        RechargeRefunded: refunded before; nothing is written.
        ParametersInvalid: no such number of parts; nothing is written.
    """
    if not 1 <= parts <= limits.REFUND_PARTS_MAX:
        raise ParametersInvalid(
            f"A refund in {parts} parts is impossible; use 1 to {limits.REFUND_PARTS_MAX}."
        )
    ledger.hold_wallet(tx, user_id)
    bought = _refundable(tx, user_id, recharge)
    wallet_beans = min(bought.beans, ledger.balance(tx, user_id))
    if wallet_beans:
        reference = str(bought.number)
        ledger.claw_back(tx, clock, user_id, beans=wallet_beans, reference=reference)
    paid_since = queries.recoverable_orders(tx, user_id, after=bought.number)
    owed_beans = min(bought.beans - wallet_beans, sum(left_beans for _, left_beans in paid_since))
    number = queries.insert_refund(
        tx,
        user_id=user_id,
        recharge_transfer_id=bought.number,
        wallet_beans=wallet_beans,
        owed_beans=owed_beans,
        parts_left=min(parts, owed_beans),
        created_at_s=clock.now_s(),
    )
    _recover_part(tx, clock, bell, number)
    return get(tx, number)


def recover_due(tx: Tx, bell: Bell, work: Work) -> None:
    """Recover the next part of a store refund; the agenda's work of the kind `TRACE`.

    Everything is stamped with the time at which the part was due, however late it runs.
    """
    agenda.finish(tx, work)
    number, _, parts_left = work.key.partition(":")
    refunded = queries.refund(tx, int(number))
    if refunded is not None and refunded.parts_left == int(parts_left):
        _recover_part(tx, Clock(ClockState(frozen_at_s=work.due_at_s)), bell, refunded.number)


def get(tx: Tx, number: int) -> StoreRefund:
    """Return a store refund.

    Raises:
        RechargeNotFound: there is none of this number.
    """
    found = queries.refund(tx, number)
    if found is None:
        raise RechargeNotFound(f"There is no store refund number {number}.")
    return found


def tracebacks(tx: Tx, number: int) -> list[Traceback]:
    """Return what a store refund has recovered of orders, in order."""
    return queries.tracebacks_of(tx, number)


def recharges(tx: Tx, user_id: UserId) -> list[Recharge]:
    """Return a user's recharges, the newest first."""
    return queries.recharges(tx, user_id, limit=_LIST_LIMIT)


def _refundable(tx: Tx, user_id: UserId, number: int | None) -> Recharge:
    if number is None:
        newest = queries.latest_refundable(tx, user_id)
        if newest is None:
            raise RechargeNotFound(
                "The user has no recharge that could be refunded. Only recharges are sold by the "
                "store; `localminis wallet recharges USER` lists them."
            )
        number = newest
    found = None
    if 0 < number <= _NUMBER_MAX:
        queries.lock_transfer(tx, number)
        found = queries.recharge(tx, number)
    if found is None or found.user_id != user_id:
        raise RechargeNotFound(
            f"The user has no recharge number {number}. "
            "`localminis wallet recharges USER` lists them."
        )
    if found.is_refunded:
        raise RechargeRefunded(f"The recharge number {number} has been refunded before.")
    return found


def _recover_part(tx: Tx, clock: Clock, bell: Bell, number: int) -> None:
    refunded = get(tx, number)
    if refunded.parts_left == 0:
        return
    ledger.hold_wallet(tx, refunded.user_id)
    part_beans = -(-refunded.owed_beans // refunded.parts_left)
    recovered_beans = 0
    for order, left_beans in queries.recoverable_orders(
        tx, refunded.user_id, after=refunded.recharge
    ):
        beans = min(left_beans, part_beans - recovered_beans)
        if beans == 0:
            break
        transfer_id = ledger.trace_back(
            tx, clock, order.app_id, beans=beans, reference=order.trade_order_id
        )
        queries.insert_traceback(
            tx,
            refund_id=number,
            trade_order_id=order.trade_order_id,
            refund_amount=beans,
            transfer_id=transfer_id,
            created_at_s=clock.now_s(),
        )
        events.record_refund_traceback(
            tx,
            bell,
            app_id=order.app_id,
            open_id=user_queries.open_id(tx, order.app_id, order.user_id),
            trade_order_id=order.trade_order_id,
            order_id=order.order_id,
            refund_amount=beans,
            now_s=clock.now_s(),
        )
        recovered_beans += beans
    # Another refund may have recovered meanwhile what this one counted on: that is lost then.
    is_exhausted = recovered_beans < part_beans
    owed_beans = 0 if is_exhausted else refunded.owed_beans - recovered_beans
    parts_left = min(refunded.parts_left - 1, owed_beans)
    queries.update_refund(tx, number, owed_beans=owed_beans, parts_left=parts_left)
    if parts_left:
        due_at_s = clock.now_s() + limits.REFUND_PART_EVERY_S
        agenda.schedule(tx, bell, due_at_s=due_at_s, kind=TRACE, key=f"{number}:{parts_left}")
