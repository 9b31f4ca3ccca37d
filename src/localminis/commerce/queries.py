"""All SQL of commerce.

The statements of each request are built once, here: building one costs five times its running.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from localminis.commerce.model import (
    AccountKind,
    Order,
    OrderRequest,
    Recharge,
    StoreRefund,
    Subscription,
    SubscriptionOrder,
    Traceback,
)
from localminis.ids import AppId, OpenId, TradeOrderId, UserId
from localminis.store.tables.commerce import (
    accounts,
    beans_tier_prices,
    beans_tiers,
    entries,
    orders,
    sandbox_users,
    store_refunds,
    subscription_orders,
    subscription_skus,
    subscriptions,
    tracebacks,
    transfers,
)
from localminis.store.tables.identity import apps, open_ids
from localminis.store.transaction import Tx

_ACCOUNT: BindParameter[int] = bindparam("account")
_ORDER: BindParameter[str] = bindparam("order")
_FIND_ACCOUNT: Final = select(accounts).where(
    accounts.c.kind == bindparam("kind"), accounts.c.owner_id == bindparam("owner_id")
)
_BALANCE: Final = select(accounts.c.balance_beans).where(accounts.c.id == _ACCOUNT)
_INSERT_TRANSFER, _INSERT_ENTRIES = insert(transfers), insert(entries)
_MOVE: Final = (
    update(accounts)
    .where(accounts.c.id == _ACCOUNT)
    .values(balance_beans=accounts.c.balance_beans + bindparam("beans"))
)
_INSERT_ORDER: Final = insert(orders)
_FIND_ORDER: Final = select(orders).where(orders.c.trade_order_id == _ORDER)
_HOLD_ORDER: Final = _FIND_ORDER.with_for_update()
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
_SANDBOX_USER: Final = select(sandbox_users.c.user_id).where(
    sandbox_users.c.user_id == bindparam("user")
)


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
        is_sandbox=bool(row.is_sandbox),
    )


_TIERS: Final = (
    select(beans_tiers, beans_tier_prices.c.region, beans_tier_prices.c.price)
    .outerjoin(beans_tier_prices, beans_tier_prices.c.tier_id == beans_tiers.c.tier_id)
    .order_by(beans_tiers.c.token_amount, beans_tiers.c.tier_id)
)
_SKUS: Final = select(subscription_skus).order_by(subscription_skus.c.tier_id)


def chosen_tiers(tx: Tx) -> Sequence[Row[Any]]:
    """Return the tiers that were added, changed or taken out, once for each regional price."""
    return tx.all(_TIERS)


def put_tier(tx: Tx, tier_id: str, **values: Any) -> None:
    """Store a tier, in place of an earlier one with its id."""
    mine = beans_tiers.c.tier_id == tier_id
    if tx.first(select(beans_tiers.c.tier_id).where(mine)) is None:
        tx.execute(insert(beans_tiers).values(tier_id=tier_id, **values))
    else:
        tx.execute(update(beans_tiers).where(mine).values(**values))


def put_tier_price(tx: Tx, tier_id: str, region: str, price: str | None) -> None:
    """Store what a tier costs in a region, or that it costs there what follows from the dollars."""
    tx.execute(
        delete(beans_tier_prices).where(
            beans_tier_prices.c.tier_id == tier_id, beans_tier_prices.c.region == region
        )
    )
    if price is not None:
        values = {"tier_id": tier_id, "region": region, "price": price}
        tx.execute(insert(beans_tier_prices).values(values))


def delete_tiers(tx: Tx) -> None:
    """Forget everything that was chosen about tiers."""
    tx.execute(delete(beans_tier_prices))
    tx.execute(delete(beans_tiers))


def chosen_skus(tx: Tx) -> Sequence[Row[Any]]:
    """Return the subscription SKUs that were added, changed or taken out."""
    return tx.all(_SKUS)


def put_sku(tx: Tx, tier_id: str, **values: Any) -> None:
    """Store a subscription SKU, in place of an earlier one with its id."""
    tx.execute(delete(subscription_skus).where(subscription_skus.c.tier_id == tier_id))
    tx.execute(insert(subscription_skus).values(tier_id=tier_id, **values))


def delete_sku(tx: Tx, tier_id: str) -> None:
    """Forget what was chosen about a subscription SKU."""
    tx.execute(delete(subscription_skus).where(subscription_skus.c.tier_id == tier_id))


def account(tx: Tx, kind: AccountKind, owner_id: int) -> Row[Any] | None:
    """Find an account."""
    return tx.first(_FIND_ACCOUNT, {"kind": kind, "owner_id": owner_id})


def hold_accounts(tx: Tx, wanted: Sequence[tuple[AccountKind, int]]) -> Sequence[Row[Any]]:
    """Find accounts by kind and owner, and hold them until the transaction ends.

    They are taken in one order by everybody.
    """
    parameters: dict[str, Any] = {}
    for number, (kind, owner_id) in enumerate(wanted):
        parameters |= {f"kind_{number}": kind, f"owner_{number}": owner_id}
    return tx.all(_hold_accounts(len(wanted)), parameters)


@cache
def _hold_accounts(count: int) -> Select[Any]:
    wanted = [
        and_(
            accounts.c.kind == bindparam(f"kind_{number}"),
            accounts.c.owner_id == bindparam(f"owner_{number}"),
        )
        for number in range(count)
    ]
    return select(accounts).where(or_(*wanted)).order_by(accounts.c.id).with_for_update()


def insert_account(tx: Tx, kind: AccountKind, owner_id: int) -> int:
    """Open an account with nothing in it and return its number."""
    return tx.insert(insert(accounts).values(kind=kind, owner_id=owner_id, balance_beans=0))


def insert_transfer(tx: Tx, *, kind: str, reference: str, created_at_s: int) -> int:
    """Store the head of a transfer and return its number."""
    return tx.insert(
        _INSERT_TRANSFER, {"kind": kind, "reference": reference, "created_at_s": created_at_s}
    )


def insert_entries(tx: Tx, transfer_id: int, amounts: dict[int, int]) -> None:
    """Store the entries of a transfer and move the balances, account number to Beans."""
    tx.execute(
        _INSERT_ENTRIES,
        [
            {"transfer_id": transfer_id, "account_id": account_id, "amount_beans": beans}
            for account_id, beans in amounts.items()
        ],
    )
    tx.execute(
        _MOVE, [{"account": account_id, "beans": beans} for account_id, beans in amounts.items()]
    )


def balance(tx: Tx, account_id: int) -> int:
    """Return an account's balance."""
    return int(tx.scalar(_BALANCE, {"account": account_id}))


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
    tx.execute(_INSERT_ORDER, values)


def order(tx: Tx, trade_order_id: str) -> Order | None:
    """Find an order by the platform's id."""
    row = tx.first(_FIND_ORDER, {"order": trade_order_id})
    return _order(row) if row else None


def order_request(tx: Tx, trade_order_id: str) -> OrderRequest | None:
    """Find what an order was made with."""
    row = tx.first(_FIND_ORDER, {"order": trade_order_id})
    if row is None:
        return None
    return OrderRequest(**{name: getattr(row, name) for name in OrderRequest.__dataclass_fields__})


def hold_order(tx: Tx, trade_order_id: str) -> Order | None:
    """Find an order by the platform's id, and hold it until the transaction ends."""
    row = tx.first(_HOLD_ORDER, {"order": trade_order_id})
    return _order(row) if row else None


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


def is_sandbox_user(tx: Tx, user_id: UserId) -> bool:
    """Return whether a user pays without Beans."""
    return tx.first(_SANDBOX_USER, {"user": user_id}) is not None


def insert_sandbox_user(tx: Tx, user_id: UserId, since_s: int) -> None:
    """Remember that a user pays without Beans."""
    tx.execute(insert(sandbox_users).values(user_id=user_id, since_s=since_s))


def remove_sandbox_user(tx: Tx, user_id: UserId) -> None:
    """Forget that a user pays without Beans."""
    tx.execute(delete(sandbox_users).where(sandbox_users.c.user_id == user_id))


def open_id(tx: Tx, app_id: AppId, user_id: UserId) -> OpenId:
    """Return a user's id within an app; empty while the app has never seen the user."""
    found = tx.scalar(
        select(open_ids.c.open_id).where(open_ids.c.app_id == app_id, open_ids.c.user_id == user_id)
    )
    return OpenId(found or "")


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
    return [_order(row) for row in tx.all(statement)]


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
    return [(_order(row), int(row.left_beans)) for row in rows]


def insert_traceback(tx: Tx, **values: Any) -> None:
    """Store what was recovered of an order."""
    tx.execute(insert(tracebacks).values(**values))


def tracebacks_of(tx: Tx, refund_id: int) -> list[Traceback]:
    """Return what a store refund has recovered, in order."""
    rows = tx.all(
        select(tracebacks).where(tracebacks.c.refund_id == refund_id).order_by(tracebacks.c.id)
    )
    return [
        Traceback(TradeOrderId(row.trade_order_id), row.refund_amount, row.created_at_s)
        for row in rows
    ]


def overdrawn_orders(tx: Tx) -> Sequence[Row[Any]]:
    """Return orders of which more was recovered than was paid."""
    total = func.sum(tracebacks.c.refund_amount)
    return tx.all(
        select(orders.c.trade_order_id, orders.c.token_amount, total.label("recovered_beans"))
        .join(tracebacks, tracebacks.c.trade_order_id == orders.c.trade_order_id)
        .group_by(orders.c.trade_order_id, orders.c.token_amount)
        .having(total > orders.c.token_amount)
    )


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


def transfers_page(
    tx: Tx, *, account_id: int | None, limit: int, before: int | None
) -> Sequence[Row[Any]]:
    """Return transfers, the newest first, of every account or of one."""
    statement = select(transfers).order_by(transfers.c.id.desc()).limit(limit)
    if account_id is not None:
        moved = select(entries.c.transfer_id).where(entries.c.account_id == account_id)
        statement = statement.where(transfers.c.id.in_(moved))
    if before is not None:
        statement = statement.where(transfers.c.id < before)
    return tx.all(statement)


def entries_of(tx: Tx, transfer_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return the entries of transfers with the accounts they are on."""
    return tx.all(
        select(entries, accounts.c.kind, accounts.c.owner_id)
        .join(accounts, accounts.c.id == entries.c.account_id)
        .where(entries.c.transfer_id.in_(transfer_ids))
        .order_by(entries.c.id)
    )


def tracebacks_on(tx: Tx, trade_order_id: str) -> list[Traceback]:
    """Return what store refunds have recovered of one order, in order."""
    mine = select(tracebacks).where(tracebacks.c.trade_order_id == trade_order_id)
    return [
        Traceback(TradeOrderId(row.trade_order_id), row.refund_amount, row.created_at_s)
        for row in tx.all(mine.order_by(tracebacks.c.id))
    ]


def newest_traceback(tx: Tx) -> int:
    """Return the number of the newest traceback, 0 when there is none."""
    return int(tx.scalar(select(func.coalesce(func.max(tracebacks.c.id), 0))))


def tracebacks_after(tx: Tx, number: int, *, limit: int) -> list[Traceback]:
    """Return what store refunds have recovered since a traceback, in order."""
    later = select(tracebacks).where(tracebacks.c.id > number)
    return [
        Traceback(TradeOrderId(row.trade_order_id), row.refund_amount, row.created_at_s)
        for row in tx.all(later.order_by(tracebacks.c.id).limit(limit))
    ]
