"""All SQL of commerce."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from localminis.commerce.model import AccountKind, Order
from localminis.ids import AppId, TradeOrderId, UserId
from localminis.store.tables.commerce import accounts, entries, orders, transfers
from localminis.store.transaction import Tx


def _order(row: Row[Any]) -> Order:
    return Order(
        trade_order_id=TradeOrderId(row.trade_order_id),
        app_id=AppId(row.app_id),
        user_id=UserId(row.user_id),
        order_id=row.order_id,
        token_amount=row.token_amount,
        product_name=row.product_name,
        trade_order_status=row.trade_order_status,
        created_at_s=row.created_at_s,
        paid_at_s=row.paid_at_s,
    )


def account(tx: Tx, kind: AccountKind, owner_id: int) -> Row[Any] | None:
    """Find an account."""
    return tx.first(
        select(accounts).where(accounts.c.kind == kind, accounts.c.owner_id == owner_id)
    )


def lock_accounts(tx: Tx, account_ids: Sequence[int]) -> None:
    """Hold accounts until the transaction ends, in one order for everybody."""
    tx.all(
        select(accounts.c.id)
        .where(accounts.c.id.in_(account_ids))
        .order_by(accounts.c.id)
        .with_for_update()
    )


def insert_account(tx: Tx, kind: AccountKind, owner_id: int) -> int:
    """Open an account with nothing in it and return its number."""
    return tx.insert(insert(accounts).values(kind=kind, owner_id=owner_id, balance_beans=0))


def insert_transfer(tx: Tx, *, kind: str, reference: str, created_at_s: int) -> int:
    """Store the head of a transfer and return its number."""
    return tx.insert(
        insert(transfers).values(kind=kind, reference=reference, created_at_s=created_at_s)
    )


def insert_entries(tx: Tx, transfer_id: int, amounts: dict[int, int]) -> None:
    """Store the entries of a transfer and move the balances, account number to Beans."""
    tx.execute(
        insert(entries),
        [
            {"transfer_id": transfer_id, "account_id": account_id, "amount_beans": beans}
            for account_id, beans in amounts.items()
        ],
    )
    for account_id, beans in amounts.items():
        tx.execute(
            update(accounts)
            .where(accounts.c.id == account_id)
            .values(balance_beans=accounts.c.balance_beans + beans)
        )


def balance(tx: Tx, account_id: int) -> int:
    """Return an account's balance."""
    return int(tx.scalar(select(accounts.c.balance_beans).where(accounts.c.id == account_id)))


def entries_total(tx: Tx) -> int:
    """Return the sum of all entries."""
    return int(tx.scalar(select(func.coalesce(func.sum(entries.c.amount_beans), 0))))


def balances_and_sums(tx: Tx) -> Sequence[Row[Any]]:
    """Return every account with its kept balance and the sum of its entries."""
    summed = func.coalesce(func.sum(entries.c.amount_beans), 0).label("summed_beans")
    return tx.all(
        select(accounts.c.kind, accounts.c.owner_id, accounts.c.balance_beans, summed)
        .outerjoin(entries, entries.c.account_id == accounts.c.id)
        .group_by(accounts.c.id)
    )


def unbalanced_transfers(tx: Tx) -> Sequence[Row[Any]]:
    """Return transfers whose entries do not sum to zero."""
    return tx.all(
        select(entries.c.transfer_id)
        .group_by(entries.c.transfer_id)
        .having(func.sum(entries.c.amount_beans) != 0)
    )


def insert_order(tx: Tx, **values: Any) -> None:
    """Store a new order."""
    tx.execute(insert(orders).values(**values))


def order(tx: Tx, trade_order_id: str) -> Order | None:
    """Find an order by the platform's id."""
    row = tx.first(select(orders).where(orders.c.trade_order_id == trade_order_id))
    return _order(row) if row else None


def lock_order(tx: Tx, trade_order_id: str) -> None:
    """Hold an order until the transaction ends."""
    tx.first(
        select(orders.c.trade_order_id)
        .where(orders.c.trade_order_id == trade_order_id)
        .with_for_update()
    )


def is_order_id_taken(tx: Tx, app_id: AppId, order_id: str) -> bool:
    """Return whether an app has used this order id of its own."""
    taken = select(orders.c.trade_order_id).where(
        orders.c.app_id == app_id, orders.c.order_id == order_id
    )
    return tx.first(taken) is not None


def mark_paid(tx: Tx, trade_order_id: str, *, paid_at_s: int, transfer_id: int) -> bool:
    """Turn an open order into a paid one; False when it was not open."""
    marked = tx.execute(
        update(orders)
        .where(orders.c.trade_order_id == trade_order_id, orders.c.trade_order_status == "PENDING")
        .values(trade_order_status="SUCCESS", paid_at_s=paid_at_s, transfer_id=transfer_id)
    )
    return marked.rowcount == 1


def latest_orders(
    tx: Tx, *, app_id: AppId | None, user_id: UserId | None, limit: int
) -> list[Order]:
    """Return orders, the newest first."""
    statement = select(orders).order_by(orders.c.created_at_s.desc()).limit(limit)
    if app_id is not None:
        statement = statement.where(orders.c.app_id == app_id)
    if user_id is not None:
        statement = statement.where(orders.c.user_id == user_id)
    return [_order(row) for row in tx.all(statement)]
