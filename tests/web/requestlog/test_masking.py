"""Secrets never reach the log, in whatever form they come."""

import pytest

from localminis.web.requestlog import masking

ACCESS = "act.abcdefghijklmnopqrstuvwxyz012345"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"", ""),
        (b'{"a": 1}', '{"a": 1}'),
        (b'{"client_secret":"0123456789abcdef0123"}', '{"client_secret":"***"}'),
        (b'{"x":[{"code":"0123456789abcdef0123"}]}', '{"x":[{"code":"***0123"}]}'),
        (b'{"note":"' + ACCESS.encode() + b'"}', '{"note":"act.***2345"}'),
        (b"code=0123456789abcdef0123&a=b", "code=***0123&a=b"),
        (b"client_secret=short", "client_secret=***"),
        (b'{"client_secret": "0123456789abcdef', '{"client_secret": "***'),
        (b'{"a": 1, "code": "xyz", oops}', '{"a": 1, "code": "***", oops}'),
        (b"\x00\xff", "\ufffd\ufffd"),
    ],
)
def test_a_request_is_shown_without_its_secrets(raw, shown):
    """JSON, forms and what is neither; what holds no secret stays as it came."""
    assert masking.request_body(masking.read(raw, size_bytes=len(raw))) == shown


SECRET = "a-team-secret-of-some-length-0001"
PART = '--b\r\nContent-Disposition: form-data; name="client_secret"'


@pytest.mark.parametrize(
    "raw",
    [
        f"{PART}\r\n\r\n{SECRET}\r\n--b--\r\n",
        f"{PART}; filename=x\r\nContent-Type: text/plain\r\n\r\n{SECRET}\r\n--b--\r\n",
        f"client_key=a\nclient_secret={SECRET}",
        f"client_key=a; client_secret={SECRET}",
        f"client_key=a,client_secret={SECRET}",
        f"a=b&client_secret: {SECRET}",
        f"client_secret%3D{SECRET}",
        f"client_secret[]={SECRET}&a=b",
        f"client_secret%5B%5D={SECRET}",
        f"Client-Secret={SECRET}&code=1%2B",
        f"clientSecret={SECRET}",
        f"app_secret={SECRET}",
        f'{{"clientSecret": "{SECRET}"}}',
        f'{{"app": {{"secret": ["{SECRET}"]}}}}',
        f'"{{\\"client_secret\\": \\"{SECRET}\\"}}"',
        f'"client_key=a&client_secret={SECRET}"',
        f"<client_secret>{SECRET}</client_secret>",
    ],
)
def test_what_is_sent_in_a_wrong_form_is_masked_as_well(raw):
    """The log is read when a call was refused, and the wrong form is a frequent reason."""
    body = masking.read(raw.encode(), size_bytes=len(raw))
    assert SECRET not in masking.request_body(body)
    assert "***" in masking.request_body(body)
    assert SECRET not in masking.query(raw.encode())


def test_an_error_code_is_no_secret():
    """In an answer `code` names the error."""
    raw = b'{"error":{"code":"access_token_invalid"}}'
    assert masking.response_body(masking.read(raw, size_bytes=len(raw))) == raw.decode()


def test_a_cut_body_says_so_and_keeps_no_secret():
    """The end of a long body is counted; a secret in the part that is kept is masked."""
    raw = b'{"refresh_token":"rft.abcdefghijkl'
    shown = masking.request_body(masking.read(raw, size_bytes=1_000_000))
    assert "abcdefgh" not in shown
    assert shown.endswith("bytes more")


def test_deep_json_is_not_shown():
    """A body nested without end neither breaks the log nor fills it."""
    raw = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
    body = masking.read(raw, size_bytes=len(raw))
    assert len(masking.request_body(body)) <= len(raw) + 60


def test_headers_keep_their_names_and_lose_their_secrets():
    """Cookies go altogether, a bearer token keeps its kind and its end."""
    pairs = [
        (b"Authorization", b"Bearer " + ACCESS.encode()),
        (b"Cookie", b"a=b"),
        (b"X-A", b"b"),
        (b"authorization", b"odd"),
    ]
    assert masking.headers(pairs) == [
        ("authorization", "Bearer act.***2345"),
        ("cookie", "***"),
        ("x-a", "b"),
        ("authorization", "***"),
    ]
    odd = [(b"client_secret", SECRET.encode()), (b"X-Access-Token", SECRET.encode())]
    basic = [(b"Authorization", b"Basic a2V5OnNlY3JldC1vZi10aGUtYXBw")]
    assert masking.headers([*odd, *basic]) == [
        ("client_secret", "***"),
        ("x-access-token", "***0001"),
        ("authorization", "Basic ***"),
    ]
    assert masking.query(b"access_token=" + ACCESS.encode()) == "access_token=act.***2345"
    assert masking.query(b"fields") == "fields"
