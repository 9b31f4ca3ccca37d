import json

import pytest

from localminis.identity import apps
from localminis.ids import OpenId
from localminis.store import vault
from localminis.webhooks import events, replay
from localminis.webhooks.model import (
    EventUnknown,
    NothingHappened,
    NoWebhookUrl,
    Search,
    TriggerInvalid,
)
from localminis.webhooks.queries import log as queries

URL = "http://127.0.0.1:9/hook"
PAID = "minis.trade_order.redeem.success"
REFUND = "minis.trade_order.redeem.refund_traceback"
MIA = OpenId("-000mia")


@pytest.fixture
def app(shelf, tmp_path):
    """An app with an address, one paid order and two partial refunds of it."""
    seal = vault.load(tmp_path / "secret.key")

    def work(tx):
        app = apps.create(tx, shelf.clock, seal, name="Drama")
        apps.set_webhook_url(tx, app, URL)
        about = {"app_id": app.id, "open_id": MIA, "trade_order_id": "TOID1", "order_id": "ord-1"}
        now_s = shelf.clock.now_s()
        events.record_redeem_success(tx, shelf.bell, **about, now_s=now_s)
        for beans in (30, 50):
            events.record_refund_traceback(
                tx, shelf.bell, **about, refund_amount=beans, now_s=now_s + beans
            )
        return app

    return shelf.run(work)


def trigger(shelf, app, event, **about):
    return shelf.run(
        lambda tx: replay.trigger(
            tx, shelf.bell, event, app_id=app.id, now_s=shelf.clock.now_s(), **about
        )
    )


def test_an_event_is_found_by_its_object(shelf, app):
    """By trade order, own order id, user, or what the content says; the newest one counts."""
    for about in ({"subject": "TOID1"}, {"subject": "ord-1"}, {"open_id": MIA}):
        found = trigger(shelf, app, REFUND, **about)
        assert json.loads(json.loads(found.body)["content"])["refund_amount"] == 50
    earlier = trigger(shelf, app, REFUND, where={"refund_amount": 30})
    assert json.loads(json.loads(earlier.body)["content"])["refund_amount"] == 30
    assert earlier.state == "pending"
    assert trigger(shelf, app, "tiktok.ping").event == "tiktok.ping"


@pytest.mark.parametrize(
    ("event", "about", "refusal", "said"),
    [
        (PAID, {"subject": "TOID2"}, NothingHappened, "has not happened to TOID2"),
        (REFUND, {"subject": "TOID1", "where": {"refund_amount": 1}}, NothingHappened, "80|1"),
        ("authorization.removed", {"open_id": MIA}, NothingHappened, "--raw"),
        ("minis.trade_order.redeem.refund_fail", {}, NothingHappened, "never happens"),
        ("minis.made.up", {"subject": "TOID1"}, EventUnknown, "webhook events"),
        (PAID, {}, TriggerInvalid, "--order"),
        ("tiktok.ping", {"subject": "TOID1"}, TriggerInvalid, "about no object"),
    ],
)
def test_what_has_not_happened_is_refused_and_nothing_is_written(
    shelf, app, event, about, refusal, said
):
    """The reason is in the sentence."""
    before = shelf.run(lambda tx: queries.search(tx, Search(), limit=100))
    with pytest.raises(refusal, match=said):
        trigger(shelf, app, event, **about)
    assert shelf.run(lambda tx: queries.search(tx, Search(), limit=100)) == before


def test_a_replay_goes_page_by_page(shelf, app, monkeypatch):
    """Every delivery once, the oldest first; a search narrows it."""
    monkeypatch.setattr(replay, "PAGE", 2)

    def page(after, **wanted):
        search = Search(after=after, **wanted)
        return shelf.run(lambda tx: replay.replay(tx, shelf.clock, shelf.bell, search))

    assert page(0) == (2, 2)
    assert page(2) == (1, None)
    assert page(0, is_failed_only=True) == (0, None)
    assert page(0, since_s=shelf.clock.now_s() + 40) == (1, None)


def test_an_event_without_an_address_is_sent_once_there_is_one(shelf, app):
    """What happened is kept, and can be sent later."""
    shelf.run(lambda tx: apps.set_webhook_url(tx, app, None))
    now_s = shelf.clock.now_s() + 1_000
    with pytest.raises(NoWebhookUrl, match="--webhook-url"):
        trigger(shelf, app, PAID, subject="TOID1")
    shelf.run(
        lambda tx: events.record_authorization_removed(
            tx, shelf.bell, app_id=app.id, open_id=MIA, reason=1, now_s=now_s
        )
    )
    search = Search(since_s=now_s)
    again = lambda tx: replay.replay(tx, shelf.clock, shelf.bell, search)  # noqa: E731 - twice
    assert shelf.run(again) == (0, None)
    shelf.run(lambda tx: apps.set_webhook_url(tx, app, URL))
    assert shelf.run(again) == (1, None)
    assert shelf.run(again) == (1, None)  # now it is a delivery like others
    assert len(shelf.run(lambda tx: queries.search(tx, search, limit=10))) == 1


def test_a_made_up_event_is_marked(shelf, app):
    """It says what was asked for, and is never taken for something that happened."""
    made = shelf.run(
        lambda tx: replay.trigger_raw(
            tx,
            shelf.bell,
            "authorization.removed",
            app_id=app.id,
            open_id=MIA,
            content={"reason": 2},
            now_s=5,
        )
    )
    assert (made.origin, made.subject, made.open_id) == ("raw", MIA, MIA)
    with pytest.raises(NothingHappened):
        trigger(shelf, app, "authorization.removed", open_id=MIA)


def test_more_events_than_a_page_that_had_no_address_are_all_sent(shelf, app):
    """None is left behind, none is sent twice, and there is no page after it."""
    shelf.run(lambda tx: apps.set_webhook_url(tx, app, None))

    def happen(tx):
        for number in range(replay.PAGE + 3):
            about = {"trade_order_id": f"TOIDx{number}", "order_id": f"ord-x{number}"}
            events.record_redeem_success(
                tx, shelf.bell, app_id=app.id, open_id=MIA, **about, now_s=shelf.clock.now_s()
            )

    shelf.run(happen)
    shelf.run(lambda tx: apps.set_webhook_url(tx, app, URL))
    wanted = Search(since_s=0, is_failed_only=True)
    for count in (replay.PAGE + 3, 0):
        sent = shelf.run(lambda tx: replay.replay(tx, shelf.clock, shelf.bell, wanted))
        assert sent == (count, None)
