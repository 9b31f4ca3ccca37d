"""The webhook commands as people call them, on a running platform."""

import io
import json
import sys

import pytest

from localminis.cli import terminal
from localminis.cli.webhook import webhook


@pytest.fixture
def shop(platform, receiver, capsys, monkeypatch):
    """An app with a receiver, and one paid order whose event has arrived."""
    shop = Shop(platform, receiver)
    shop.capture, shop.patch = capsys, monkeypatch
    shop.paid = shop.pay("ord-1")
    receiver.wait_for(1)
    return shop


class Shop:
    def __init__(self, platform, receiver) -> None:
        self.platform = platform
        self.receiver = receiver
        self.app = platform.new_app(receiver.url)
        self.key = self.app["client_key"]
        self.token = platform.access_token(self.app)

    def order(self, order_id: str) -> str:
        return self.platform.new_order(self.token, order_id, 1)

    def pay(self, order_id: str) -> str:
        trade_order_id = self.order(order_id)
        paid = self.platform.simulator(
            "pay", client_key=self.key, user=1, trade_order_id=trade_order_id
        )
        assert paid.is_success
        return trade_order_id

    def run(self, *arguments: str, code: int = 0, text: str | None = None) -> str:
        """Run `localminis webhook …` in this process; returns what it said, both streams."""
        command = [*arguments, "--home", str(self.platform.home)]
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((text or "").encode())))
        self.capture.readouterr()
        with pytest.raises(SystemExit) as left:
            terminal.run(lambda: webhook.main(command, "webhook", standalone_mode=False))
        said = "".join(self.capture.readouterr())
        assert left.value.code == code, said
        assert "Traceback" not in said
        return said

    def json(self, *arguments: str):
        return json.loads(self.run(*arguments, "--json"))


def test_deliveries_are_found_by_what_they_are_about(shop):
    """Order, own order id, user, event and state narrow the list; nonsense is refused."""
    [found] = shop.json("list", "--order", shop.paid, "--user", "1", "--app", shop.key)
    assert (found["state"], found["last_status"]) == ("delivered", 200)
    assert shop.json("list", "--order", "ord-1", "--status", "200") == [found]
    assert shop.json("list", "--event", "minis.trade_order", "--user", found["open_id"]) == [found]
    assert shop.json("list", "--order", "ord-2") == []
    assert shop.json("list", "--user", "2") == []
    assert shop.json("list", "--state", "dead") == []
    assert shop.paid in shop.run("list")
    assert "dead" in shop.run("list", "--state", "odd", code=2)
    assert "No delivery fits --state dead, --order ord-2." in shop.run(
        "list", "--state", "dead", "--order", "ord-2"
    )
    assert "No app has the client key 'mnnobody'" in shop.run("list", "--app", "mnnobody", code=1)


def test_a_delivery_is_shown_with_what_was_sent_and_answered(shop):
    """Body, headers of both sides, status, time."""
    [found] = shop.json("list")
    said = shop.run("show", found["id"])
    assert found["body"] in said
    assert "> TikTok-Signature: t=" in said
    assert "< Content-Length: 0" in said
    assert "state   delivered, 1 attempt\n" in said
    assert " UTC\n" in said
    shown = shop.json("show", found["id"])
    assert shown["log"][0]["request_body"] == found["body"]
    assert "dlv_none" in shop.run("show", "dlv_none", code=1)


def test_the_event_of_a_real_order_is_triggered_exactly_as_it_happened(shop):
    """The same bytes again; refused, with the reason, for what has not happened."""
    shop.run("trigger", "minis.trade_order.redeem.success", "--order", shop.paid)
    first, second = shop.receiver.wait_for(2)
    assert first == second
    waiting = shop.order("ord-2")
    refusal = shop.run("trigger", "minis.trade_order.redeem.success", "--order", waiting, code=1)
    assert "has not been paid" in refusal
    by_own_id = shop.run("trigger", "minis.trade_order.redeem.success", "--order", "ord-2", code=1)
    assert "ord-2 has not been paid" in by_own_id
    refund = ("trigger", "minis.trade_order.redeem.refund_traceback", "--order", shop.paid)
    assert "has not happened" in shop.run(*refund, code=1)
    nothing = shop.run("trigger", refund[1], "--order", "TOIDnone", code=1)
    assert "has no order 'TOIDnone'" in nothing
    assert "localminis order list" in nothing
    assert "which object" in shop.run("trigger", "authorization.removed", code=1)
    assert "webhook events" in shop.run("trigger", "minis.invented", "--raw", code=1)
    assert "--raw" in shop.run("trigger", "video.publish.completed", "--user", "1", code=1)
    assert "KEY=VALUE" in shop.run("trigger", "tiktok.ping", "--set", "x", code=2)
    assert len(shop.receiver.heard) == 2


def test_an_event_is_made_up_only_on_request_and_marked(shop):
    """With --raw the content is what was asked for, and the log says that it did not happen."""
    refund = ["minis.trade_order.redeem.refund_traceback", "--order", shop.paid, "--raw"]
    shop.run("trigger", *refund, "--set", "refund_amount=80", "--user", "1")
    event = shop.receiver.wait_for(2)[1]
    assert json.loads(event["content"]) == {
        "trade_order_id": shop.paid,
        "order_id": "ord-1",
        "refund_amount": 80,
    }
    assert event["user_openid"]
    [made_up] = shop.json("list", "--event", "minis.trade_order.redeem.refund")
    assert made_up["origin"] == "raw"
    assert "(made up)" in shop.run("list")
    # What was made up did not happen, so it is no object to trigger from.
    assert "has not happened" in shop.run("trigger", *refund[:3], code=1)


def test_past_events_are_replayed(shop):
    """All of a time, only the failed, and those that had no address when they happened."""
    assert "nothing to send again" in shop.run("replay", "--since", "1h", "--failed")
    shop.receiver.answers = [500]
    shop.run("ping", shop.key)
    shop.receiver.wait_for(2)
    assert shop.json("replay", "--since", "1h", "--failed") == {"count": 1}
    shop.receiver.wait_for(3)
    assert shop.json("replay", "--since", "1h") == {"count": 2}
    shop.receiver.wait_for(5)
    shop.platform.admin("PATCH", f"apps/{shop.key}", {"webhook_url": ""})
    unheard = shop.pay("ord-2")
    shop.platform.admin("PATCH", f"apps/{shop.key}", {"webhook_url": shop.receiver.url})
    assert shop.json("replay", "--since", "1h", "--failed") == {"count": 1}
    assert unheard in shop.receiver.wait_for(6)[5]["content"]
    assert "not a duration" in shop.run("replay", "--since", "soon", code=2)


def test_the_catalogue_is_listed_with_its_confidence(capsys):
    """Every event says how sure it is and whether it can really happen here."""
    webhook.main(["events", "--json"], "webhook", standalone_mode=False)
    rows = {each["event"]: each for each in json.loads(capsys.readouterr().out)}
    assert rows["minis.trade_order.redeem.success"]["sent"] == "platform"
    assert rows["tiktok.ping"]["confidence"] == "observed"
    assert "raw" in rows["minis.trade_order.redeem.refund_fail"]["sent"]
    assert "other product" in rows["post.publish.complete"]["sent"]
    webhook.main(["events"], "webhook", standalone_mode=False)
    assert "refund_amount" in capsys.readouterr().out


def test_verify_asks_the_log_what_was_changed(shop, tmp_path):
    """Time, body and where, or that nothing of the kind was sent."""
    [(headers, body)] = shop.receiver.heard
    key, header = shop.app["client_key"], headers["tiktok-signature"]
    t, s = header.removeprefix("t=").split(",s=")
    file = tmp_path / "body.json"

    def verify(changed, header):
        file.write_bytes(changed)
        return shop.run("verify", str(file), "--app", key, "--header", header, code=1)

    said = verify(body, f"t={int(t) + 60},s={s}")
    assert "time_changed" in said
    assert f"t={t}" in said
    said = verify(body.replace(b"redeem", b"redream"), header)
    assert "body_changed" in said
    assert "dlv_" in said
    assert "not_sent" in verify(b"{}", f"t={t},s={'0' * 64}")
    file.write_bytes(body)
    assert "fits the body" in shop.run("verify", str(file), "--app", key, "--header", header)
