import json

import pytest

from localminis.steering import AdminRefused


@pytest.fixture
def subscribed(platform, receiver):
    """Subscribe Mia to a sandbox tier and return the path of the subscription."""
    platform.admin("POST", "clock", {"action": "freeze"})
    app = platform.new_app(receiver.url)
    body = {
        "tier_id": "sandbox_499_1M",
        "order_info": {"order_id": "s-1", "product_name": "All episodes"},
    }
    made = platform.api("subscription/create/", platform.access_token(app), body).json()
    paid = platform.simulator(
        "subscription/pay",
        client_key=app["client_key"],
        user=1,
        trade_order_id=made["data"]["trade_order_id"],
    )
    receiver.wait_for(1)
    return f"subscriptions/{paid.json()['subscription_id']}"


def advance(platform, seconds):
    platform.admin("POST", "clock", {"action": "advance", "seconds": seconds})


def names(heard):
    return [event["event"].removeprefix("minis.subscription.") for event in heard]


def test_the_clock_alone_lets_a_sandbox_subscription_live_and_die(
    platform, receiver, subscribed, database_flags
):
    """Twelve renewals in an hour, each at its own time, then the expiry, on both databases."""
    begin_s = platform.admin("GET", subscribed)["begin_time"]
    advance(platform, 3_600)
    receiver.wait_for(13)
    advance(platform, 300)
    heard = sorted(receiver.wait_for(14), key=lambda event: event["create_time"])
    assert names(heard) == ["create", *["renew"] * 12, "expire"]
    times = [event["create_time"] - begin_s for event in heard]
    assert times == [0, *[300 * n - 10 for n in range(1, 13)], 3_900]
    content = json.loads(heard[1]["content"])
    assert (content["order_id"], content["is_sandbox"]) == ("s-1", True)
    assert content["next_duduct_time"] == begin_s + 590
    shown = platform.admin("GET", subscribed)
    assert (shown["state"], len(shown["orders"])) == ("expired", 13)


def test_a_turn_of_the_clock_tells_what_fell_due(platform):
    """A set time is reached exactly, and what it made due is counted by kind."""
    platform.admin("POST", "clock", {"action": "freeze"})
    token = platform.access_token(platform.new_app())
    body = {"tier_id": "sandbox_499_1M", "order_info": {"order_id": "o", "product_name": "All"}}
    ordered = platform.api("subscription/create/", token, body).json()["data"]["trade_order_id"]
    [app] = platform.admin("GET", "apps")["apps"]
    platform.simulator(
        "subscription/pay", client_key=app["client_key"], user=1, trade_order_id=ordered
    )
    now_s = platform.admin("GET", "clock")["now_s"]
    turned = platform.admin("POST", "clock", {"action": "set", "now_s": now_s + 295})
    assert (turned["now_s"], turned["due"]) == (now_s + 295, {"subscription.step": 1})


def test_a_user_and_a_store_can_do_to_it_what_they_can(platform, receiver, subscribed):
    """Hold, recover, change and cancel each show the new state and send their event."""
    for action, body, state in (
        ("hold", {}, "onhold"),
        ("recover", None, "active"),
        ("change", {"tier_id": "sandbox_1347_3M"}, "active"),
        ("cancel", None, "cancel"),
        ("expire", None, "expired"),
    ):
        answer = platform.admin("POST", f"{subscribed}/{action}", body)
        assert answer["state"] == state
    heard = receiver.wait_for(6)
    assert sorted(names(heard)) == sorted(
        ["create", "onhold", "renew", "change", "cancel", "expire"]
    )
    [listed] = platform.admin("GET", "subscriptions?user=Mia")["subscriptions"]
    assert (listed["tier_id"], listed["is_subscription_rights_valid"]) == (
        "sandbox_1347_3M",
        False,
    )
    assert platform.admin("GET", "subscriptions?user=Kenji")["subscriptions"] == []


def test_the_admin_api_settles_an_order_once(platform, receiver, database_flags):
    """Scripts pay a subscription as the page does; what is no such order, or paid, is refused."""
    app = platform.new_app(receiver.url)
    body = {"tier_id": "sandbox_499_1M", "order_info": {"order_id": "s-1", "product_name": "All"}}
    made = platform.api("subscription/create/", platform.access_token(app), body).json()
    path = f"subscriptions/orders/{made['data']['trade_order_id']}/pay"
    paid = platform.admin("POST", path)
    assert (paid["state"], paid["user_id"]) == ("active", 1)
    assert receiver.wait_for(1)[0]["event"] == "minis.subscription.create"
    for wrong, code in ((path, "order_not_open"), ("subscriptions/orders/TOIDx/pay", "20011002")):
        with pytest.raises(AdminRefused) as refused:
            platform.admin("POST", wrong)
        assert refused.value.refusal == code


def test_an_action_in_the_wrong_state_is_refused(platform, subscribed):
    """The refusal names the state, and unknown subscriptions do not exist."""
    with pytest.raises(AdminRefused, match="is failing") as refused:
        platform.admin("POST", f"{subscribed}/recover")
    assert refused.value.refusal == "subscription_state_wrong"
    with pytest.raises(AdminRefused, match="SUB_none"):
        platform.admin("GET", "subscriptions/SUB_none")
