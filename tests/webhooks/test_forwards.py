import pytest

from localminis.identity import apps
from localminis.store import vault
from localminis.store.tables.webhooks import webhook_forwards
from localminis.webhooks import events, forwards
from localminis.webhooks.guard import LOOPBACK, AddressRefused
from localminis.webhooks.model import ForwardNotFound, NoWebhookUrl, Search
from localminis.webhooks.queries import log as queries

URL = "http://127.0.0.1:9/copy"


@pytest.fixture
def app(shelf, tmp_path):
    """An app without an address of its own."""
    seal = vault.load(tmp_path / "secret.key")
    return shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))


def start(shelf, app, url=URL):
    return shelf.run(lambda tx: forwards.start(tx, app.id, url, LOOPBACK))


def ping(shelf, app):
    shelf.run(lambda tx: apps.set_webhook_url(tx, app, "http://127.0.0.1:9/hook"))
    now_s = shelf.clock.now_s()
    shelf.run(lambda tx: events.record_ping(tx, shelf.bell, app_id=app.id, now_s=now_s))
    found = shelf.run(lambda tx: queries.search(tx, Search(), limit=10))
    return sorted((each.purpose, each.url) for each in found)


def test_a_copy_goes_to_whoever_listens(shelf, app):
    """Beside the app's own address, and to nobody after the end."""
    forward_id = start(shelf, app)
    assert ("forward", URL) in ping(shelf, app)
    shelf.run(lambda tx: forwards.prolong(tx, forward_id))
    shelf.run(lambda tx: forwards.end(tx, forward_id))
    assert len(ping(shelf, app)) == 3
    with pytest.raises(ForwardNotFound, match="Start `webhook listen` again"):
        shelf.run(lambda tx: forwards.prolong(tx, forward_id))


def test_a_listener_that_was_killed_is_forgotten(shelf, app):
    """Its time runs out by itself, and the next listener sweeps it away."""
    start(shelf, app)
    shelf.run(lambda tx: tx.execute(webhook_forwards.update().values(until_wall_s=1)))
    assert [purpose for purpose, _ in ping(shelf, app)] == ["endpoint"]
    start(shelf, app, "http://127.0.0.1:9/other")
    [row] = shelf.run(lambda tx: tx.all(webhook_forwards.select()))
    assert row.url.endswith("other")


def test_an_address_elsewhere_is_refused(shelf, app):
    """The guard is the same as for an app's own address; nothing is written."""
    with pytest.raises(AddressRefused):
        start(shelf, app, "http://192.0.2.1/")
    assert shelf.run(lambda tx: tx.all(webhook_forwards.select())) == []


def test_a_listener_is_no_address(shelf, app):
    """The portal's test still needs the app's own."""
    start(shelf, app)
    with pytest.raises(NoWebhookUrl):
        shelf.run(lambda tx: events.record_ping(tx, shelf.bell, app_id=app.id, now_s=1))
