"""The subscription endpoints over real sockets: what is sent, and what its answer becomes."""

import json

import pytest

from localminis.client import (
    ApiError,
    ChangeUnfinished,
    RenewalTooNear,
    Subscription,
    SubscriptionActive,
    SubscriptionCancelled,
    SubscriptionOnHold,
    SubscriptionOrder,
    SubscriptionTier,
)
from localminis.client.errors import UnreadableAnswer

ORDER = {"order_id": "s-1", "product_name": "All episodes"}
WIRE = {
    "subscription_id": "SUB1",
    "tier_id": "sandbox_499_1M",
    "is_subscription_rights_valid": True,
    "is_renewal_normal": True,
    "trade_order_id": "TOID1",
    "is_sandbox": True,
    "begin_time": 1_760_000_000,
    "end_time": 1_760_000_300,
    "next_duduct_time": 1_760_000_290,
    "pay_type": "IAP",
}


@pytest.mark.parametrize(
    ("method", "path", "subject"),
    [
        ("create_subscription", "create", {"tier_id": "sandbox_499_1M"}),
        ("reactivate_subscription", "reactivate", {"subscription_id": "SUB1"}),
    ],
)
def test_an_order_carries_its_subject_and_order_info(scripted, call, method, path, subject):
    """Optional fields are absent, not null; what is given is in order_info."""
    for _ in range(2):
        scripted.ok({"trade_order_id": "TOID1"})
    assert call(method, "act.x", **subject, **ORDER) == "TOID1"
    call(method, "act.x", **subject, **ORDER, order_url="/all", order_detail="monthly")
    bare, full = scripted.received
    assert (bare.method, bare.path) == ("POST", f"/v2/minis/subscription/{path}/")
    assert json.loads(bare.body) == {**subject, "order_info": ORDER}
    assert json.loads(full.body)["order_info"] == {
        **ORDER,
        "order_url": "/all",
        "order_detail": "monthly",
    }


def test_the_active_list_is_asked_for_without_a_body(scripted, call):
    """An empty list means that there is none."""
    scripted.ok({"subscriptions": []})
    assert call("get_active_subscriptions", "act.x") == []
    [received] = scripted.received
    assert received.path == "/v2/minis/subscription/get_active_list/"
    assert (received.body, received.headers["authorization"]) == (b"", "Bearer act.x")


def test_a_subscription_is_read_with_the_platforms_own_spellings(scripted, call):
    """Times are numbers, and the table's other spelling of the beginning is understood."""
    scripted.ok({"subscriptions": [WIRE]})
    [found] = call("get_active_subscriptions", "act.x")
    assert found == Subscription(**WIRE)
    begine = {key: value for key, value in WIRE.items() if key != "begin_time"}
    scripted.ok({"subscription": {**begine, "begine_time": 5}})
    assert call("get_subscription_info", "act.x", "TOID1").begin_time == 5


@pytest.mark.parametrize(
    ("is_valid", "is_normal", "state"),
    [(True, True, "active"), (True, False, "cancel"), (False, False, "onhold")],
)
def test_the_state_comes_from_the_two_booleans(scripted, call, is_valid, is_normal, state):
    """The documented table, and everything optional may be missing."""
    needed = {"subscription_id": "S", "tier_id": "t", "trade_order_id": "T"}
    booleans = {"is_subscription_rights_valid": is_valid, "is_renewal_normal": is_normal}
    scripted.ok({"subscription": {**needed, **booleans}})
    found = call("get_subscription_info", "act.x", "TOID1")
    assert found.state == state
    assert (found.is_sandbox, found.end_time, found.pay_type) == (None, None, None)


@pytest.mark.parametrize("status", ["PENDING", "SUCCESS", "REFUNDED"])
@pytest.mark.parametrize("is_wrapped", [False, True])
def test_a_payment_is_read_flat_or_wrapped(scripted, call, status, is_wrapped):
    """The sample and the table differ, so both shapes are read."""
    fields = {"trade_order_id": "TOID1", "subscription_id": "SUB1", "trade_order_status": status}
    fields["actually_end_time"] = 7
    scripted.ok({"subscription_tiers_info": fields} if is_wrapped else fields)
    assert call("get_subscription_order_info", "act.x", "TOID1") == SubscriptionOrder(
        "TOID1", "SUB1", status, actually_end_time=7
    )


def test_tiers_are_read_by_id(scripted, call):
    """The device's platform is sent when it is given."""
    tier = {
        "tier_id": "local_2499_6M",
        "deduct_cycle": "SEMIANNYALLY",
        "deduct_type": "auto_renew",
        "price": "24.99",
        "currency": "USD",
        "symbol": "$",
    }
    for _ in range(2):
        scripted.ok({"subscription_tiers_info": {"local_2499_6M": tier}})
    found = call("get_subscription_tier_info", "act.x", ["local_2499_6M"])
    assert found == {"local_2499_6M": SubscriptionTier(**tier)}
    call("get_subscription_tier_info", "act.x", ["local_2499_6M"], device_platform="android")
    first, second = (json.loads(received.body) for received in scripted.received)
    assert first == {"tier_ids": ["local_2499_6M"]}
    assert second["device_platform"] == "android"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("20021101", SubscriptionActive),
        ("20021102", SubscriptionCancelled),
        ("20021103", SubscriptionOnHold),
        ("20021108", ChangeUnfinished),
        ("20021111", RenewalTooNear),
    ],
)
def test_every_refusal_is_a_class_of_its_own(scripted, call, code, kind):
    """A backend chooses by class what to do next, and nothing is sent twice."""
    scripted.refuse(code)
    with pytest.raises(kind) as refused:
        call("create_subscription", "act.x", tier_id="t", **ORDER)
    assert isinstance(refused.value, ApiError)
    assert len(scripted.received) == 1


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "named"),
    [
        ("create_subscription", ["act.x"], {**ORDER, "tier_id": ""}, "tier_id"),
        ("create_subscription", ["act.x"], {**ORDER, "tier_id": "t", "order_id": " "}, "order_id"),
        ("reactivate_subscription", ["act.x"], {**ORDER, "subscription_id": ""}, "subscription_id"),
        ("get_active_subscriptions", [""], {}, "access_token"),
        ("get_subscription_info", ["act.x", ""], {}, "trade_order_id"),
        ("get_subscription_order_info", ["act.x", None], {}, "trade_order_id"),
        ("get_subscription_tier_info", ["act.x", "tier"], {}, "tier_ids"),
        ("get_subscription_tier_info", ["act.x", []], {}, "tier_ids"),
        ("get_subscription_tier_info", ["act.x", [""]], {}, "tier_id"),
    ],
)
def test_impossible_arguments_are_never_sent(scripted, call, method, args, kwargs, named):
    """A mistake in the backend's code is named before anything leaves it."""
    with pytest.raises(ValueError, match=named):
        call(method, *args, **kwargs)
    assert scripted.received == []


@pytest.mark.parametrize(
    ("method", "args", "data", "named"),
    [
        ("get_active_subscriptions", [], {}, "subscriptions"),
        ("get_active_subscriptions", [], {"subscriptions": ["x"]}, "subscriptions"),
        ("get_subscription_info", ["T"], {"subscription": {"subscription_id": "S"}}, "tier_id"),
        (
            "get_subscription_info",
            ["T"],
            {"subscription": {**WIRE, "is_renewal_normal": "yes"}},
            "is_renewal_normal",
        ),
        ("get_subscription_order_info", ["T"], {"trade_order_status": "FAILED"}, "FAILED"),
        ("get_subscription_tier_info", [["t"]], {"subscription_tiers_info": {"t": 1}}, "'t'"),
    ],
)
def test_data_with_a_hole_is_unreadable(scripted, call, method, args, data, named):
    """A missing or odd field is named, and never becomes None where it is needed."""
    scripted.ok(data)
    with pytest.raises(UnreadableAnswer, match=named):
        call(method, "act.x", *args)


def test_a_subscription_of_the_real_platform_is_ordered_and_read(platform):
    """The client and the platform agree on every field of all six calls."""
    from localminis.client import MinisClient

    app = platform.new_app()
    token = platform.access_token(app)
    with MinisClient(app["client_key"], app["client_secret"], base_url=platform.url) as client:
        tiers = client.get_subscription_tier_info(token, ["sandbox_499_1M"])
        assert tiers["sandbox_499_1M"].price == "4.99"
        trade_order_id = client.create_subscription(token, tier_id="sandbox_499_1M", **ORDER)
        order = client.get_subscription_order_info(token, trade_order_id)
        assert (order.trade_order_status, order.subscription_id) == ("PENDING", "")
        call = {"client_key": app["client_key"], "user": 1}
        platform.simulator("subscription/pay", **call, trade_order_id=trade_order_id)
        [live] = client.get_active_subscriptions(token)
        assert (live.state, live.trade_order_id) == ("active", trade_order_id)
        assert client.get_subscription_info(token, trade_order_id) == live
        with pytest.raises(SubscriptionActive):
            client.reactivate_subscription(
                token, subscription_id=live.subscription_id, **{**ORDER, "order_id": "s-2"}
            )
