"""The admin API of webhooks, as the command line and the console call it."""

import pytest

from localminis.steering import AdminRefused


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "webhooks/deliveries?state=odd", None, "search_invalid"),
        ("GET", "webhooks/deliveries?limit=-1", None, "page_invalid"),
        ("GET", "webhooks/deliveries?status=abc", None, "search_invalid"),
        ("GET", "webhooks/deliveries?order=%00", None, "search_invalid"),
        ("GET", "webhooks/attempts?after=x", None, "search_invalid"),
        ("GET", "webhooks/deliveries/none", None, "delivery_not_found"),
        ("POST", "webhooks/replay", {}, "invalid_params"),
        ("POST", "webhooks/replay", {"since_s": 1, "client_key": "none"}, "not_found"),
        ("POST", "webhooks/trigger", {"event": "tiktok.ping"}, "trigger_invalid"),
        (
            "POST",
            "webhooks/trigger",
            {"event": "tiktok.ping", "values": {"trade_order_id": "\u0000"}},
            "trigger_invalid",
        ),
        ("POST", "webhooks/forwards", {"url": "http://127.0.0.1:1/"}, "trigger_invalid"),
        ("PUT", "webhooks/forwards/none", None, "forward_not_found"),
    ],
)
def test_nonsense_is_refused_with_a_code(platform, method, path, body, code, database_flags):
    """On both databases, and never with a bug."""
    with pytest.raises(AdminRefused) as refused:
        platform.admin(method, path, body)
    assert code in {refused.value.refusal, "not_found"} or "app" in refused.value.refusal


def test_a_search_by_user_knows_names_and_open_ids(platform, receiver, database_flags):
    """A name stands for the user's open_id in each app; an unknown one finds nothing."""
    app = platform.new_app(receiver.url)
    token = platform.access_token(app)
    order = platform.new_order(token, "ord-1", 1)
    platform.simulator("pay", client_key=app["client_key"], user=1, trade_order_id=order)
    receiver.wait_for(1)

    def found(query):
        return len(platform.admin("GET", f"webhooks/deliveries?{query}")["deliveries"])

    [each] = platform.admin("GET", "webhooks/deliveries")["deliveries"]
    assert found("user=Mia") == found("user=1") == found(f"user={each['open_id']}") == 1
    assert found("user=Kenji") == found("user=nobody") == 0
    assert found(f"user=Mia&client_key={app['client_key']}&order=ord-1&event=minis.") == 1
    assert found("event=minis_") == 0


def test_attempts_are_told_after_a_number(platform, receiver, database_flags):
    """Whoever polls gets each attempt once."""
    app = platform.new_app(receiver.url)
    newest = platform.admin("GET", "webhooks/attempts")["newest"]
    platform.admin("POST", f"apps/{app['client_key']}/ping")
    receiver.wait_for(1)
    told = []
    while not told:
        told = platform.admin("GET", f"webhooks/attempts?after={newest}")["attempts"]
    assert [each["event"] for each in told] == ["tiktok.ping"]
    after = told[0]["id"]
    assert platform.admin("GET", f"webhooks/attempts?after={after}")["attempts"] == []
