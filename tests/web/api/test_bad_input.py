"""Every field of every endpoint, with everything that goes wrong with fields of its kind."""

import json
import logging
from urllib.parse import quote, urlencode

import pytest

from localminis.spec import endpoints, error_codes
from localminis.spec.fields import FIELDS

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MISSING = object()
EXAMPLES = {
    "token_type": "BEANS",
    "token_amount": 40,
    "token_amounts": [40],
    "tier_ids": ["local_beans_100"],
    "order_info": {},
    "order_info.quantity": 1,
    "fields": "open_id",
    "grant_type": "client_credentials",
    "tier_id": "local_499_1M",
}
CASES = [(each, field) for each in endpoints.ENDPOINTS for field in FIELDS[each.id]]
HEADERS = ["", "Bearer", "Basic abc", "Bearer act.none", f"Bearer {'x' * 8_000}"]
# A text can be read and still name nothing.
WELL_FORMED = {
    "client_key": ["invalid_client"],
    "client_secret": ["invalid_client"],
    "grant_type": ["unsupported_grant_type"],
    "token": ["invalid_grant"],
    "tier_id": ["20001003"],
    "tier_ids": ["20001003"],
    "trade_order_id": ["20011002"],
    "subscription_id": ["20011002"],
}
NUMBERS = [-1, 0, -(2**63), 2**63, 2**64, 10**400, 1.5, 1e300]


def example(endpoint, known):
    """Return a body with every required field, good enough to get past the reading of it."""
    body: dict = {}
    for field in FIELDS[endpoint.id]:
        if field.is_required:
            value = EXAMPLES.get(field.name, "example")
            put(body, field.path, dict(value) if isinstance(value, dict) else value)
    if endpoint.body == "form":
        body |= {"client_key": known.key, "client_secret": known.secret}
    return body


def put(body, path, value):
    """Set or remove the field at a path."""
    for name in path[:-1]:
        body = body.setdefault(name, {})
    if value is MISSING:
        body.pop(path[-1], None)
    else:
        body[path[-1]] = value


BAD = {
    "number": ["1", True, [], {}, *NUMBERS],
    "texts": ["a", 1, {}, [], [1], [None], ["a\x00b"]],
    "numbers": ["1", 1, {}, [], ["1"], [1.5], [None]],
    "object": ["{}", 1, [], None, True],
    "text": [1, 1.5, True, [], {}, ["a"], "\ud800"],
}
TOO_MANY = {"text": "x", "texts": ["x"], "numbers": [1], "number": 1}


def bad_values(endpoint, field):
    """Yield what cannot be right for a field of this kind."""
    if field.kind != "text" or endpoint.body == "json":
        yield from BAD[field.kind]
    if field.is_required:
        yield MISSING
    if field.kind == "text" and field.is_required:
        yield from ("", "   ")
    if field.most is not None:
        yield TOO_MANY[field.kind] * (field.most + 1)
    if field.only:
        yield from ("nonsense", field.only[0].lower() + "X", "\x00")
    if field.kind == "text" and endpoint.body == "json" and field.name != "device_platform":
        yield "a\x00b"  # any text at all is some device


def send(shared, known, endpoint, body, **changes):
    """Send a body as the endpoint takes it; changes replace content, headers or method."""
    headers = {"Authorization": f"Bearer {known.token}"}
    request = {"method": endpoint.method, "url": endpoint.path, "headers": headers}
    if endpoint.body == "query":
        request["url"] += "?" + urlencode(body)
    elif endpoint.body == "form":
        request["content"] = urlencode(body, errors="surrogatepass").encode()
        headers["Content-Type"] = FORM
    elif endpoint.body == "json":
        request["content"] = json.dumps(body).encode()
        headers["Content-Type"] = JSON
    headers |= changes.pop("headers", {})
    return shared.http.request(**{**request, **changes})


def refused(endpoint, response):
    """Check the contract's shape and status of a refusal; return its code."""
    said = response.json()
    assert response.status_code < 500, said
    if endpoint.body == "form":
        assert set(said) == {"error", "error_description", "log_id"}
        assert response.status_code == error_codes.OAUTH_STATUS[said["error"]]
        assert said["error_description"]
        return said["error"]
    assert set(said) == {"data", "error"}
    assert said["data"] == {}
    assert said["error"]["message"]
    code = said["error"]["code"]
    assert response.status_code == error_codes.api_status(code, "ok")
    return code


def expected(endpoint):
    """Return the code of a request that cannot be read."""
    if endpoint.body == "form":
        return "invalid_request"
    return "40001000" if endpoint.is_minis else "invalid_params"


@pytest.fixture
def unharmed(shared, known, caplog):
    """Hold that nothing is written, nothing is an error in the log, and no secret is in it."""
    before = shared.admin("GET", "state")["tables"]
    with caplog.at_level(logging.DEBUG):
        yield
    assert shared.admin("GET", "state")["tables"] == before
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []
    assert known.secret not in caplog.text
    assert known.token not in caplog.text


@pytest.mark.parametrize(
    ("endpoint", "field"), CASES, ids=[f"{each.id}-{field.name}" for each, field in CASES]
)
def test_a_bad_field_is_refused_in_the_contracts_shape(shared, known, unharmed, endpoint, field):
    """Missing, mistyped, empty, long, out of range, not whole, NUL, half a character: one code."""
    for value in bad_values(endpoint, field):
        body = example(endpoint, known)
        put(body, field.path, value)
        code = refused(endpoint, send(shared, known, endpoint, body))
        allowed = {expected(endpoint), *WELL_FORMED.get(field.name, ())}
        assert code in allowed, (value, code)


def raw_bodies(endpoint, known):
    """Yield whole bodies that cannot be read, each with its headers."""
    good = example(endpoint, known)
    if endpoint.body == "form":
        form = urlencode(good)
        for raw in (
            b"",
            form.encode() + b"&client_key=again",
            form.encode("utf-16"),
            (form + "&x=\u00e9").encode("latin-1"),
            form.encode() + b"&x=%ED%A0%80",
            form.encode() + b"&x=%FF",
            b"&".join(b"f%d=1" % number for number in range(100)),
            b"x=" + b"a" * 10_000_000,
        ):
            yield raw, {}
        for kind in (JSON, "multipart/form-data; boundary=x", "text/plain", ""):
            yield form.encode(), {"Content-Type": kind}
        return
    text = json.dumps(good)
    first = json.dumps(next(iter(good)))
    deep = b"[" * 100_000 + b"]" * 100_000
    for raw in (
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        text.encode("utf-16"),
        text.encode().replace(b"{", b'{"x":"\xe9",', 1),
        text.replace("{", f"{{{first}:1,", 1).encode(),
        text.replace("{", '{"extra":1,"extra":2,', 1).encode(),
        text.encode().replace(b"{", b'{"extra":%s,' % deep, 1),
        text.encode().replace(b"{", b'{"extra":"%s",' % (b"a" * 10_000_000), 1),
        text.encode() + b"x",
    ):
        yield raw, {}
    for kind in (FORM, "text/plain", "application/xml", ""):
        yield text.encode(), {"Content-Type": kind}


BODIES = [each for each in endpoints.ENDPOINTS if each.body in {"form", "json"}]


@pytest.mark.parametrize("endpoint", BODIES, ids=lambda endpoint: endpoint.id)
def test_a_bad_body_is_refused_in_the_contracts_shape(shared, known, unharmed, endpoint):
    """Another encoding or type, keys given twice, deep nesting, ten megabytes: never a 5xx."""
    for raw, headers in raw_bodies(endpoint, known):
        response = send(shared, known, endpoint, {}, content=raw, headers=headers)
        assert refused(endpoint, response) == expected(endpoint), (raw[:60], headers)


def test_a_bad_query_is_refused_in_the_contracts_shape(shared, known, unharmed):
    """The one endpoint with a query: given twice, in another encoding, with a NUL, or very long."""
    for query in (
        "fields=open_id&fields=open_id",
        "fields=%FF",
        "fields=%00",
        "fields=,,,",
        "fields=" + quote("\u00e9" * 20),
        "fields=" + "open_id," * 5_000 + "x",
    ):
        response = send(
            shared, known, endpoints.USER_INFO, {}, url=f"{endpoints.USER_INFO.path}?{query}"
        )
        assert refused(endpoints.USER_INFO, response) == "invalid_params"


OF_USERS = [each for each in endpoints.ENDPOINTS if each.auth == "user"]


@pytest.mark.parametrize("endpoint", OF_USERS, ids=lambda endpoint: endpoint.id)
def test_a_bad_token_is_refused_before_anything_else(shared, known, unharmed, endpoint):
    """Whatever the header holds: 401, and the body is not looked at."""
    for header in HEADERS:
        headers = {"Authorization": header}
        response = send(shared, known, endpoint, example(endpoint, known), headers=headers)
        assert refused(endpoint, response) == "access_token_invalid"
