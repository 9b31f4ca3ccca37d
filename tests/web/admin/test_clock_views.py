import pytest

from localminis.steering import AdminRefused

WAIT_S = 20


@pytest.fixture
def subscribed(platform, receiver):
    """Stop the clock and subscribe Mia to a sandbox tier; returns the subscription's id."""
    platform.admin("POST", "clock", {"action": "freeze"})
    token = platform.access_token(platform.new_app(receiver.url))
    body = {"tier_id": "sandbox_499_1M", "order_info": {"order_id": "s-1", "product_name": "All"}}
    made = platform.api("subscription/create/", token, body).json()["data"]
    paid = platform.admin("POST", f"subscriptions/orders/{made['trade_order_id']}/pay")
    advance(platform, 1)  # the first webhook is recorded, and not only heard
    return paid["subscription_id"]


def advance(platform, seconds, wait_s=WAIT_S):
    """Turn the clock and return what that let happen."""
    body = {"action": "advance", "seconds": seconds, "wait_s": wait_s}
    return platform.admin("POST", "clock", body)


def test_the_answer_comes_after_what_fell_due_and_tells_it(
    platform, receiver, subscribed, database_flags
):
    """Every renewal and its webhook are over when the clock has been turned, on both databases."""
    turned = advance(platform, 1_500)
    assert turned["still_due"] == {}
    assert len(receiver.heard) == 6
    [step] = turned["ran"]["subscriptions"]
    assert (step["subscription_id"], step["renewals"], step["state"]) == (subscribed, 5, "active")
    assert [each["state"] for each in turned["ran"]["webhooks"]] == ["delivered"] * 5
    assert turned["summary"] == "1 subscription went on. Webhooks: 5 delivered."
    assert advance(platform, 1)["summary"] == ""


def test_failed_payments_and_the_end_are_told(platform, receiver, subscribed):
    """A hold is climbed to its end in one turn, and the answer says how often payment failed."""
    platform.admin("POST", f"subscriptions/{subscribed}/hold", {"is_at_renewal": True})
    [step] = advance(platform, 300)["ran"]["subscriptions"]
    assert (step["renewals"], step["failed_payments"], step["state"]) == (0, 1, "onhold")
    [step] = advance(platform, 86_400)["ran"]["subscriptions"]
    assert step["failed_payments"] > 0
    assert step["state"] == "expired"


def test_a_receiver_that_refuses_is_told_with_what_comes_next(platform, receiver, subscribed):
    """A delivery to be tried again, and one that is given up, say why and when."""
    receiver.answers = [500] * 100
    [first] = advance(platform, 290)["ran"]["webhooks"]
    assert (first["state"], first["attempts"], first["last_status"]) == ("pending", 1, 500)
    assert first["next_attempt_at_s"] > platform.admin("GET", "clock")["now_s"]
    platform.admin("POST", f"subscriptions/{subscribed}/expire")
    ended = advance(platform, 80 * 3_600)
    assert ended["ran"]["counts"]["dead"] == 2
    assert ended["summary"] == "Webhooks: 2 given up."


def test_a_part_of_a_refund_is_told(platform, receiver):
    """What an order gave back is in the answer, beside the webhook that said so."""
    platform.admin("POST", "wallets/Mia/grant", {"beans": -50})
    platform.admin("POST", "wallets/Mia/recharges", {"tier_id": "local_beans_100"})
    token = platform.access_token(platform.new_app(receiver.url))
    trade_order_id = platform.new_order(token, beans=100)
    platform.admin("POST", f"orders/{trade_order_id}/pay", {})
    platform.admin("POST", "wallets/Mia/refund", {"parts": 2})
    advance(platform, 1)
    turned = advance(platform, 3_600)
    [part] = turned["ran"]["refunds"]
    assert (part["trade_order_id"], part["refund_amount"]) == (trade_order_id, 50)
    assert turned["summary"] == "1 part of a refund came back. Webhooks: 1 delivered."


def test_patience_is_bounded_and_what_is_left_is_told(platform, receiver, subscribed):
    """A receiver that does not answer holds nobody up, and its delivery goes on."""
    receiver.hold.clear()
    turned = advance(platform, 290, wait_s=0)
    assert "Still under way after 0 s: " in turned["summary"]
    turned = advance(platform, 1, wait_s=1)
    assert turned["still_due"] == {"webhook.deliver": 1}
    assert "Still under way after 1 s: 1 webhook." in turned["summary"]
    receiver.hold.set()
    assert advance(platform, 1)["still_due"] == {}


def test_the_clock_is_frozen_turned_and_resumed(serve_platform, tmp_path):
    """Frozen time stands still, turns exactly, runs on from there, and survives a restart."""
    with serve_platform(tmp_path / "home") as platform:
        frozen_s = platform.admin("POST", "clock", {"action": "freeze"})["now_s"]
        body = {"action": "advance", "seconds": 3_600}
        assert platform.admin("POST", "clock", body)["now_s"] == frozen_s + 3_600
        stopped = platform.admin("GET", "clock")
        assert stopped["frozen_at_s"] == frozen_s + 3_600
        assert 3_570 <= stopped["ahead_s"] <= 3_600
    with serve_platform(tmp_path / "home") as platform:
        assert platform.admin("GET", "clock")["now_s"] == frozen_s + 3_600
        assert platform.admin("POST", "clock", {"action": "resume"})["now_s"] >= frozen_s + 3_600
        shown = platform.admin("GET", "clock")
        assert shown["frozen_at_s"] is None
        assert shown["ahead_s"] == shown["offset_s"]
        assert shown["due"] == {}
        assert 3_590 <= shown["offset_s"] <= 3_600
        platform.admin("POST", "state/reset")
        assert platform.admin("GET", "clock")["offset_s"] == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"action": "advance"}, "clock_change_invalid"),
        ({"action": "advance", "seconds": -5}, "clock_change_invalid"),
        ({"action": "advance", "seconds": 10**12}, "clock_change_invalid"),
        ({"action": "set", "now_s": 0}, "clock_change_invalid"),
        ({"action": "set", "now_s": 10**12}, "clock_change_invalid"),
        ({"action": "advance", "seconds": 1, "wait_s": -1}, "clock_change_invalid"),
        ({"action": "advance", "seconds": 1, "wait_s": 601}, "clock_change_invalid"),
        ({"action": "rewind"}, "invalid_params"),
        ({}, "invalid_params"),
    ],
)
def test_time_is_not_turned_back_or_out_of_sight(shared, body, code):
    """Platform time only goes forward, and by a sane amount."""
    before = shared.admin("GET", "clock")
    with pytest.raises(AdminRefused) as refused:
        shared.admin("POST", "clock", body)
    assert refused.value.refusal == code
    assert shared.admin("GET", "clock")["offset_s"] == before["offset_s"]
