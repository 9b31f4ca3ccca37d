from types import SimpleNamespace

import pytest
from sqlalchemy import select

from localminis.agenda import agenda
from localminis.commerce import ledger, orders
from localminis.commerce.model import (
    NotEnoughBeans,
    OrderIdTaken,
    OrderNotFound,
    OrderNotOpen,
    OrderRequest,
    ParametersInvalid,
    PaymentNotEnabled,
)
from localminis.identity import apps, users
from localminis.spec import limits
from localminis.store import vault
from localminis.store.tables.commerce import orders as table
from localminis.store.tables.webhooks import webhook_events


@pytest.fixture
def shop(shelf, tmp_path):
    """Open a shop with two apps and two users."""
    seal = vault.load(tmp_path / "secret.key")

    def work(tx):
        made = [apps.create(tx, shelf.clock, seal, name=name) for name in ("A", "B")]
        app = apps.set_webhook_url(tx, made[0], "http://127.0.0.1:9/hook")
        mia, kenji = (users.create(tx, shelf.clock, name=name) for name in ("Mia", "Kenji"))
        open_id = users.open_id(tx, app, mia)
        ledger.grant(tx, shelf.clock, mia.id, 50)
        return SimpleNamespace(app=app, other=made[1], mia=mia, kenji=kenji, open_id=open_id)

    return shelf.run(work)


def request(**changes) -> OrderRequest:
    return OrderRequest(
        **{"token_amount": 40, "order_id": "ord-1", "product_name": "Episode 3", **changes}
    )


def create(shelf, shop, *, app=None, user=None, is_payment_enabled=True, **changes):
    return shelf.run(
        lambda tx: orders.create(
            tx,
            shelf.clock,
            (app or shop.app).id,
            (user or shop.mia).id,
            request(**changes),
            is_payment_enabled=is_payment_enabled,
        )
    )


def pay(shelf, shop, trade_order_id, *, app=None, user=None):
    return shelf.run(
        lambda tx: orders.pay(
            tx,
            shelf.clock,
            shelf.bell,
            (app or shop.app).id,
            (user or shop.mia).id,
            trade_order_id,
            shop.open_id,
        )
    )


def count(shelf, which=table) -> int:
    return len(shelf.run(lambda tx: tx.all(select(which))))


def test_an_order_is_open_until_it_is_paid(shelf, shop):
    """Only two states exist, and the time of payment is platform time."""
    trade_order_id = create(shelf, shop)
    order = shelf.run(lambda tx: orders.get(tx, trade_order_id))
    assert trade_order_id.startswith("TOID")
    assert (order.trade_order_status, order.paid_at_s) == ("PENDING", None)
    shelf.turn(5)
    paid = pay(shelf, shop, trade_order_id).order
    assert (paid.trade_order_status, paid.paid_at_s) == ("SUCCESS", shelf.clock.now_s())
    assert paid.created_at_s == paid.paid_at_s - 5
    assert shelf.run(lambda tx: ledger.balance(tx, shop.mia.id)) == 10


@pytest.mark.parametrize(
    "changes",
    [
        {"token_amount": 0},
        {"token_amount": -1},
        {"token_amount": limits.TOKEN_AMOUNT_MAX + 1},
        {"token_amount": 2**63},
        {"token_type": "COINS"},
        {"token_type": "beans"},
        {"order_id": ""},
        {"order_id": " \t"},
        {"order_id": "a\x00b"},
        {"order_id": "x" * (limits.ORDER_ID_MAX + 1)},
        {"product_name": ""},
        {"product_name": "x" * (limits.PRODUCT_NAME_MAX + 1)},
        {"product_id": "x" * (limits.ORDER_TEXT_MAX + 1)},
        {"image_url": "x" * (limits.ORDER_TEXT_MAX + 1)},
        {"quantity": 0},
        {"quantity": limits.QUANTITY_MAX + 1},
    ],
    ids=lambda changes: f"{changes}"[:40],
)
def test_a_value_outside_the_limits_is_refused(shelf, shop, changes):
    """A bad order writes nothing, so its order id stays free."""
    with pytest.raises(ParametersInvalid):
        create(shelf, shop, **changes)
    assert count(shelf) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"token_amount": limits.TOKEN_AMOUNT_MIN},
        {"token_amount": limits.TOKEN_AMOUNT_MAX},
        {"order_id": "x" * limits.ORDER_ID_MAX},
        {"order_id": "注文-é-🎬"},
        {"quantity": 1, "quantity_unit": "", "order_url": "", "product_id": ""},
    ],
    ids=lambda changes: f"{changes}"[:40],
)
def test_values_at_the_limits_are_taken(shelf, shop, changes):
    """The limits themselves are inside."""
    trade_order_id = create(shelf, shop, **changes)
    order = shelf.run(lambda tx: orders.get(tx, trade_order_id))
    assert order.order_id == changes.get("order_id", "ord-1")


def test_an_order_id_is_used_once_in_an_app(shelf, shop):
    """The same id is refused in the app and free in another."""
    create(shelf, shop)
    with pytest.raises(OrderIdTaken, match="ord-1"):
        create(shelf, shop, user=shop.kenji)
    create(shelf, shop, app=shop.other)
    assert count(shelf) == 2


def test_without_the_payment_capability_no_order_is_made(shelf, shop):
    """The refusal says which command switches payment on."""
    with pytest.raises(PaymentNotEnabled, match="--payment on"):
        create(shelf, shop, is_payment_enabled=False)
    assert count(shelf) == 0


def test_orders_of_others_do_not_exist(shelf, shop):
    """Another app, another user and an unknown id are the same refusal, for every verb."""
    mine = create(shelf, shop)
    for app, user, trade_order_id in (
        (shop.other, shop.mia, mine),
        (shop.app, shop.kenji, mine),
        (shop.app, shop.mia, "TOIDnone"),
        (shop.app, shop.mia, ""),
    ):
        for verb in (orders.query, orders.quote):
            with pytest.raises(OrderNotFound):
                shelf.run(lambda tx, v=verb, a=app, u=user, t=trade_order_id: v(tx, a.id, u.id, t))
        with pytest.raises(OrderNotFound):
            pay(shelf, shop, trade_order_id, app=app, user=user)
    with pytest.raises(OrderNotFound):
        shelf.run(lambda tx: orders.get(tx, "TOIDnone"))


def test_a_payment_happens_once(shelf, shop):
    """The second payment is refused; Beans move once and one event is recorded."""
    trade_order_id = create(shelf, shop)
    pay(shelf, shop, trade_order_id)
    for again in (
        lambda: pay(shelf, shop, trade_order_id),
        lambda: shelf.run(lambda tx: orders.quote(tx, shop.app.id, shop.mia.id, trade_order_id)),
    ):
        with pytest.raises(OrderNotOpen):
            again()
    assert shelf.run(lambda tx: ledger.balance(tx, shop.mia.id)) == 10
    assert count(shelf, webhook_events) == 1
    assert shelf.run(ledger.audit).problems == ()


def test_a_refused_payment_leaves_no_trace(shelf, shop):
    """Too few Beans: the order stays open, no event, nothing due."""
    trade_order_id = create(shelf, shop, token_amount=51)
    with pytest.raises(NotEnoughBeans):
        pay(shelf, shop, trade_order_id)
    order = shelf.run(lambda tx: orders.get(tx, trade_order_id))
    assert order.trade_order_status == "PENDING"
    assert count(shelf, webhook_events) == 0
    assert shelf.run(lambda tx: agenda.claim(tx, shelf.clock)) == []


def test_a_payment_that_fails_late_is_taken_back_whole(shelf, shop):
    """Order, Beans, event and due work are stored together or not at all."""
    trade_order_id = create(shelf, shop)

    def pay_then_fail(tx):
        orders.pay(
            tx,
            shelf.clock,
            shelf.bell,
            shop.app.id,
            shop.mia.id,
            trade_order_id,
            shop.open_id,
        )
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        shelf.run(pay_then_fail)
    assert count(shelf, webhook_events) == 0
    assert shelf.run(lambda tx: ledger.balance(tx, shop.mia.id)) == 50
    assert pay(shelf, shop, trade_order_id).order.trade_order_status == "SUCCESS"


def test_a_quote_tells_what_is_short_and_what_covers_it(shelf, shop):
    """With enough Beans nothing is offered; otherwise the smallest tier that covers."""
    cheap, dear = create(shelf, shop), create(shelf, shop, order_id="ord-2", token_amount=151)
    quote = shelf.run(lambda tx: orders.quote(tx, shop.app.id, shop.mia.id, cheap))
    assert (quote.balance_beans, quote.shortfall_beans, quote.tier) == (50, 0, None)
    quote = shelf.run(lambda tx: orders.quote(tx, shop.app.id, shop.mia.id, dear))
    assert (quote.shortfall_beans, quote.tier.token_amount) == (101, 300)


def test_a_listing_is_the_newest_first_and_narrowed(shelf, shop):
    """Orders are listed by app and by user."""
    first = create(shelf, shop)
    shelf.turn(1)
    second = create(shelf, shop, order_id="ord-2", user=shop.kenji)
    shelf.turn(1)
    third = create(shelf, shop, app=shop.other)

    def listed(**by):
        found = shelf.run(lambda tx: orders.listing(tx, **by))
        return [order.trade_order_id for order in found]

    assert listed() == [third, second, first]
    assert listed(app_id=shop.app.id) == [second, first]
    assert listed(user_id=shop.mia.id) == [third, first]
    assert listed(limit=1) == [third]
