"""The Beans ledger: every movement is one transfer of entries that sum to zero; nothing is edited.

Accounts: one wallet per user, one revenue account per app, one store, one promotion. Transfers:
recharge (store to wallet), grant (promotion to wallet, or back), redeem (wallet to revenue),
clawback (wallet to store) and traceback (revenue to store), the last two after a store refund.
Store and promotion may go below zero; nothing else can. Sandbox payments move nothing.
"""

from dataclasses import dataclass

from localminis.clock import Clock
from localminis.commerce.model import (
    AccountKind,
    Entry,
    NotEnoughBeans,
    ParametersInvalid,
    Tier,
    Transfer,
)
from localminis.commerce.queries import ledger as queries
from localminis.ids import AppId, UserId
from localminis.store.transaction import Tx

_GRANT_MAX_BEANS = 10_000_000
# Where Beans come from; the only accounts that may go below zero.
_SOURCES = frozenset({"store", "promotion"})


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A price that has left a wallet: the transfer's number, and what the wallet holds now."""

    transfer_id: int
    balance_beans: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit; `problems` is empty when every law holds."""

    accounts: int
    problems: tuple[str, ...]


def balance(tx: Tx, user_id: UserId) -> int:
    """Return the Beans in a user's wallet."""
    found = queries.account(tx, "wallet", user_id)
    return 0 if found is None else int(found.balance_beans)


def recharge(tx: Tx, clock: Clock, user_id: UserId, tier: Tier) -> int:
    """Sell a tier of the store to a user; returns the transfer's number."""
    store, wallet = _held(tx, ("store", 0), ("wallet", user_id))
    return _move(tx, clock, store, wallet, tier.token_amount, "recharge", tier.tier_id)


def grant(tx: Tx, clock: Clock, user_id: UserId, beans: int) -> int:
    """Put Beans into a wallet, or take them out again with a negative number.

    Raises:
        ParametersInvalid: zero, or more than ten million at once; nothing is written.
        NotEnoughBeans: the wallet holds fewer than are to be taken; nothing is written.
    """
    if beans == 0 or abs(beans) > _GRANT_MAX_BEANS:
        raise ParametersInvalid(
            f"{beans} Beans cannot be granted. Use 1 to {_GRANT_MAX_BEANS}, or as many below zero."
        )
    promotion, wallet = _held(tx, ("promotion", 0), ("wallet", user_id))
    if beans < 0:
        return _move(tx, clock, wallet, promotion, -beans, "grant", "taken back")
    return _move(tx, clock, promotion, wallet, beans, "grant", "granted")


def redeem(
    tx: Tx, clock: Clock, user_id: UserId, app_id: AppId, *, beans: int, reference: str
) -> Redeemed:
    """Move an order's price from the payer's wallet to the app's revenue.

    Raises:
        NotEnoughBeans: the wallet holds less; nothing is written.
    """
    wallet, revenue = _held(tx, ("wallet", user_id), ("app", app_id))
    transfer_id = _move(tx, clock, wallet, revenue, beans, "redeem", reference)
    return Redeemed(transfer_id, wallet.balance_beans - beans)


def hold_wallet(tx: Tx, user_id: UserId) -> None:
    """Hold a user's wallet until the transaction ends, for what must read before it moves."""
    _held(tx, ("wallet", user_id))


def claw_back(tx: Tx, clock: Clock, user_id: UserId, *, beans: int, reference: str) -> int:
    """Return Beans of a refunded recharge from the wallet to the store.

    Raises:
        NotEnoughBeans: the wallet holds less; nothing is written.
    """
    wallet, store = _held(tx, ("wallet", user_id), ("store", 0))
    return _move(tx, clock, wallet, store, beans, "clawback", reference)


def trace_back(tx: Tx, clock: Clock, app_id: AppId, *, beans: int, reference: str) -> int:
    """Return Beans of a refunded recharge from the app they were spent in to the store.

    Args:
        reference: the order whose price is recovered.
    """
    revenue, store = _held(tx, ("app", app_id), ("store", 0))
    return _move(tx, clock, revenue, store, beans, "traceback", reference)


def listing(
    tx: Tx, *, user_id: UserId | None = None, limit: int = 50, before: int | None = None
) -> list[Transfer]:
    """Return transfers, the newest first, of everybody or on one wallet.

    Args:
        before: the number of the transfer after which the list goes on.
    """
    account_id = None
    if user_id is not None:
        found = queries.account(tx, "wallet", user_id)
        if found is None:
            return []
        account_id = int(found.id)
    rows = queries.transfers_page(tx, account_id=account_id, limit=limit, before=before)
    sides: dict[int, list[Entry]] = {row.id: [] for row in rows}
    for each in queries.entries_of(tx, list(sides)):
        sides[each.transfer_id].append(Entry(each.kind, each.owner_id, each.amount_beans))
    return [
        Transfer(row.id, row.kind, row.reference, row.created_at_s, tuple(sides[row.id]))
        for row in rows
    ]


def audit(tx: Tx) -> Audit:
    """Check the laws: entries sum to zero, kept balances equal their entries, none below zero.

    And of no order more was recovered than was paid.
    """
    problems = [
        f"Transfer {row.transfer_id} does not sum to zero"
        for row in queries.unbalanced_transfers(tx)
    ]
    rows = queries.balances_and_sums(tx)
    for row in rows:
        where = f"account {row.kind} {row.owner_id}"
        if row.balance_beans != row.summed_beans:
            problems.append(
                f"The {where} keeps {row.balance_beans}, its entries {row.summed_beans}"
            )
        if row.balance_beans < 0 and row.kind not in _SOURCES:
            problems.append(f"The {where} is below zero: {row.balance_beans}")
    problems.extend(
        f"The order {row.trade_order_id} was paid {row.token_amount}, "
        f"and {row.recovered_beans} were recovered"
        for row in queries.overdrawn_orders(tx)
    )
    return Audit(len(rows), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Account:
    id: int
    kind: AccountKind
    balance_beans: int


def _held(tx: Tx, *wanted: tuple[AccountKind, int]) -> list[_Account]:
    """Hold accounts until the transaction ends, by kind and owner; who has none gets one."""
    found = {(row.kind, row.owner_id): row for row in queries.hold_accounts(tx, wanted)}
    return [
        _Account(row.id, kind, row.balance_beans)
        if (row := found.get((kind, owner_id)))
        else _Account(queries.insert_account(tx, kind, owner_id), kind, 0)
        for kind, owner_id in wanted
    ]


def _move(
    tx: Tx,
    clock: Clock,
    source: _Account,
    target: _Account,
    beans: int,
    kind: str,
    reference: str,
) -> int:
    assert beans > 0
    assert source.id != target.id
    if source.balance_beans < beans and source.kind not in _SOURCES:
        raise NotEnoughBeans(source.balance_beans, beans)
    transfer_id = queries.insert_transfer(
        tx, kind=kind, reference=reference, created_at_s=clock.now_s()
    )
    queries.insert_entries(tx, transfer_id, {source.id: -beans, target.id: beans})
    return transfer_id
