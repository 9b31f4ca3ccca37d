import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.spec import signature
from localminis.webhooks.explain import explain

SECRET = "local-client-secret-0001"
NOW_S = 1_760_000_005
ENVELOPE = {
    "client_key": "mnlocal0001",
    "event": "minis.trade_order.redeem.success",
    "create_time": 1_760_000_000,
    "user_openid": "-000é",
    "content": json.dumps({"trade_order_id": "TOID1", "url": "a/b"}, separators=(",", ":")),
}
BODY = json.dumps(ENVELOPE, separators=(",", ":"), ensure_ascii=False).encode()
HEADER = signature.sign(SECRET, BODY, NOW_S)


def verdict(body=BODY, header=HEADER, secret=SECRET, now_s=NOW_S, **more):
    return explain(secret, body, header, now_s=now_s, **more)


def digest(message: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def test_a_genuine_webhook_is_called_genuine():
    """What verifies needs no explanation."""
    found = verdict(now_s=NOW_S + 7)
    assert (found.is_genuine, found.reason, found.age_s) == (True, "genuine", 7)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (json.dumps(ENVELOPE).encode(), "without spaces"),
        (json.dumps(ENVELOPE, indent=2).encode(), "without spaces"),
        (json.dumps(ENVELOPE, sort_keys=True).encode(), "no_match"),
        (json.dumps({**ENVELOPE, "content": json.loads(ENVELOPE["content"])}).encode(), "content"),
        (BODY + b"\n", "line end"),
        (b"\xef\xbb\xbf" + BODY, "byte order"),
        (BODY.decode().encode("utf-16"), "without spaces"),
        (BODY.decode("latin-1").encode(), "Latin-1"),
    ],
)
def test_a_body_that_was_written_again_is_recognised(body, said):
    """The sentence says which writing would have fitted, and to verify the raw bytes."""
    found = verdict(body)
    assert not found.is_genuine
    assert said in (found.message if said != "no_match" else found.reason)
    if said != "no_match":
        assert found.reason == "wrong_body"
        assert "raw" in found.message


@pytest.mark.parametrize("style", [{"indent": 4}, {"sort_keys": True}, {"ensure_ascii": True}, {}])
def test_the_senders_own_writing_is_found(style):
    """However the sender wrote its JSON, a compact copy of it is led back to that."""
    sent = json.dumps(ENVELOPE, **style).encode()
    found = verdict(BODY, signature.sign(SECRET, sent, NOW_S))
    assert found.reason == "wrong_body"
    assert "parsed and written again" in found.message


def test_escaped_slashes_are_recognised():
    """A common way of PHP to write JSON."""
    sent = json.dumps(ENVELOPE, separators=(",", ":")).replace("/", "\\/").encode()
    found = verdict(BODY, signature.sign(SECRET, sent, NOW_S))
    assert "slashes escaped" in found.message


@pytest.mark.parametrize(
    ("signing", "said"),
    [
        ("another", "the app mnother"),
        (SECRET + "\n", "line end"),
        (base64.b64encode(SECRET.encode()).decode(), "base64"),
    ],
)
def test_a_wrong_secret_is_recognised(signing, said):
    """Another app's secret, or this one with something around it."""
    header = signature.sign(signing, BODY, NOW_S)
    found = verdict(header=header, other_secrets={"mnother": "another"})
    assert found.reason == "wrong_secret"
    assert said in found.message


def test_a_secret_given_with_spaces_is_recognised():
    """A pasted line end is a usual mistake."""
    assert "strip" in verdict(secret=f" {SECRET}\n").message


def test_a_wrong_secret_and_a_rewritten_body_are_both_said():
    """Two mistakes at once are both found."""
    found = verdict(json.dumps(ENVELOPE).encode(), secret=f"{SECRET} ")
    assert found.reason == "wrong_secret"
    assert "strip" in found.message
    assert "written again" in found.message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (str.upper, "not 64|upper case|called"),
        (lambda h: h.replace(",s=", ",v1="), "called 'v1'"),
        (lambda h: h.replace(",", ";"), "divided by ';'"),
        (lambda h: f"TikTok-Signature: {h}", "header's name"),
        (lambda h: f'"{h}"', "form"),
        (lambda h: h.split(",")[1], "no time"),
        (lambda h: h.split(",")[0], "no readable digest"),
        (lambda h: h[:-4], "60 characters|no readable digest"),
        (lambda h: h.replace("t=", "t=x"), "not whole epoch seconds"),
        (lambda _: "garbage", "no time"),
    ],
)
def test_the_form_of_the_header_is_explained(change, said):
    """What is odd about it is named."""
    found = verdict(header=change(HEADER))
    assert found.reason == "header_form"
    assert any(each in found.message for each in said.split("|"))
    assert found.message.endswith("Expect t=<epoch seconds>,s=<64 lower-case hex digits>.")


def test_a_base64_digest_is_recognised():
    """The right digest in another spelling is a matter of form."""
    raw = bytes.fromhex(HEADER.split("s=")[1])
    header = f"t={NOW_S},s={base64.b64encode(raw).decode()}"
    found = verdict(header=header)
    assert found.reason == "header_form"
    assert "base64" in found.message


@pytest.mark.parametrize("header", [None, "", "  "])
def test_a_missing_header_is_said(header):
    """Perhaps a proxy dropped it."""
    assert verdict(header=header).reason == "header_missing"


def test_time_is_told_apart_from_forgery():
    """A genuine signature that is too old, too new, or counts milliseconds."""
    assert verdict(now_s=NOW_S + 301).reason == "too_old"
    assert verdict(now_s=NOW_S + 301).age_s == 301
    assert verdict(now_s=NOW_S - 301).reason == "in_future"
    assert verdict(now_s=NOW_S + 301, tolerance_s=400).is_genuine
    in_ms = signature.sign(SECRET, BODY, NOW_S * 1_000)
    assert verdict(header=in_ms).reason == "time_in_milliseconds"


@pytest.mark.parametrize(
    "message",
    [
        BODY,
        f"{NOW_S}".encode() + BODY,
        BODY + f".{NOW_S}".encode(),
        f"{NOW_S}.".encode() + ENVELOPE["content"].encode(),
    ],
)
def test_another_message_under_the_digest_is_recognised(message):
    """The digest is right for something that is not t, a dot and the body."""
    found = verdict(header=f"t={NOW_S},s={digest(message)}")
    assert found.reason == "wrong_message"


def test_a_forgery_is_a_forgery():
    """What fits nothing is said to fit nothing."""
    found = verdict(header=f"t={NOW_S},s={'0' * 64}")
    assert found.reason == "no_match"


@given(
    body=st.binary(max_size=200),
    header=st.one_of(st.none(), st.text(max_size=120)),
    secret=st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()),
)
def test_no_input_breaks_the_explanation(body, header, secret):
    """Whatever is given, one verdict comes back, and never a false genuine."""
    found = explain(secret, body, header, now_s=NOW_S, other_secrets={"k": "other"})
    assert found.message
    assert not found.is_genuine
