import pytest

from localminis.steering import AdminRefused


def test_rules_are_listed_in_order_and_forgotten_together(platform):
    """What was added is shown with its counts, per app, until it is cleared."""
    app, other = platform.new_app(), platform.new_app()
    path = f"apps/{app['client_key']}/faults"
    platform.admin("POST", path, {"fault": "status=500", "times": 1})
    platform.admin("POST", path, {"fault": "cut", "endpoint": "oauth.token", "every": 2})

    rules = platform.admin("GET", path)["rules"]

    assert [(each["fault"], each["endpoint"], each["fired"]) for each in rules] == [
        ("status=500", "*", 0),
        ("cut", "oauth.token", 0),
    ]
    assert platform.admin("GET", f"apps/{other['client_key']}/faults")["rules"] == []
    assert platform.admin("DELETE", path) == {"forgotten": 2}
    assert platform.admin("GET", path)["rules"] == []


def test_a_reset_forgets_the_rules(platform):
    """An app that is made again under the same key fails no more."""
    named = {"name": "Drama", "client_key": "mnsame0001"}
    platform.admin("POST", "apps", named)
    platform.admin("POST", "apps/mnsame0001/faults", {"fault": "cut"})
    platform.admin("POST", "state/reset")
    platform.admin("POST", "apps", named)
    assert platform.admin("GET", "apps/mnsame0001/faults")["rules"] == []


def test_rules_of_an_unknown_app_are_refused(platform):
    """A client key that nobody has is named."""
    with pytest.raises(AdminRefused, match="mnnobody"):
        platform.admin("POST", "apps/mnnobody/faults", {"fault": "cut"})
