import asyncio
import json
import logging
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from localminis.spec import endpoints, limits
from localminis.web import endpoint
from localminis.web.endpoint import BodyInvalid, bearer_token, convert, decode, read_body


class Order(msgspec.Struct):
    """A shape with a required and an optional field, and one within."""

    beans: int
    name: str = ""
    inner: list[int] = msgspec.field(default_factory=list)


def request(headers=(), chunks=(b"",)) -> Request:
    messages = [
        {"type": "http.request", "body": chunk, "more_body": index + 1 < len(chunks)}
        for index, chunk in enumerate(chunks)
    ]

    async def receive():
        return messages.pop(0)

    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": encoded}
    return Request(scope, receive)


def test_a_body_is_read_up_to_the_limit():
    """The last allowed byte is read, and the next one refused, whatever the chunks."""
    full = b"x" * limits.REQUEST_BODY_MAX_BYTES
    assert asyncio.run(read_body(request(chunks=[full[:9], full[9:]]))) == full
    with pytest.raises(BodyInvalid, match="larger than 1048576 bytes"):
        asyncio.run(read_body(request(chunks=[full, b"x"])))


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Bearer", None),
        ("Basic abc", None),
        ("abc", None),
        ("", None),
    ],
)
def test_a_bearer_token_is_found_or_not(header, token):
    """Only the Bearer scheme carries one."""
    assert bearer_token(request([("Authorization", header)])) == token
    assert bearer_token(request()) is None


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{}", "beans"),
        (b'{"beans":"1"}', "beans must be a whole number, not text."),
        (b'{"beans":1,"inner":[1,"x"]}', "inner[1]"),
        (b"[]", "The body must be an object, not a list."),
        (b"{", "empty or cut short"),
        (b"\xff", "No JSON"),
        (b"[" * 50_000, "must be an object"),
        (b'{"beans":1,"more":' + b"[" * 50_000, "No JSON"),
    ],
)
def test_a_refused_body_names_the_place(raw, said):
    """The developer reads which field is wrong and what was expected."""
    with pytest.raises(BodyInvalid) as refused:
        decode(raw, Order)
    assert said in refused.value.message
    assert "`" not in refused.value.message


@given(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
def test_any_bytes_are_a_shape_or_a_refusal(raw):
    """Nothing that can be sent raises anything else."""
    with suppress(BodyInvalid):
        assert isinstance(decode(raw, Order), Order)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["beans", "name", "inner", "other"]), JSON))
def test_any_json_is_a_shape_or_a_refusal(value):
    """A shape holds whole numbers and nothing like one."""
    try:
        order = decode(json.dumps(value).encode(), Order)
    except BodyInvalid:
        return
    assert type(order.beans) is int


def test_query_parameters_are_texts_that_may_stand_for_numbers():
    """A query has no types of its own."""
    assert convert({"beans": "7"}, Order).beans == 7
    with pytest.raises(BodyInvalid, match="beans"):
        convert({"beans": "x"}, Order)


def test_a_bug_is_answered_in_shape_and_logged_under_its_log_id(shared, known, caplog):
    """The developer gets an envelope and a log id; the traceback is in the log with it."""

    def broken(*_):
        raise ZeroDivisionError("our mistake")

    context = shared.platform.context
    views = {
        "50001000": endpoint.user_endpoint(context, endpoints.ORDER_CREATE, Order, broken),
        "internal_error": endpoint.user_endpoint(context, endpoints.USER_INFO, Order, broken),
    }
    json_body = ("Content-Type", "application/json")
    headers = [("Authorization", f"Bearer {known.token}"), json_body]
    for code, view in views.items():
        asked = request(headers, [b'{"beans":1}'])
        asked.scope["query_string"] = b"beans=1"
        with caplog.at_level(logging.ERROR):
            response = asyncio.run(view(asked))
        error = json.loads(response.body)["error"]
        assert (response.status_code, error["code"]) == (500, code)
        assert "our mistake" not in error["message"]
        assert error["log_id"] in caplog.text
        assert "ZeroDivisionError: our mistake" in caplog.text
