from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from localminis.commerce import ledger, orders, tiers
from localminis.commerce.model import (
    NotEnoughBeans,
    OrderNotFound,
    OrderNotOpen,
    OrderRequest,
    ParametersInvalid,
)
from localminis.identity import apps
from localminis.ids import OpenId, UserId
from localminis.store import clocks, reset, vault
from localminis.store.tables.commerce import accounts, entries, transfers
from localminis.web import world


def audit(shelf) -> tuple[str, ...]:
    return shelf.run(ledger.audit).problems


def balance(shelf, user: int) -> int:
    return shelf.run(lambda tx: ledger.balance(tx, UserId(user)))


def test_a_new_wallet_is_empty(shelf):
    """Asking for a balance opens the wallet with nothing in it."""
    assert balance(shelf, 1) == 0
    assert audit(shelf) == ()


def test_a_recharge_comes_from_the_store_and_a_grant_from_promotion(shelf):
    """Bought and given Beans are told apart, and every transfer sums to zero."""
    mia = UserId(1)
    tier = tiers.get("local_beans_100")
    shelf.run(lambda tx: ledger.recharge(tx, shelf.clock, mia, tier))
    shelf.run(lambda tx: ledger.grant(tx, shelf.clock, mia, 30))
    shelf.run(lambda tx: ledger.grant(tx, shelf.clock, mia, -10))
    kinds = select(accounts.c.kind, accounts.c.balance_beans)
    kept = {row.kind: row.balance_beans for row in shelf.run(lambda tx: tx.all(kinds))}
    assert kept == {"wallet": 120, "store": -100, "promotion": -20}
    assert audit(shelf) == ()


@pytest.mark.parametrize("beans", [0, 10_000_001, -10_000_001, 2**63, -(2**70)])
def test_a_grant_has_a_size(shelf, beans):
    """Nothing and too much are refused, and nothing is written."""
    with pytest.raises(ParametersInvalid):
        shelf.run(lambda tx: ledger.grant(tx, shelf.clock, UserId(1), beans))
    assert shelf.run(lambda tx: tx.scalar(select(func.count()).select_from(transfers))) == 0


def test_all_there_is_can_leave_a_wallet(shelf):
    """A price of exactly what the wallet holds is paid."""
    shelf.run(lambda tx: ledger.grant(tx, shelf.clock, UserId(1), 5))
    shelf.run(lambda tx: ledger.grant(tx, shelf.clock, UserId(1), -5))
    assert balance(shelf, 1) == 0


def test_more_than_there_is_cannot_leave_a_wallet(shelf):
    """A short wallet says what it holds and what is needed, and keeps it."""
    shelf.run(lambda tx: ledger.grant(tx, shelf.clock, UserId(1), 5))
    with pytest.raises(NotEnoughBeans) as refused:
        shelf.run(lambda tx: ledger.grant(tx, shelf.clock, UserId(1), -6))
    assert (refused.value.balance_beans, refused.value.needed_beans) == (5, 6)
    assert balance(shelf, 1) == 5


def test_the_audit_finds_what_should_not_be(shelf):
    """A balance or an entry changed behind the ledger's back is named."""
    shelf.run(lambda tx: ledger.grant(tx, shelf.clock, UserId(1), 5))
    in_wallet = select(accounts.c.id).where(accounts.c.kind == "wallet").scalar_subquery()
    forged = update(entries).where(entries.c.account_id == in_wallet).values(amount_beans=7)
    shelf.run(lambda tx: tx.execute(forged))
    problems = " ".join(audit(shelf))
    assert "Transfer 1 does not sum to zero" in problems
    assert "account wallet 1 keeps 5, its entries 7" in problems


def test_a_movement_needs_a_direction(shelf):
    """Nothing moves by nothing or from an account to itself: that could only be our mistake."""

    def backwards(tx):
        store, wallet = ledger._held(tx, ("store", 0), ("wallet", 1))
        ledger._move(tx, shelf.clock, store, wallet, -1, "test", "")

    def in_a_circle(tx):
        [wallet] = ledger._held(tx, ("wallet", 1))
        ledger._move(tx, shelf.clock, wallet, wallet, 1, "test", "")

    for wrong in (backwards, in_a_circle):
        with pytest.raises(AssertionError):
            shelf.run(wrong)
    assert audit(shelf) == ()


USERS = st.sampled_from([1, 2])
BEANS = st.integers(1, 400)
STEP = st.one_of(
    st.tuples(st.just("grant"), USERS, st.integers(-300, 300)),
    st.tuples(st.just("recharge"), USERS, st.sampled_from(sorted(tiers.TIERS))),
    st.tuples(st.just("order"), USERS, BEANS),
    st.tuples(st.just("pay"), USERS, st.integers(0, 8)),
)


@dataclass
class Shop:
    """What a plain model of the shop knows: wallets, and orders with their price and state."""

    wallets: dict[int, int]
    orders: list[list] = field(default_factory=list)

    def expects(self, step) -> None:
        """Follow one step; raises what the platform should refuse it with."""
        kind, user, value = step
        if kind == "grant":
            if value == 0:
                raise ParametersInvalid
            if self.wallets[user] + value < 0:
                raise NotEnoughBeans(0, 0)
            self.wallets[user] += value
        elif kind == "recharge":
            self.wallets[user] += tiers.get(value).token_amount
        elif kind == "pay":
            if value >= len(self.orders) or self.orders[value][1] != user:
                raise OrderNotFound
            order = self.orders[value]
            if order[3]:
                raise OrderNotOpen
            if self.wallets[user] < order[2]:
                raise NotEnoughBeans(0, 0)
            self.wallets[user] -= order[2]
            order[3] = True


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25))
def test_any_history_of_purchases_keeps_the_books(shelf, tmp_path, steps):
    """Whatever is granted, bought, ordered and paid: the sum is zero and no wallet below it."""
    seal = vault.load(tmp_path / "secret.key")

    def begin(tx):
        reset.wipe(tx)
        clocks.read(tx)
        world.populate(tx, shelf.clock)
        return apps.create(tx, shelf.clock, seal, name="Drama")

    app = shelf.run(begin)
    shop = Shop({1: 50, 2: 50})
    for step in steps:
        expected = actual = None
        try:
            shop.expects(step)
        except (ParametersInvalid, NotEnoughBeans, OrderNotFound, OrderNotOpen) as refusal:
            expected = type(refusal)
        try:
            _take(shelf, app, shop, step)
        except (ParametersInvalid, NotEnoughBeans, OrderNotFound, OrderNotOpen) as refusal:
            actual = type(refusal)
        assert actual is expected, step
    assert audit(shelf) == ()
    assert {user: balance(shelf, user) for user in (1, 2)} == shop.wallets
    assert min(shop.wallets.values()) >= 0
    revenue = select(accounts.c.balance_beans).where(accounts.c.kind == "app")
    paid_beans = sum(order[2] for order in shop.orders if order[3])
    assert (shelf.run(lambda tx: tx.scalar(revenue)) or 0) == paid_beans


def _take(shelf, app, shop: Shop, step) -> None:
    kind, user, value = step
    user = UserId(user)
    if kind == "grant":
        shelf.run(lambda tx: ledger.grant(tx, shelf.clock, user, value))
    elif kind == "recharge":
        shelf.run(lambda tx: ledger.recharge(tx, shelf.clock, user, tiers.get(value)))
    elif kind == "order":
        request = OrderRequest(value, f"ord-{len(shop.orders)}", "Episode")
        trade_order_id = shelf.run(
            lambda tx: orders.create(
                tx, shelf.clock, app.id, user, request, is_payment_enabled=True
            )
        )
        shop.orders.append([trade_order_id, user, value, False])
    else:
        known = value < len(shop.orders)
        trade_order_id = shop.orders[value][0] if known else "TOIDnone"
        shelf.run(
            lambda tx: orders.pay(
                tx, shelf.clock, shelf.bell, app.id, user, trade_order_id, OpenId("-000x")
            )
        )
