"""What an answer means, and when a call is tried again."""

import pytest

from localminis.client import (
    AccessTokenInvalid,
    ApiError,
    InvalidClient,
    OrderIdTaken,
    RateLimited,
    TransportError,
    UnreadableAnswer,
)
from localminis.client.protocol import Answer, Call, Request, converse, read_oauth

ORDER = {"order_id": "o", "product_name": "p", "token_amount": 1}


@pytest.mark.parametrize("code", ["20021002", 20021002])
@pytest.mark.parametrize("status", [200, 400])
def test_numeric_codes_are_read_in_either_type_and_status(scripted, call, code, status):
    """The JSON type and the status of numeric codes are unknown, so neither decides."""
    scripted.refuse(code, status)
    with pytest.raises(OrderIdTaken) as refused:
        call("create_trade_order", "act.x", **ORDER)
    assert (refused.value.code, refused.value.status) == ("20021002", status)
    assert not refused.value.is_retryable
    assert len(refused.value.log_id) == 34


@pytest.mark.parametrize("body", [b"", b"<html>denied</html>", b"[]"])
def test_any_401_asks_for_a_new_login(scripted, call, body):
    """A 401 means "log in again", readable or not."""
    scripted.answer(body, 401)
    with pytest.raises(AccessTokenInvalid) as refused:
        call("create_trade_order", "act.x", **ORDER)
    assert (refused.value.status, refused.value.log_id) == (401, "HEADERLOGID")


def test_bare_and_flat_errors_are_understood(scripted, call):
    """One official page shows the error object bare, and a proxy may answer flat."""
    scripted.answer({"code": "invalid_params", "message": "Bad.", "log_id": "L"}, 400)
    with pytest.raises(ApiError, match="invalid_params: Bad"):
        call("user_info", "act.x")
    scripted.answer({"error": "access_token_invalid", "error_description": "Old."}, 401)
    with pytest.raises(AccessTokenInvalid, match="Old"):
        call("user_info", "act.x")


def test_oauth_error_with_status_200_is_an_error(scripted, call):
    """The token endpoint has been seen to refuse with status 200; the body decides."""
    scripted.answer({"error": "invalid_client", "error_description": "No.", "log_id": "L"})
    with pytest.raises(InvalidClient) as refused:
        call("exchange_code", "c")
    assert refused.value.status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>", 200),
        (b"<html>", 404),
        (b"\xff\xfe", 200),
        (b"[" * 100_000, 200),
        ({"data": {}}, 200),
        ({"data": {}, "error": {"code": "ok"}}, 404),
        ({"data": {}, "error": {}}, 200),
        ({}, 301),
    ],
)
def test_answer_of_another_shape_is_unreadable_and_final(scripted, call, body, status):
    """Whatever answers in the platform's place is named with its status, and asked only once."""
    scripted.answer(body, status)
    with pytest.raises(UnreadableAnswer, match=f"HTTP {status}") as refused:
        call("user_info", "act.x")
    assert refused.value.status == status
    assert len(scripted.received) == 1


def test_oauth_answers_of_another_shape():
    """The token endpoints' reader tells an enveloped error and a refusal without error apart."""
    enveloped = Answer(400, b'{"error":{"code":"internal_error","message":""}}', "L", 0)
    with pytest.raises(ApiError, match="internal_error"):
        read_oauth(enveloped)
    with pytest.raises(UnreadableAnswer, match="no error"):
        read_oauth(Answer(404, b"{}", "L", 0))


@pytest.mark.parametrize("trouble", ["hang up", 500, 503, 429, "50001000"])
def test_queries_are_tried_again_after_passing_trouble(scripted, call, trouble):
    """A query survives one failure of the network or of the platform."""
    if trouble == "hang up":
        scripted.answer(None)
    elif trouble == "50001000":
        scripted.refuse(trouble)
    else:
        scripted.refuse("rate_limit_exceeded" if trouble == 429 else "internal_error", trouble)
    scripted.ok({"trade_order_id": "T", "trade_order_status": "SUCCESS"})
    assert call("query_trade_order", "act.x", "T").status == "SUCCESS"
    assert len(scripted.received) == 2


@pytest.mark.parametrize(
    ("method", "args", "kwargs"),
    [
        ("create_trade_order", ["act.x"], ORDER),
        ("exchange_code", ["c"], {}),
        ("refresh", ["rft.x"], {}),
        ("client_token", [], {}),
        ("revoke", ["act.x"], {}),
    ],
)
@pytest.mark.parametrize("trouble", ["hang up", 503])
def test_calls_that_change_something_are_sent_once(scripted, call, method, args, kwargs, trouble):
    """After a failure nobody knows what happened, so the client never repeats such a call."""
    scripted.answer(None if trouble == "hang up" else b"busy", 503)
    with pytest.raises(TransportError) as failed:
        call(method, *args, **kwargs)
    assert failed.value.is_retryable
    assert len(scripted.received) == 1


def test_refusals_are_not_tried_again(scripted, call):
    """Asking again does not change an answer that was understood."""
    scripted.refuse("access_token_invalid", 401)
    with pytest.raises(AccessTokenInvalid):
        call("user_info", "act.x")
    assert len(scripted.received) == 1


def conversation(outcomes, max_retries):
    """Carry a repeatable call through the given outcomes; return the waits and the result."""
    call = Call(Request("GET", "/"), lambda answer: answer.status, is_repeatable=True)
    talk = converse(call, max_retries)
    waits = [next(talk)]
    try:
        for outcome in outcomes:
            waits.append(talk.send(outcome))  # noqa: PERF401 - the last send raises
    except StopIteration as done:
        return waits, done.value
    raise AssertionError("The conversation goes on.")


def test_waits_double_from_a_tenth_of_a_second():
    """The first attempt starts at once, the following ones step back, give or take a fifth."""
    trouble = TransportError("down")
    waits, result = conversation([trouble, trouble, Answer(200, b"", "", 0)], 2)
    assert result == 200
    assert waits[0] == 0
    assert waits[1] == pytest.approx(0.1, rel=0.21)
    assert waits[2] == pytest.approx(0.2, rel=0.21)


def test_the_last_failure_is_the_one_that_is_raised():
    """When the attempts are used up, the caller sees what the last one met."""
    first, last = TransportError("first"), TransportError("last")
    with pytest.raises(TransportError, match="last"):
        conversation([first, last], 1)
    with pytest.raises(TransportError, match="first"):
        conversation([first], 0)


def test_rate_limit_without_a_readable_body_is_still_passing(scripted, call):
    """A gateway's own 429 is treated like the platform's."""
    for _ in range(3):
        scripted.answer({"error": {"code": "strange", "message": ""}}, 429)
    with pytest.raises(RateLimited) as refused:
        call("user_info", "act.x")
    assert refused.value.is_retryable
    assert len(scripted.received) == 3
