import pytest

from localminis.commerce import renewals, subscriptions
from localminis.commerce.model import (
    OrderIdTaken,
    OrderNotFound,
    OrderNotOpen,
    ParametersInvalid,
    PaymentNotEnabled,
    SubscriptionActive,
    SubscriptionCancelled,
    SubscriptionNotFound,
    SubscriptionOnHold,
    SubscriptionOrderInfo,
    TierNotFound,
)
from localminis.identity import apps, users
from localminis.ids import UserId
from localminis.spec import limits
from localminis.store import vault


class Desk:
    """What one app's backend can ask for two users."""

    def __init__(self, shelf, seal) -> None:
        self.shelf = shelf

        def work(tx):
            self.apps = [apps.create(tx, shelf.clock, seal, name=name) for name in ("A", "B")]
            self.mia, self.kenji = (
                users.create(tx, shelf.clock, name=name).id for name in ("Mia", "Kenji")
            )

        shelf.run(work)
        self.app = self.apps[0].id

    def call(self, verb, *args, **kwargs):
        shelf = self.shelf
        return shelf.run(lambda tx: verb(tx, shelf.clock, shelf.bell, *args, **kwargs))

    def create(self, order_id="s-1", tier_id="sandbox_499_1M", user=None, **info):
        details = SubscriptionOrderInfo(order_id, **{"product_name": "All", **info})
        return self.call(
            subscriptions.create,
            self.app,
            user or self.mia,
            tier_id,
            details,
            region="US",
            is_payment_enabled=True,
        )

    def reactivate(self, subscription_id, order_id="r-1", user=None):
        return self.call(
            subscriptions.reactivate,
            self.app,
            user or self.mia,
            subscription_id,
            SubscriptionOrderInfo(order_id, "All"),
            is_payment_enabled=True,
        )

    def pay(self, trade_order_id, user=None):
        return self.call(subscriptions.pay, self.app, user or self.mia, trade_order_id)

    def active(self, user=None):
        return self.call(subscriptions.active_list, self.app, user or self.mia)


@pytest.fixture
def desk(shelf, tmp_path):
    """Open a desk."""
    return Desk(shelf, vault.load(tmp_path / "secret.key"))


def test_nothing_begins_before_it_is_paid(desk):
    """An order alone makes no subscription, and the empty list means none."""
    trade_order_id = desk.create()
    assert desk.active() == []
    order = desk.call(subscriptions.order, desk.app, desk.mia, trade_order_id)
    assert (order.trade_order_status, order.subscription_id) == ("PENDING", None)
    with pytest.raises(OrderNotFound, match="not been paid"):
        desk.call(subscriptions.of_order, desk.app, desk.mia, trade_order_id)
    paid = desk.pay(trade_order_id)
    assert desk.active() == [paid]
    assert desk.call(subscriptions.of_order, desk.app, desk.mia, trade_order_id) == paid


def test_while_one_is_not_over_no_other_is_ordered(desk):
    """Each state refuses with its own code."""
    bought = desk.pay(desk.create())
    with pytest.raises(SubscriptionActive):
        desk.create("s-2")
    desk.call(renewals.hold, bought.subscription_id)
    with pytest.raises(SubscriptionOnHold):
        desk.create("s-2")
    desk.call(renewals.recover, bought.subscription_id)
    desk.call(renewals.cancel, bought.subscription_id)
    with pytest.raises(SubscriptionCancelled, match=bought.subscription_id):
        desk.create("s-2")
    desk.create("s-2", user=desk.kenji)


def test_only_a_cancelled_one_is_reactivated(desk):
    """Active and on hold refuse with their codes; unknown and foreign ones do not exist."""
    bought = desk.pay(desk.create())
    with pytest.raises(SubscriptionActive):
        desk.reactivate(bought.subscription_id)
    desk.call(renewals.hold, bought.subscription_id)
    with pytest.raises(SubscriptionOnHold):
        desk.reactivate(bought.subscription_id)
    for subscription_id, user in (("SUB_none", desk.mia), (bought.subscription_id, desk.kenji)):
        with pytest.raises(SubscriptionNotFound):
            desk.reactivate(subscription_id, user=user)


def test_a_reactivation_that_came_too_late_is_not_paid(desk):
    """What held when the order was made is looked at again."""
    bought = desk.pay(desk.create())
    desk.call(renewals.cancel, bought.subscription_id)
    one, two = (
        desk.reactivate(bought.subscription_id),
        desk.reactivate(bought.subscription_id, "r-2"),
    )
    desk.pay(one)
    with pytest.raises(SubscriptionActive):
        desk.pay(two)
    desk.call(renewals.expire, bought.subscription_id)
    with pytest.raises(SubscriptionNotFound):
        desk.pay(two)


def test_an_order_id_is_used_once_in_an_app(desk):
    """The second create with the same id is refused, whoever it is for."""
    desk.create("s-1")
    with pytest.raises(OrderIdTaken, match="s-1"):
        desk.create("s-1", user=desk.kenji)


@pytest.mark.parametrize(
    "info",
    [
        {"order_id": ""},
        {"order_id": " "},
        {"order_id": "a\x00b"},
        {"order_id": "x" * (limits.ORDER_ID_MAX + 1)},
        {"product_name": ""},
        {"product_name": "x" * (limits.PRODUCT_NAME_MAX + 1)},
        {"order_url": "x" * (limits.ORDER_TEXT_MAX + 1)},
        {"order_detail": "a\x00b"},
    ],
    ids=lambda info: f"{info}"[:40],
)
def test_a_value_outside_the_limits_is_refused(desk, info):
    """A bad order writes nothing."""
    with pytest.raises(ParametersInvalid):
        desk.create(**info)


def test_without_payment_or_a_tier_nothing_is_ordered(desk):
    """The app's capability comes first, then the tier."""
    details = SubscriptionOrderInfo("s-1", "All")
    for verb, *args in (
        (subscriptions.create, desk.mia, "sandbox_499_1M", details),
        (subscriptions.reactivate, desk.mia, "SUB_none", details),
    ):
        region = {"region": "US"} if verb is subscriptions.create else {}
        with pytest.raises(PaymentNotEnabled, match="--payment on"):
            desk.call(verb, desk.app, *args, **region, is_payment_enabled=False)
    with pytest.raises(TierNotFound):
        desk.create(tier_id="local_beans_100")


def test_orders_of_others_do_not_exist(desk):
    """Another app, another user and an unknown id are the same refusal, for every verb."""
    mine = desk.create()
    for app, user, trade_order_id in (
        (desk.apps[1].id, desk.mia, mine),
        (desk.app, desk.kenji, mine),
        (desk.app, desk.mia, "TOIDnone"),
    ):
        for verb in (subscriptions.order, subscriptions.of_order, subscriptions.pay):
            with pytest.raises(OrderNotFound):
                desk.call(verb, app, user, trade_order_id)
        with pytest.raises(OrderNotFound):
            desk.shelf.run(
                lambda tx, a=app, u=user, t=trade_order_id: subscriptions.quote(tx, a, u, t)
            )


def test_a_quote_is_for_what_is_open(desk):
    """The panel shows the order and its tier, and nothing once it is paid."""
    trade_order_id = desk.create(tier_id="local_499_1M")

    def quote():
        return desk.shelf.run(
            lambda tx: subscriptions.quote(tx, desk.app, desk.mia, trade_order_id, "JP")
        )

    order, tier = quote()
    assert (order.kind, order.price, tier.currency) == ("create", "4.99", "JPY")
    desk.pay(trade_order_id)
    with pytest.raises(OrderNotOpen):
        quote()


def test_a_listing_is_the_newest_first_and_narrowed(desk):
    """Subscriptions are listed by app and by user."""
    first = desk.pay(desk.create())
    second = desk.pay(desk.create("s-2", user=desk.kenji), user=desk.kenji)

    def listed(**by):
        return [each.subscription_id for each in desk.call(subscriptions.listing, **by)]

    assert listed() == [second.subscription_id, first.subscription_id]
    assert listed(user_id=desk.mia) == [first.subscription_id]
    assert listed(app_id=desk.apps[1].id) == []
    assert listed(app_id=desk.app, limit=1) == [second.subscription_id]
    assert listed(user_id=UserId(99)) == []


def test_what_is_on_the_wire_has_the_documented_spellings(desk, shelf):
    """`next_duduct_time` and `begin_time`, with the state in two booleans."""
    bought = desk.pay(desk.create())
    assert bought.wire(shelf.clock.now_s()) == {
        "subscription_id": bought.subscription_id,
        "tier_id": "sandbox_499_1M",
        "is_subscription_rights_valid": True,
        "is_renewal_normal": True,
        "trade_order_id": bought.trade_order_id,
        "is_sandbox": True,
        "begin_time": bought.begin_time,
        "end_time": bought.begin_time + 300,
        "next_duduct_time": bought.begin_time + 290,
        "pay_type": "IAP",
    }
