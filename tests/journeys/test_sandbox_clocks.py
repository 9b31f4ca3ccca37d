"""Sandboxes and their clocks at the doors, on both databases."""

import json
from collections import Counter

import pytest

from localminis.steering import AdminRefused

pytestmark = pytest.mark.usefixtures("database_flags")

DAY_S = 25 * 3_600


class Tenant:
    """An app or sandbox whose time stands still, with a token, a subscription and a retry due."""

    def __init__(self, platform, receiver, app):
        self.platform, self.app, self.key = platform, app, app["client_key"]
        platform.admin("PATCH", f"apps/{self.key}", {"webhook_url": receiver.url})
        self.turn("freeze")
        self.token = platform.access_token(app)
        info = {"order_id": "s-1", "product_name": "All"}
        body = {"tier_id": "sandbox_499_1M", "order_info": info}
        made = platform.api("subscription/create/", self.token, body).json()["data"]
        paid = platform.admin("POST", f"subscriptions/orders/{made['trade_order_id']}/pay")
        self.subscription = paid["subscription_id"]

    def turn(self, action, **more):
        """Turn the clock that this one goes by."""
        body = {"action": action, "client_key": self.key, "wait_s": 20, **more}
        return self.platform.admin("POST", "clock", body)

    def now_s(self):
        """Read the time, as the page of the simulator has it."""
        path = f"/simulator/api/session?client_key={self.key}"
        headers = {"X-LocalMinis-Page": self.platform.platform.context.page_token}
        clock = self.platform.http.get(path, headers=headers).json()["clock"]
        assert clock["now_s"] == clock["frozen_at_s"]
        return clock["now_s"]

    def facts(self):
        """Tell the time, whether the token lives, what was renewed and how often each was tried."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.platform.http.get("/v2/user/info/?fields=open_id", headers=headers)
        shown = self.platform.admin("GET", f"subscriptions/{self.subscription}")
        found = self.platform.admin("GET", f"webhooks/deliveries?client_key={self.key}")
        return {
            "now_s": self.now_s(),
            "status": answer.status_code,
            "renewals": shown["renewals"],
            "webhooks": Counter((each["state"], each["attempts"]) for each in found["deliveries"]),
        }


@pytest.fixture
def tenants(platform, receiver):
    """Give an app and two sandboxes of it, each with a webhook that was refused once."""
    receiver.answers = [500] * 3
    app = platform.new_app()
    path = f"apps/{app['client_key']}/sandboxes"
    sandboxes = [platform.admin("POST", path, {"name": name}) for name in ("One", "Two")]
    made = [Tenant(platform, receiver, each) for each in (app, *sandboxes)]
    receiver.wait_for(3)
    for each in made:  # recorded, and not only heard
        each.turn("advance", seconds=1)
    return made


def test_a_turned_sandbox_moves_nobody_else(tenants, receiver):
    """Its token is dead, its subscription renewed, its webhooks sent; the others' are untouched."""
    app, turned, other = tenants
    before = [each.facts() for each in (app, other)]
    for each in before:
        assert (each["status"], each["renewals"]) == (200, 0)
        assert each["webhooks"] == {("pending", 1): 1}
    stood_s = turned.now_s()
    answer = turned.turn("advance", seconds=DAY_S)
    assert answer["clock"] == turned.key
    assert answer["still_due"] == {}
    assert answer["now_s"] == stood_s + DAY_S
    after = turned.facts()
    assert (after["now_s"], after["status"], after["renewals"]) == (stood_s + DAY_S, 401, 12)
    assert after["webhooks"][("delivered", 2)] == 1
    assert {state for state, _ in after["webhooks"]} == {"delivered"}
    assert {json.loads(body)["client_key"] for _, body in receiver.heard[3:]} == {turned.key}
    assert [each.facts() for each in (app, other)] == before


def test_a_turned_platform_leaves_its_sandboxes(tenants):
    """The main clock is as much one of several as a sandbox's."""
    app, *sandboxes = tenants
    before = [each.facts() for each in sandboxes]
    app.platform.admin("POST", "clock", {"action": "advance", "seconds": DAY_S, "wait_s": 20})
    after = app.facts()
    assert (after["status"], after["renewals"]) == (401, 12)
    assert [each.facts() for each in sandboxes] == before


def test_a_state_carries_every_clock(tenants):
    """What was exported comes back with each clock where it stood, after a reset too."""
    platform = tenants[0].platform
    tenants[1].turn("advance", seconds=DAY_S)
    stood = [each.now_s() for each in tenants]
    kept = platform.admin("GET", "state")
    tenants[1].turn("advance", seconds=DAY_S)
    tenants[2].turn("resume")
    platform.admin("POST", "state/reset")
    platform.admin("PUT", "state", kept)
    assert [each.now_s() for each in tenants] == stood
    assert platform.admin("GET", "state")["tables"]["agenda"] == kept["tables"]["agenda"]
    kept["tables"]["apps"][1]["clock_id"] = "elsewhere"
    with pytest.raises(AdminRefused, match="goes by the clock 'elsewhere'"):
        platform.admin("PUT", "state", kept)
    assert [each.now_s() for each in tenants] == stood


def test_a_deleted_sandbox_takes_its_clock_with_it(tenants):
    """What waited to be sent waits on by the main clock, for as long as before."""
    app, sandbox, _ = tenants
    platform = app.platform
    sandbox.turn("advance", seconds=1)
    platform.admin("DELETE", f"apps/{app.key}/sandboxes/{sandbox.key}")
    state = platform.admin("GET", "state")["tables"]
    assert sandbox.key not in {each["id"] for each in state["clocks"]}
    with pytest.raises(AdminRefused, match=sandbox.key):
        sandbox.turn("advance", seconds=1)
    app.turn("advance", seconds=DAY_S)
    left = platform.admin("GET", "state")["tables"]["webhook_deliveries"]
    others = [each["state"] for each in left if each["state"] != "delivered"]
    assert others == ["pending"]  # the other sandbox's
