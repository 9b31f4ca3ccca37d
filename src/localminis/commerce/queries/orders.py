"""SQL of orders for Beans."""

from typing import Any, Final

from sqlalchemy import BindParameter, Row, bindparam, insert, or_, select, tuple_, update

from localminis.commerce.model import Order, OrderRequest
from localminis.ids import AppId, TradeOrderId, UserId
from localminis.store.tables.commerce import orders, sandbox_users
from localminis.store.transaction import Tx

_ORDER: BindParameter[str] = bindparam("order")
_INSERT_ORDER: Final = insert(orders)
_FIND_ORDER: Final = select(orders).where(orders.c.trade_order_id == _ORDER)
_HOLD_ORDER: Final = (
    select(
        orders,
        select(sandbox_users.c.user_id)
        .where(sandbox_users.c.user_id == orders.c.user_id)
        .scalar_subquery()
        .label("sandbox_user_id"),
    )
    .where(orders.c.trade_order_id == _ORDER)
    .with_for_update(of=orders)
)
_TAKEN: Final = select(orders.c.trade_order_id).where(
    orders.c.app_id == bindparam("app"), orders.c.order_id == bindparam("order_id")
)
_MARK_PAID: Final = (
    update(orders)
    .where(orders.c.trade_order_id == _ORDER, orders.c.trade_order_status == "PENDING")
    .values(
        trade_order_status="SUCCESS",
        paid_at_s=bindparam("at_s"),
        transfer_id=bindparam("transfer"),
        is_sandbox=bindparam("sandbox"),
    )
)


def as_order(row: Row[Any]) -> Order:
    """Return the order of a row."""
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
        is_sandbox=bool(row.is_sandbox),
    )


def order_of_app(tx: Tx, app_id: AppId, any_id: str) -> Order | None:
    """Find an app's order by the platform's id or the app's own."""
    is_it = or_(orders.c.trade_order_id == any_id, orders.c.order_id == any_id)
    row = tx.first(select(orders).where(orders.c.app_id == app_id, is_it))
    return as_order(row) if row else None


def insert_order(tx: Tx, **values: Any) -> None:
    """Store a new order."""
    tx.execute(_INSERT_ORDER, values)


def order(tx: Tx, trade_order_id: str) -> Order | None:
    """Find an order by the platform's id."""
    row = tx.first(_FIND_ORDER, {"order": trade_order_id})
    return as_order(row) if row else None


def order_request(tx: Tx, trade_order_id: str) -> OrderRequest | None:
    """Find what an order was made with."""
    row = tx.first(_FIND_ORDER, {"order": trade_order_id})
    if row is None:
        return None
    return OrderRequest(**{name: getattr(row, name) for name in OrderRequest.__dataclass_fields__})


def hold_order(tx: Tx, trade_order_id: str) -> tuple[Order | None, bool]:
    """Find an order by the platform's id, and hold it until the transaction ends.

    The second value tells whether its user pays without Beans.
    """
    row = tx.first(_HOLD_ORDER, {"order": trade_order_id})
    return (as_order(row), row.sandbox_user_id is not None) if row else (None, False)


def is_order_id_taken(tx: Tx, app_id: AppId, order_id: str) -> bool:
    """Return whether an app has used this order id of its own."""
    return tx.first(_TAKEN, {"app": app_id, "order_id": order_id}) is not None


def mark_paid(
    tx: Tx, trade_order_id: str, *, paid_at_s: int, transfer_id: int | None, is_sandbox: bool
) -> bool:
    """Turn an open order into a paid one; False when it was not open."""
    marked = tx.execute(
        _MARK_PAID,
        {
            "order": trade_order_id,
            "at_s": paid_at_s,
            "transfer": transfer_id,
            "sandbox": int(is_sandbox),
        },
    )
    return marked.rowcount == 1


def mark_sandbox(tx: Tx, trade_order_id: str, *, is_sandbox: bool) -> None:
    """Choose how an order is to be paid."""
    tx.execute(
        update(orders)
        .where(orders.c.trade_order_id == trade_order_id)
        .values(is_sandbox=int(is_sandbox))
    )


def latest_orders(
    tx: Tx,
    *,
    app_id: AppId | None,
    user_id: UserId | None,
    limit: int,
    status: str | None = None,
    before: tuple[int, str] | None = None,
) -> list[Order]:
    """Return orders, the newest first.

    Args:
        before: creation time and id of the order after which the list goes on.
    """
    place = orders.c.created_at_s, orders.c.trade_order_id
    statement = select(orders).order_by(*(each.desc() for each in place)).limit(limit)
    if before is not None:
        statement = statement.where(tuple_(*place) < tuple_(*before))
    if status is not None:
        statement = statement.where(orders.c.trade_order_status == status)
    if app_id is not None:
        statement = statement.where(orders.c.app_id == app_id)
    if user_id is not None:
        statement = statement.where(orders.c.user_id == user_id)
    return [as_order(row) for row in tx.all(statement)]
