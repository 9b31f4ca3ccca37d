"""What waits is not sent until somebody asks for it."""

import pytest

pytestmark = pytest.mark.usefixtures("database_flags")


def test_what_waits_is_given_up_and_can_be_resent(platform, receiver):
    """Nothing is due any more, listeners are gone, and what was delivered stays so."""
    from localminis.webhooks import held

    app = platform.new_app(receiver.url)
    key = app["client_key"]
    platform.admin("POST", f"apps/{key}/webhook", {"url": receiver.url})
    token = platform.access_token(app)
    receiver.answers = [200, 500]
    for name in ("one", "two"):
        order = platform.new_order(token, name, beans=1)
        platform.simulator("pay", client_key=key, user=1, trade_order_id=order)
        platform.admin("GET", "clock")
        while any(each["attempts"] == 0 for each in deliveries(platform)):
            pass
    store = platform.platform.context.store
    assert store.run_sync(held.hold) == 1
    states = {each["state"]: each for each in deliveries(platform)}
    assert set(states) == {"delivered", "dead"}
    assert states["dead"]["last_error"] == held.REASON
    assert platform.admin("GET", "state")["tables"]["agenda"] == []
    assert store.run_sync(held.hold) == 0

    platform.admin("POST", f"webhooks/deliveries/{states['dead']['id']}/resend")
    while states["dead"]["state"] != "delivered":
        states["dead"] = next(
            each for each in deliveries(platform) if each["id"] == states["dead"]["id"]
        )


def deliveries(platform):
    """List what is on its way or has arrived."""
    return platform.admin("GET", "webhooks/deliveries")["deliveries"]
