"""What the platform's log tells of a webhook whose signature fits nothing."""

import json

import pytest

from localminis.spec import signature
from localminis.webhooks.compare import Sent, compare

SECRET, T = "local-client-secret-0001", 1_760_000_005
CONTENT = {"trade_order_id": "TOID1", "is_sandbox": True}
BODY = json.dumps({"event": "minis.trade_order", "content": json.dumps(CONTENT)}).encode()
HEADER = signature.sign(SECRET, BODY, T)
OTHER = Sent("dlv_other", "tiktok.ping", signature.sign(SECRET, b"{}", T), b"{}")
SENT = (OTHER, Sent("dlv_it", "minis.trade_order", HEADER, BODY))
LATER = HEADER.replace(str(T), str(T + 1))


def body(**content):
    """Write the event with another content."""
    return json.dumps({"event": "minis.trade_order", "content": json.dumps(content)}).encode()


@pytest.mark.parametrize(
    ("given", "header", "reason", "said"),
    [
        (BODY, LATER, "time_changed", "t=1760000005, and the header now says t=1760000006"),
        (BODY, HEADER, "secret_replaced", "replaced since"),
        (BODY, f"t={T},s={'0' * 64}", "signature_changed", HEADER),
        (
            body(trade_order_id="TOID2", is_sandbox=True),
            HEADER,
            "body_changed",
            'content.trade_order_id is "TOID2", "TOID1" was sent. The time is unchanged.',
        ),
        (body(trade_order_id="TOID1"), HEADER, "body_changed", "content.is_sandbox is missing"),
        (json.dumps(json.loads(BODY), indent=3).encode(), HEADER, "body_changed", "the same JSON"),
        (body(**CONTENT, extra=1), HEADER, "body_changed", "content.extra was added, 1"),
        (body(**{**CONTENT, "is_sandbox": 1}), HEADER, "body_changed", "is 1, true was sent"),
        (BODY[:-2], HEADER, "body_changed", "nothing more is here"),
        (BODY + b" ", HEADER, "body_changed", "nothing more was sent and ' ' is here"),
        (b"", LATER, "body_and_time_changed", "The time was changed too"),
        (body(**dict.fromkeys("abcd", 1)), HEADER, "body_changed", "and 3 more"),
    ],
)
def test_it_says_what_was_changed_and_where(given, header, reason, said):
    """Time, body, both, the header or the secret, by the delivery that it was."""
    found = compare(given, header, SENT)
    assert (found.reason, said in found.message, "dlv_it" in found.message) == (
        reason,
        True,
        True,
    ), found.message
    assert not found.is_genuine


@pytest.mark.parametrize("header", ["", "t=1", f"t=1,s={'0' * 64}", "x" * 5000])
def test_what_was_never_sent_is_like_nothing(header):
    """Neither a header nor a body that is in the log: there is nothing to say."""
    assert compare(b"[]", header, SENT) is None
    assert compare(BODY, header, ()) is None


def test_deep_documents_are_compared_by_their_bytes():
    """What cannot be read as JSON still differs somewhere."""
    found = compare(b"[" * 100_000, HEADER, SENT)
    assert "bytes were sent" in found.message
