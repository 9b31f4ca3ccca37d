"""SQL of recharges, their refunds by the store, and what is traced back to orders."""

from typing import Any, Final

from sqlalchemy import Row, func, insert, select, update

from localminis.commerce.model import Order, Recharge, StoreRefund, Traceback
from localminis.commerce.queries.orders import as_order
from localminis.ids import TradeOrderId, UserId
from localminis.store.tables.commerce import (
    accounts,
    entries,
    orders,
    store_refunds,
    tracebacks,
    transfers,
)
from localminis.store.transaction import Tx

_RECHARGES: Final = (
    select(
        transfers.c.id,
        accounts.c.owner_id,
        transfers.c.reference,
        entries.c.amount_beans,
        transfers.c.created_at_s,
        store_refunds.c.id.label("refund_id"),
    )
    .join(entries, entries.c.transfer_id == transfers.c.id)
    .join(accounts, accounts.c.id == entries.c.account_id)
    .outerjoin(store_refunds, store_refunds.c.recharge_transfer_id == transfers.c.id)
    .where(accounts.c.kind == "wallet", transfers.c.kind == "recharge")
)


def _recharge(row: Row[Any]) -> Recharge:
    return Recharge(
        number=row.id,
        user_id=UserId(row.owner_id),
        tier_id=row.reference,
        beans=row.amount_beans,
        created_at_s=row.created_at_s,
        is_refunded=row.refund_id is not None,
    )


def recharges(tx: Tx, user_id: UserId, *, limit: int) -> list[Recharge]:
    """Return a user's recharges, the newest first."""
    mine = _RECHARGES.where(accounts.c.owner_id == user_id)
    return [_recharge(row) for row in tx.all(mine.order_by(transfers.c.id.desc()).limit(limit))]


def latest_refundable(tx: Tx, user_id: UserId) -> int | None:
    """Return the number of a user's latest recharge that is not refunded."""
    row = tx.first(
        _RECHARGES.where(accounts.c.owner_id == user_id, store_refunds.c.id.is_(None))
        .order_by(transfers.c.id.desc())
        .limit(1)
    )
    return int(row.id) if row else None


def lock_transfer(tx: Tx, transfer_id: int) -> None:
    """Hold a transfer until the transaction ends."""
    tx.first(select(transfers.c.id).where(transfers.c.id == transfer_id).with_for_update())


def recharge(tx: Tx, transfer_id: int) -> Recharge | None:
    """Find a recharge by its transfer's number."""
    row = tx.first(_RECHARGES.where(transfers.c.id == transfer_id))
    return _recharge(row) if row else None


def insert_refund(tx: Tx, **values: Any) -> int:
    """Store a refund of a recharge and return its number."""
    return tx.insert(insert(store_refunds).values(**values))


def refund(tx: Tx, refund_id: int) -> StoreRefund | None:
    """Find a store refund and hold it until the transaction ends."""
    row = tx.first(select(store_refunds).where(store_refunds.c.id == refund_id).with_for_update())
    if row is None:
        return None
    bought = recharge(tx, row.recharge_transfer_id)
    assert bought is not None
    traced = select(func.coalesce(func.sum(tracebacks.c.refund_amount), 0))
    return StoreRefund(
        number=row.id,
        user_id=UserId(row.user_id),
        recharge=row.recharge_transfer_id,
        refunded_beans=bought.beans,
        wallet_beans=row.wallet_beans,
        traced_beans=int(tx.scalar(traced.where(tracebacks.c.refund_id == refund_id))),
        owed_beans=row.owed_beans,
        parts_left=row.parts_left,
        created_at_s=row.created_at_s,
    )


def update_refund(tx: Tx, refund_id: int, *, owed_beans: int, parts_left: int) -> None:
    """Note what a store refund has still to recover."""
    tx.execute(
        update(store_refunds)
        .where(store_refunds.c.id == refund_id)
        .values(owed_beans=owed_beans, parts_left=parts_left)
    )


def recoverable_orders(tx: Tx, user_id: UserId, *, after: int) -> list[tuple[Order, int]]:
    """Return orders that Beans were paid for, the last paid first, with what is left of each.

    Args:
        after: the number of a transfer; only what was paid by later ones counts.
    """
    recovered = (
        select(func.coalesce(func.sum(tracebacks.c.refund_amount), 0))
        .where(tracebacks.c.trade_order_id == orders.c.trade_order_id)
        .scalar_subquery()
    )
    left = orders.c.token_amount - recovered
    rows = tx.all(
        select(orders, left.label("left_beans"))
        .where(orders.c.user_id == user_id, orders.c.transfer_id > after, left > 0)
        .order_by(orders.c.transfer_id.desc())
    )
    return [(as_order(row), int(row.left_beans)) for row in rows]


def _traceback(row: Row[Any]) -> Traceback:
    return Traceback(TradeOrderId(row.trade_order_id), row.refund_amount, row.created_at_s)


def insert_traceback(tx: Tx, **values: Any) -> None:
    """Store what was recovered of an order."""
    tx.execute(insert(tracebacks).values(**values))


def tracebacks_of(tx: Tx, refund_id: int) -> list[Traceback]:
    """Return what a store refund has recovered, in order."""
    rows = tx.all(
        select(tracebacks).where(tracebacks.c.refund_id == refund_id).order_by(tracebacks.c.id)
    )
    return [_traceback(row) for row in rows]


def tracebacks_on(tx: Tx, trade_order_id: str) -> list[Traceback]:
    """Return what store refunds have recovered of one order, in order."""
    mine = select(tracebacks).where(tracebacks.c.trade_order_id == trade_order_id)
    return [_traceback(row) for row in tx.all(mine.order_by(tracebacks.c.id))]


def newest_traceback(tx: Tx) -> int:
    """Return the number of the newest traceback, 0 when there is none."""
    return int(tx.scalar(select(func.coalesce(func.max(tracebacks.c.id), 0))))


def tracebacks_after(tx: Tx, number: int, *, limit: int) -> list[Traceback]:
    """Return what store refunds have recovered since a traceback, in order."""
    later = select(tracebacks).where(tracebacks.c.id > number)
    return [_traceback(row) for row in tx.all(later.order_by(tracebacks.c.id).limit(limit))]
