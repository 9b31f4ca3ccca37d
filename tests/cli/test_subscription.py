import json

import pytest


@pytest.fixture
def subscribed(serve_platform, tmp_path):
    """Leave a state folder in which Mia has a subscription; returns its id."""
    with serve_platform(tmp_path / "home") as platform:
        app = platform.new_app()
        body = {
            "tier_id": "local_499_1M",
            "order_info": {"order_id": "s-1", "product_name": "All episodes"},
        }
        made = platform.api("subscription/create/", platform.access_token(app), body).json()
        paid = platform.simulator(
            "subscription/pay",
            client_key=app["client_key"],
            user=1,
            trade_order_id=made["data"]["trade_order_id"],
        )
        return paid.json()["subscription_id"]


def test_subscriptions_are_listed_and_shown(command, subscribed):
    """The list names tier and state, the showing every payment."""
    row = command("subscription", "list").out.splitlines()[1].split()
    assert row[:4] == [subscribed, "local_499_1M", "active", "yes"]
    shown = command("subscription", "show", subscribed).out
    assert f"{subscribed} on local_499_1M is active, with rights, until " in shown
    assert "4.99 USD" in shown
    found = json.loads(command("subscription", "show", subscribed, "--json").out)
    assert [each["kind"] for each in found["orders"]] == ["create"]
    assert command("subscription", "list", "--user", "Kenji", "--json").out == "[]\n"


def test_the_store_is_played_from_the_command_line(command, subscribed):
    """Every action says the new state."""
    for arguments, state in (
        (["hold", "--at-renewal"], "active"),
        (["recover"], "active"),
        (["hold"], "onhold"),
        (["recover"], "active"),
        (["change", "local_4499_1Y"], "active"),
        (["cancel"], "cancel"),
        (["expire"], "expired"),
    ):
        action, *rest = arguments
        done = json.loads(command("subscription", action, subscribed, *rest, "--json").out)
        assert done["state"] == state, arguments
    refunded = command("subscription", "refund", subscribed)
    assert "is expired, without rights" in refunded.out
    shown = json.loads(command("subscription", "show", subscribed, "--json").out)
    assert shown["orders"][-1]["trade_order_status"] == "REFUNDED"


def test_a_change_can_be_ordered_for_the_page_to_settle(command, subscribed):
    """The printed id is the open order's, and the subscription is what it was."""
    bare = command("subscription", "change", subscribed, "local_949_2M", "--order-only")
    assert bare.out.startswith("TOID")
    made = command("subscription", "change", subscribed, "local_949_2M", "--order-only", "--json")
    assert json.loads(made.out)["trade_order_id"].startswith("TOID")
    shown = json.loads(command("subscription", "show", subscribed, "--json").out)
    assert (shown["tier_id"], len(shown["orders"])) == ("local_499_1M", 1)


def test_a_pending_order_shows_in_no_subscription(command, subscribed):
    """Only what was paid belongs to it."""
    earlier = json.loads(command("subscription", "show", subscribed, "--json").out)["orders"][0]
    done = command("subscription", "refund", subscribed, "--order", earlier["trade_order_id"])
    assert "is expired" in done.out


def test_what_is_not_there_is_refused(refused, subscribed):
    """One sentence, exit code 1, and the value in it."""
    assert "'SUB_none'" in refused(1, "subscription", "show", "SUB_none")
    assert "is failing" in refused(1, "subscription", "recover", subscribed)
    assert "'nope'" in refused(1, "subscription", "change", subscribed, "nope")
    assert "'TOIDx'" in refused(1, "subscription", "refund", subscribed, "--order", "TOIDx")
    assert "TIER_ID" in refused(2, "subscription", "change", subscribed)
