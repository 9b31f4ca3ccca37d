import json

import pytest


@pytest.fixture
def app(command):
    """Register an app in the state folder; returns its client key."""
    return json.loads(command("app", "create", "Faulty", "--json").out)["client_key"]


def test_a_rule_is_added_and_a_wrong_one_refused(command, refused, app):
    """The commands say what they did; a fault that is none is named."""
    added = command("fault", "add", app, "status=503", "--endpoint", "trade_order.create")
    assert (added.code, "fail with status=503" in added.out) == (0, True)
    assert "'boom' is not a fault" in refused(1, "fault", "add", app, "boom")
    assert "not in the range" in refused(2, "fault", "add", app, "cut", "--times", "0")


def test_rules_live_as_long_as_the_platform(command, app):
    """Without a running platform a rule is gone with the command that made it."""
    command("fault", "add", app, "cut")
    assert json.loads(command("fault", "list", app, "--json").out) == []
    assert command("fault", "list", app).out.startswith("ENDPOINT")
    assert "Forgot 0 rules" in command("fault", "clear", app).out
