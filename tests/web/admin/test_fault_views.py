import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

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


def test_a_rule_is_added_once_however_often_its_transaction_runs(platform):
    """Work that fails beside it has the whole group run again; the rule must not fire twice."""
    store = platform.platform.context.store
    app = platform.new_app()
    path = f"apps/{app['client_key']}/faults"
    begun, may_go = threading.Event(), threading.Event()

    def hold(_):
        begun.set()
        assert may_go.wait(60)

    def fail(tx):
        tx.execute(text("UPDATE apps SET name = 'spoilt'"))
        raise RuntimeError("after it has written")

    held = store.submit(hold)
    assert begun.wait(60)
    with ThreadPoolExecutor(1) as pool:
        added = pool.submit(platform.admin, "POST", path, {"fault": "cut", "times": 1})
        while store._queue.empty():  # the rule's transaction is asked for
            assert not added.done()
        spoilt = store.submit(fail)
        may_go.set()
        held.result(60)
        with pytest.raises(RuntimeError):
            spoilt.result(60)
        added.result(60)
    assert len(platform.admin("GET", path)["rules"]) == 1
    assert platform.admin("DELETE", path) == {"forgotten": 1}


def test_rules_of_an_unknown_app_are_refused(platform):
    """A client key that nobody has is named."""
    with pytest.raises(AdminRefused, match="mnnobody"):
        platform.admin("POST", "apps/mnnobody/faults", {"fault": "cut"})
