"""The signature of webhooks, against vectors that were computed outside this code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.spec import signature

SECRET = "local-client-secret-0001"

PING = (
    b'{"client_key":"mnlocal0001","event":"tiktok.ping","create_time":1760000000,'
    b'"user_openid":"","content":"{}"}'
)
REDEEMED = (
    b'{"client_key":"mnlocal0001","event":"minis.trade_order.redeem.success",'
    b'"create_time":1760000000,"user_openid":"-000localuser01","content":'
    b'"{\\"trade_order_id\\":\\"TOID1760000000001\\",\\"order_id\\":\\"ord-1\\",'
    b'\\"is_sandbox\\":true}"}'
)
REFUNDED = (
    '{ "client_key": "mnlocal0001", "event": "minis.trade_order.redeem.refund_traceback", '
    '"create_time": 1760000100, "user_openid": "-000localuser01", "content": '
    '"{\\"trade_order_id\\":\\"TOID1760000000001\\",\\"order_id\\":\\"ord-é\\",'
    '\\"is_sandbox\\":true,\\"refund_amount\\":80}" }'
).encode()

VECTORS = [
    pytest.param(
        1760000005,
        PING,
        107,
        "54edc32c1f19d4a1844b96d7d3aad1073485cfdf44175926b5687c0cb6672874",
        id="ping",
    ),
    pytest.param(
        1760000005,
        REDEEMED,
        226,
        "5362910411a904483065cfbb83b3fd0f3462ab7d410d9c2257f057298baa8b96",
        id="redeemed",
    ),
    pytest.param(
        1760000105,
        REFUNDED,
        268,
        "ccbfbf870817adcdcfeffce030ea2f9522ee3e1798b33397fb2db6ab461135b3",
        id="spaces and a non-ASCII letter",
    ),
]


@pytest.mark.parametrize(("t", "body", "size_bytes", "s"), VECTORS)
def test_vectors_of_the_contract_hold_in_both_directions(t, body, size_bytes, s):
    """What we sign and accept is what the contract's vectors say, byte for byte."""
    assert len(body) == size_bytes
    assert signature.sign(SECRET, body, t) == f"t={t},s={s}"
    assert signature.verify(SECRET, body, f"t={t},s={s}", now_s=t) == t


@given(body=st.binary(min_size=1, max_size=200), place=st.integers(0), change=st.integers(1, 255))
def test_any_tampered_byte_of_the_body_is_refused(body, place, change):
    """Whoever changes one byte on the way is found out."""
    header = signature.sign(SECRET, body, 1760000000)
    tampered = bytearray(body)
    tampered[place % len(body)] ^= change
    with pytest.raises(signature.SignatureMismatch):
        signature.verify(SECRET, bytes(tampered), header, now_s=1760000000)


@given(place=st.integers(0, 78), letter=st.characters(codec="utf-8"))
def test_any_tampered_character_of_the_header_is_refused(place, letter):
    """No change to the header turns into another acceptable header."""
    header = signature.sign(SECRET, PING, 1760000000)
    assert len(header) == 79
    tampered = header[:place] + letter + header[place + 1 :]
    if tampered.strip() == header:  # white space at its ends means nothing
        return
    with pytest.raises(signature.SignatureRefused):
        signature.verify(SECRET, PING, tampered, now_s=1760000000)


@given(body=st.binary(max_size=200), t=st.integers(0, 2**40), secret=st.text(min_size=1))
def test_what_we_sign_we_accept(body, t, secret):
    """Both directions agree for every body, time and secret."""
    assert signature.verify(secret, body, signature.sign(secret, body, t), now_s=t) == t


@pytest.mark.parametrize("header", [None, "", "  "])
def test_missing_header_says_so(header):
    """A request without signature is told apart from a forged one."""
    with pytest.raises(signature.SignatureMissing, match="TikTok-Signature"):
        signature.verify(SECRET, PING, header, now_s=0)


@pytest.mark.parametrize(
    "header",
    [
        "nonsense",
        "t=1760000005",
        "s=" + "0" * 64,
        "t=,s=" + "0" * 64,
        "t=-5,s=" + "0" * 64,
        "t=1e9,s=" + "0" * 64,
        "t=١٧٦,s=" + "0" * 64,
        "t=1,t=2,s=" + "0" * 64,
        "t=9999999999999999,s=" + "0" * 64,
        "t=1760000005,s=short",
        "t=1760000005,s=" + "A" * 64,
        "t=1760000005,s=" + "é" * 64,
    ],
)
def test_unreadable_header_says_what_is_expected(header):
    """A header of another shape is named as such, whatever is in it."""
    with pytest.raises(signature.SignatureMalformed, match="t=<epoch seconds>"):
        signature.verify(SECRET, PING, header, now_s=1760000005)


def test_wrong_secret_is_told_about_raw_bytes_and_the_key():
    """The most common mistakes, parsed bodies and a foreign key, are in the message."""
    header = signature.sign("another-secret", PING, 1760000005)
    with pytest.raises(signature.SignatureMismatch, match=r"raw body bytes.*client secret"):
        signature.verify(SECRET, PING, header, now_s=1760000005)


def test_body_written_again_as_json_does_not_fit():
    """Signature and spelling belong together: the same JSON in other bytes is refused."""
    header = signature.sign(SECRET, REFUNDED, 1760000105)
    with pytest.raises(signature.SignatureMismatch):
        signature.verify(SECRET, REFUNDED.replace(b": ", b":"), header, now_s=1760000105)


def test_several_signatures_and_several_secrets_are_accepted():
    """While a secret is replaced, one fitting pair is enough, on either side."""
    old = signature.sign("old-secret", PING, 1760000005)
    new = signature.sign("new-secret", PING, 1760000005)
    both = f"{old}, {new.partition(',')[2]}"
    assert signature.verify("new-secret", PING, both, now_s=1760000005) == 1760000005
    assert signature.verify(["x", "old-secret"], PING, old, now_s=1760000005) == 1760000005


def test_tolerance_holds_both_ways_to_the_second():
    """A signature is fresh up to and including the tolerance, before and after now."""
    header = signature.sign(SECRET, PING, 10_000)
    assert signature.verify(SECRET, PING, header, now_s=10_300) == 10_000
    assert signature.verify(SECRET, PING, header, now_s=9_700) == 10_000
    with pytest.raises(signature.SignatureTooOld) as old:
        signature.verify(SECRET, PING, header, now_s=10_301)
    assert (old.value.age_s, old.value.tolerance_s) == (301, 300)
    with pytest.raises(signature.SignatureInFuture) as ahead:
        signature.verify(SECRET, PING, header, now_s=9_690, tolerance_s=309)
    assert (ahead.value.ahead_s, ahead.value.tolerance_s) == (310, 309)


def test_forged_old_signature_is_a_mismatch_and_not_an_age():
    """Time is judged after the proof, so a forger learns nothing about the clock."""
    with pytest.raises(signature.SignatureMismatch):
        signature.verify(SECRET, PING, "t=1,s=" + "0" * 64, now_s=1760000005)


def test_leading_zeros_of_the_time_are_part_of_what_was_signed():
    """The text of `t` is signed, not its number."""
    header = signature.sign(SECRET, PING, 1760000005).replace("t=", "t=0")
    with pytest.raises(signature.SignatureMismatch):
        signature.verify(SECRET, PING, header, now_s=1760000005)


def test_our_own_misuse_is_a_value_error():
    """An empty secret would let anybody sign; it is refused before anything is compared."""
    with pytest.raises(ValueError, match="secret"):
        signature.sign("", PING, 1)
    with pytest.raises(ValueError, match="-1"):
        signature.sign(SECRET, PING, -1)
    for secret in ("", [], [SECRET, ""]):
        with pytest.raises(ValueError, match="secret"):
            signature.verify(secret, PING, "t=1,s=" + "0" * 64, now_s=1)
    with pytest.raises(ValueError, match="tolerance_s"):
        signature.verify(SECRET, PING, "t=1,s=" + "0" * 64, now_s=1, tolerance_s=-1)
