import json

import pytest
from sqlalchemy import select

from localminis.agenda import agenda, queries
from localminis.identity import apps
from localminis.ids import OpenId
from localminis.store import vault
from localminis.store.tables.webhooks import webhook_events
from localminis.webhooks import events
from localminis.webhooks.model import DeliveryNotFound, NoWebhookUrl, Search
from localminis.webhooks.queries import deliveries as deliveries_queries
from localminis.webhooks.queries import log as log_queries

URL = "http://127.0.0.1:9/hook"


@pytest.fixture
def make_app(shelf, tmp_path):
    """Register apps, with or without an address."""
    seal = vault.load(tmp_path / "secret.key")

    def make(url=None):
        def work(tx):
            app = apps.create(tx, shelf.clock, seal, name="Drama")
            return apps.set_webhook_url(tx, app, url)

        return shelf.run(work)

    return make


def redeem(shelf, app, order_id="ord-1"):
    shelf.run(
        lambda tx: events.record_redeem_success(
            tx,
            shelf.bell,
            app_id=app.id,
            open_id=OpenId("-000mia"),
            trade_order_id="TOID1",
            order_id=order_id,
            now_s=shelf.clock.now_s(),
        )
    )


def deliveries(shelf, **by):
    return shelf.run(lambda tx: log_queries.search(tx, Search(**by), limit=10))


def test_an_event_is_kept_as_the_exact_text_that_is_sent(shelf, make_app):
    """The content is a JSON document inside a JSON string, whatever the order id holds."""
    app = make_app(URL)
    order_id = 'é"\\🎬\n'
    redeem(shelf, app, order_id)
    [delivery] = deliveries(shelf)
    envelope = json.loads(delivery.body)
    assert list(envelope) == ["client_key", "event", "create_time", "user_openid", "content"]
    assert envelope["user_openid"] == "-000mia"
    assert envelope["create_time"] == delivery.create_time == shelf.clock.now_s()
    assert json.loads(envelope["content"])["order_id"] == order_id
    assert (delivery.state, delivery.attempts, delivery.url) == ("pending", 0, URL)
    [work] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock))
    assert (work.kind, work.key) == (events.DELIVER, delivery.id)


def test_an_event_without_an_address_is_kept_and_not_sent(shelf, make_app):
    """The happening is recorded; there is nothing to deliver."""
    redeem(shelf, make_app())
    assert deliveries(shelf) == []
    assert shelf.run(queries.count) == 0
    assert shelf.run(lambda tx: tx.scalar(select(webhook_events.c.subject))) == "TOID1"


def test_a_ping_needs_an_address(shelf, make_app):
    """Without one the refusal names the command, and nothing is written."""
    app = make_app()
    with pytest.raises(NoWebhookUrl, match=f"app set {app.client_key} --webhook-url"):
        shelf.run(
            lambda tx: events.record_ping(tx, shelf.bell, app_id=app.id, now_s=shelf.clock.now_s())
        )
    assert shelf.run(lambda tx: tx.all(select(webhook_events))) == []


def test_a_ping_is_the_portals_test_event(shelf, make_app):
    """It belongs to no user and carries nothing."""
    app = make_app(URL)
    delivery = shelf.run(
        lambda tx: events.record_ping(tx, shelf.bell, app_id=app.id, now_s=shelf.clock.now_s())
    )
    envelope = json.loads(delivery.body)
    assert (envelope["event"], envelope["user_openid"]) == ("tiktok.ping", "")
    assert json.loads(envelope["content"]) == {}


def test_a_delivery_is_sent_again_when_asked(shelf, make_app):
    """Whatever became of it, it is due now; an unknown one is refused."""
    redeem(shelf, make_app(URL))
    [delivery] = deliveries(shelf)

    def kill(tx):
        deliveries_queries.update_delivery(tx, delivery.id, state="dead", next_attempt_at_s=None)
        queries.remove(tx, kind=events.DELIVER, key=delivery.id)

    shelf.run(kill)
    now_s = shelf.clock.now_s()
    again = shelf.run(lambda tx: events.resend(tx, shelf.clock, shelf.bell, delivery.id))
    assert (again.state, again.next_attempt_at_s) == ("pending", now_s)
    assert shelf.run(queries.count) == 1
    with pytest.raises(DeliveryNotFound, match="dlv_none"):
        shelf.run(lambda tx: events.resend(tx, shelf.clock, shelf.bell, "dlv_none"))


def test_deliveries_are_listed_by_app_and_state(shelf, make_app):
    """The newest comes first."""
    first, second = make_app(URL), make_app(URL)
    redeem(shelf, first)
    redeem(shelf, second)
    assert [each.client_key for each in deliveries(shelf)] == [
        second.client_key,
        first.client_key,
    ]
    [only] = deliveries(shelf, client_key=first.client_key, state="pending")
    assert only.number == 1
    assert [each.number for each in deliveries(shelf, after=1)] == [2]
    assert deliveries(shelf, state="dead") == []
