"""Journey 3 over HTTP: order, pay, ledger, signed webhook."""

import json

import pytest

from localminis.clock import wall_s
from localminis.spec import signature

pytestmark = pytest.mark.usefixtures("database_flags")


def test_a_purchase_ends_in_a_signed_webhook(platform, receiver):
    """A paid order moves the Beans once and tells the app's backend so, verifiably."""
    app = platform.new_app(receiver.url)
    token = platform.access_token(app)
    trade_order_id = platform.new_order(token, "ord-é", 40)

    actor = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
    paid = platform.simulator("pay", **actor)
    event = receiver.wait_for(1)[0]
    headers, body = receiver.heard[0]

    assert paid.json() == {"is_success": True, "trade_order_id": trade_order_id, "balance": 10}
    signature.verify(
        app["client_secret"], body, headers["tiktok-signature"], now_s=wall_s(), tolerance_s=300
    )
    assert event["event"] == "minis.trade_order.redeem.success"
    assert event["client_key"] == app["client_key"]
    assert json.loads(event["content"]) == {
        "trade_order_id": trade_order_id,
        "order_id": "ord-é",
        "is_sandbox": False,
    }
    query = platform.api("trade_order/query/", token, {"trade_order_id": trade_order_id})
    assert query.json()["data"]["trade_order_status"] == "SUCCESS"
    assert platform.admin("GET", "status")["ledger_problems"] == []


def test_too_few_beans_are_quoted_recharged_and_then_enough(platform):
    """The sheet's quote names the tier that covers the shortfall, and buying it makes pay work."""
    app = platform.new_app()
    trade_order_id = platform.new_order(platform.access_token(app))
    actor = {"client_key": app["client_key"], "user": 1}

    refused = platform.simulator("pay", **actor, trade_order_id=trade_order_id)
    quote = platform.simulator("pay/quote", **actor, trade_order_id=trade_order_id).json()
    recharged = platform.simulator("recharge", **actor, tier_id=quote["tier"]["tier_id"]).json()
    paid = platform.simulator("pay", **actor, trade_order_id=trade_order_id)

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_enough_beans")
    assert (quote["balance"], quote["shortfall"]) == (50, 49)
    assert (quote["tier"]["token_amount"], recharged["balance"]) == (100, 150)
    assert paid.json()["balance"] == 51


def test_an_order_is_paid_once_and_only_by_its_user(platform, receiver):
    """A second payment, and a payment by somebody else, are refused and move nothing."""
    app = platform.new_app(receiver.url)
    trade_order_id = platform.new_order(platform.access_token(app), beans=40)
    actor = {"client_key": app["client_key"], "trade_order_id": trade_order_id}

    foreign = platform.simulator("pay", **actor, user=2)
    first = platform.simulator("pay", **actor, user=1)
    second = platform.simulator("pay", **actor, user=1)

    assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "20011002")
    assert first.json()["is_success"]
    assert (second.status_code, second.json()["error"]["code"]) == (409, "order_not_open")
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 10
    assert len(receiver.wait_for(1)) == 1


def test_a_failing_receiver_is_tried_again_when_the_clock_turns(platform, receiver):
    """Anything but 200 counts as failed, and the next attempt comes due on platform time."""
    receiver.answers = [500, 204, 200]
    app = platform.new_app(receiver.url)
    trade_order_id = platform.new_order(platform.access_token(app), beans=1)
    platform.admin("POST", "clock", {"action": "freeze"})
    platform.simulator("pay", client_key=app["client_key"], user=1, trade_order_id=trade_order_id)
    receiver.wait_for(1)
    for count in (2, 3):
        _wait_until_attempted(platform, count - 1)
        platform.admin("POST", "clock", {"action": "advance", "seconds": 60})
        receiver.wait_for(count)
    delivery = _wait_until_attempted(platform, 3)

    assert delivery["state"] == "delivered"
    assert len({body for _, body in receiver.heard}) == 1
    log = platform.admin("GET", f"webhooks/deliveries/{delivery['id']}")["log"]
    assert [row["response_status"] for row in log] == [500, 204, 200]


def _wait_until_attempted(platform, attempts):
    for _ in range(500):
        [delivery] = platform.admin("GET", "webhooks/deliveries")["deliveries"]
        if delivery["attempts"] >= attempts:
            return delivery
    raise AssertionError(delivery)
