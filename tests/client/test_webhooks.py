"""Webhooks at the receiver: typed events, keys against duplicates, and tolerance."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.client import (
    AuthorizationRemoved,
    EventMalformed,
    MinisClient,
    Ping,
    SignatureMismatch,
    SignatureMissing,
    SignatureTooOld,
    SubscriptionChanged,
    TradeOrderRedeemed,
    TradeOrderRefundTraceback,
    UnknownEvent,
)
from localminis.client.webhooks import parse_webhook
from localminis.spec.signature import sign

SECRET = "local-client-secret-0001"
NOW_S = 1_760_000_005
SUCCESS = "minis.trade_order.redeem.success"
REFUND = "minis.trade_order.redeem.refund_traceback"
IDS = {"trade_order_id": "TOID1", "order_id": "ord-1"}


def parse(event, content, **envelope):
    inner = content if isinstance(content, str) else json.dumps(content)
    document = {
        "client_key": "mnlocal0001",
        "event": event,
        "create_time": 1_760_000_000,
        "user_openid": "-000user",
        "content": inner,
        **envelope,
    }
    body = json.dumps(document).encode()
    return parse_webhook(SECRET, body, sign(SECRET, body, NOW_S), now_s=NOW_S)


def parse_body(body):
    return parse_webhook(SECRET, body, sign(SECRET, body, NOW_S), now_s=NOW_S)


def test_paid_order_is_typed():
    """The event that delivery is based on, with its inner document parsed."""
    event = parse(SUCCESS, {**IDS, "is_sandbox": True, "pay_type": "new"})
    assert isinstance(event, TradeOrderRedeemed)
    assert (event.trade_order_id, event.order_id) == ("TOID1", "ord-1")
    assert event.is_sandbox is True
    assert (event.client_key, event.user_openid) == ("mnlocal0001", "-000user")
    assert event.create_time == 1_760_000_000
    assert event.content["pay_type"] == "new"


def test_paid_order_without_sandbox_mark_is_accepted():
    """Older official samples have no is_sandbox; a receiver that insists loses sales."""
    assert parse(SUCCESS, IDS).is_sandbox is None


def test_refund_is_typed():
    """The recovered amount is a whole number."""
    event = parse(REFUND, {**IDS, "is_sandbox": False, "refund_amount": 80})
    assert isinstance(event, TradeOrderRefundTraceback)
    assert (event.refund_amount, event.is_sandbox) == (80, False)


def test_removed_authorization_is_typed():
    """The reason stays the number that the documents list."""
    event = parse("authorization.removed", {"reason": 5})
    assert isinstance(event, AuthorizationRemoved)
    assert event.reason == 5


@pytest.mark.parametrize("content", ["", "{}", "hello", "[1]", '{"any": 1}'])
def test_ping_is_accepted_whatever_it_carries(content):
    """The content of the portal's test is unknown and must not fail it."""
    assert isinstance(parse("tiktok.ping", content), Ping)


@pytest.mark.parametrize("content", ["", "not json", '{"subscription_id": "s"}'])
def test_unknown_event_is_an_event(content):
    """Every event of every product is delivered; an error here means three days of retries."""
    event = parse("video.publish.completed", content)
    assert isinstance(event, UnknownEvent)
    assert event.event == "video.publish.completed"


@pytest.mark.parametrize("name", ["create", "renew", "onhold", "cancel", "expire"])
def test_a_subscription_event_names_the_subscription(name):
    """Only the id is relied on, because the payload is undocumented."""
    content = {"subscription_id": "SUB1", "trade_order_id": "TOID1", "new_key": 1}
    event = parse(f"minis.subscription.{name}", content)
    assert isinstance(event, SubscriptionChanged)
    assert (event.subscription_id, event.trade_order_id) == ("SUB1", "TOID1")
    assert parse(f"minis.subscription.{name}", {"subscription_id": "S"}).trade_order_id is None


@pytest.mark.parametrize(
    "content", ["", "[]", {"subscription": {"id": "S"}}, {"subscription_id": 1}]
)
def test_a_subscription_event_of_another_form_is_unknown_and_no_error(content):
    """Refusing what nobody has documented would mean three days of retries."""
    assert isinstance(parse("minis.subscription.renew", content), UnknownEvent)


def test_content_as_an_object_is_read():
    """A sender that forgets the second encoding is understood."""
    body = json.dumps(
        {"client_key": "k", "event": SUCCESS, "create_time": 1, "content": IDS}
    ).encode()
    event = parse_body(body)
    assert (event.trade_order_id, event.user_openid) == ("TOID1", "")


def test_dedupe_key_of_a_payment_is_its_order():
    """A repeated delivery has the same key, another order another."""
    first = parse(SUCCESS, IDS)
    again = parse(SUCCESS, {**IDS, "is_sandbox": True}, create_time=1_760_000_060)
    other = parse(SUCCESS, {**IDS, "trade_order_id": "TOID2"})
    assert first.dedupe_key == again.dedupe_key
    assert first.dedupe_key != other.dedupe_key


def test_dedupe_keys_of_refunds_differ_from_the_payment_and_from_each_other():
    """A refund is no duplicate of its payment, and a second part none of the first."""
    keys = {
        parse(SUCCESS, IDS).dedupe_key,
        parse(REFUND, {**IDS, "refund_amount": 80}).dedupe_key,
        parse(REFUND, {**IDS, "refund_amount": 19}).dedupe_key,
        parse(REFUND, {**IDS, "refund_amount": 19}, create_time=1_760_000_001).dedupe_key,
    }
    assert len(keys) == 4


def test_dedupe_key_of_other_events_follows_their_content():
    """The same event again has the same key, in whatever order its keys come."""
    first = parse("minis.x", '{"a": 1, "b": 2}')
    assert first.dedupe_key == parse("minis.x", '{"b": 2, "a": 1}').dedupe_key
    assert first.dedupe_key != parse("minis.x", '{"a": 1, "b": 3}').dedupe_key
    assert first.dedupe_key != parse("minis.y", '{"a": 1, "b": 2}').dedupe_key


@pytest.mark.parametrize(
    ("event", "content", "named"),
    [
        (SUCCESS, "", "trade_order_id"),
        (SUCCESS, "not json", "trade_order_id"),
        (SUCCESS, {"trade_order_id": "T"}, "order_id"),
        (SUCCESS, {**IDS, "order_id": 7}, "order_id"),
        (REFUND, IDS, "refund_amount"),
        (REFUND, {**IDS, "refund_amount": "80"}, "refund_amount"),
        (REFUND, {**IDS, "refund_amount": True}, "refund_amount"),
        (REFUND, {**IDS, "refund_amount": 1.5}, "refund_amount"),
        ("authorization.removed", {}, "reason"),
    ],
)
def test_known_event_with_a_hole_is_malformed(event, content, named):
    """What an event promises is there, or the field that is not is named."""
    with pytest.raises(EventMalformed, match=named):
        parse(event, content)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"event": 1}', b'{"event": "x"}']
)
def test_signed_nonsense_is_malformed(body):
    """A good signature does not make a body readable."""
    with pytest.raises(EventMalformed):
        parse_body(body)


@given(st.binary(max_size=300))
def test_no_signed_bytes_raise_anything_else(body):
    """Whatever the bytes are, the receiver gets an event or one documented error."""
    with contextlib.suppress(EventMalformed):
        parse_body(body)


def test_client_parses_with_its_secret_and_its_clock():
    """The client's own secret proves the sender, and its clock judges the age."""
    body = b'{"client_key":"k","event":"tiktok.ping","create_time":1,"content":"{}"}'
    header = sign(SECRET, body, NOW_S)
    with MinisClient("k", SECRET, clock=lambda: NOW_S + 301) as client:
        with pytest.raises(SignatureTooOld) as old:
            client.parse_webhook(body, header)
        assert old.value.age_s == 301
        assert isinstance(client.parse_webhook(body, header, tolerance_s=301), Ping)
        assert isinstance(client.parse_webhook(body, header, now_s=NOW_S), Ping)
        with pytest.raises(SignatureMissing):
            client.parse_webhook(body, None)
        with pytest.raises(SignatureMismatch):
            client.parse_webhook(body + b" ", header, now_s=NOW_S)
