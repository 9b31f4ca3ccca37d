"""SQL of accounts, transfers and their entries."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from localminis.commerce.model import AccountKind
from localminis.store.tables.commerce import accounts, entries, orders, tracebacks, transfers
from localminis.store.transaction import Tx

_ACCOUNT: BindParameter[int] = bindparam("account")
_FIND_ACCOUNT: Final = select(accounts).where(
    accounts.c.kind == bindparam("kind"), accounts.c.owner_id == bindparam("owner_id")
)
_INSERT_TRANSFER, _INSERT_ENTRIES = insert(transfers), insert(entries)
_MOVE: Final = (
    update(accounts)
    .where(accounts.c.id == _ACCOUNT)
    .values(balance_beans=accounts.c.balance_beans + bindparam("beans"))
)


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


def overdrawn_orders(tx: Tx) -> Sequence[Row[Any]]:
    """Return orders of which more was recovered than was paid."""
    total = func.sum(tracebacks.c.refund_amount)
    return tx.all(
        select(orders.c.trade_order_id, orders.c.token_amount, total.label("recovered_beans"))
        .join(tracebacks, tracebacks.c.trade_order_id == orders.c.trade_order_id)
        .group_by(orders.c.trade_order_id, orders.c.token_amount)
        .having(total > orders.c.token_amount)
    )


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
