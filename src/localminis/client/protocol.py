"""The pure core under both clients: requests, answers, what an answer means, when to try again.

Nothing here sends, waits or reads a clock; `transport.py` does.
"""

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from localminis.client.errors import (
    MinisClientError,
    TransportError,
    UnreadableAnswer,
    api_error,
    oauth_error,
)
from localminis.ids import new_jitter

T = TypeVar("T")

# A query that failed is tried again after about 0.1 s, then 0.2 s, 0.4 s …
FIRST_WAIT_S: Final = 0.1

_OK: Final = 200
_FIRST_ERROR: Final = 400


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, ready to send; its repr shows no secret."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer and when it arrived (wall time, epoch seconds)."""

    status: int
    body: bytes = field(repr=False)
    log_id: str
    received_at_s: int


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request, how to read its answer, and whether sending it twice is harmless."""

    request: Request
    read: Callable[[Answer], T]
    is_repeatable: bool


def converse(call: Call[T], max_retries: int) -> Generator[float, Answer | TransportError, T]:
    """Carry one call through its attempts, leaving the sending and waiting to the caller.

    Yields the seconds to wait before the next attempt; expects what came of that attempt; returns
    the result.

    Raises:
        MinisClientError: the refusal or failure of the last attempt.
    """
    wait_s = 0.0
    for attempt in range(max_retries + 1):
        outcome = yield wait_s
        try:
            if isinstance(outcome, TransportError):
                raise outcome
            return call.read(outcome)
        except MinisClientError as failure:
            may_repeat = call.is_repeatable and failure.is_retryable
            if not may_repeat or attempt == max_retries:
                raise
        wait_s = FIRST_WAIT_S * 2**attempt * new_jitter()
    raise AssertionError("Every attempt returns or raises.")  # pragma: no cover


def read_oauth(answer: Answer) -> Mapping[str, Any]:
    """Return the fields of a token endpoint's answer.

    Raises:
        OAuthError: the body is an error, whatever the HTTP status.
        UnreadableAnswer: the body is not an answer of a token endpoint.

    Source: contract server-api §1.5; an error with status 200 has been observed.
    """
    document = _document(answer)
    error = document.get("error")
    if isinstance(error, str) and error:
        log_id = _text_or(document, "log_id", answer.log_id)
        description = _text_or(document, "error_description", "")
        raise oauth_error(error, description, answer.status, log_id)
    if isinstance(error, Mapping):
        raise _api_error(error, answer)
    if answer.status != _OK:
        raise _unreadable(answer, "has no error in it")
    return document


def read_api(answer: Answer) -> Mapping[str, Any]:
    """Return the `data` of an open API answer.

    Raises:
        ApiError: `error.code` is not `ok`.
        UnreadableAnswer: the body is not an answer of the open API.

    Source: contract server-api §0 and §12; the bare error object is contradiction C-13.
    """
    document = _document(answer)
    error = document.get("error")
    if error is None and "code" in document:
        error = document
    if isinstance(error, str) and error:
        error = {
            "code": error,
            "message": _text_or(document, "error_description", ""),
            "log_id": _text_or(document, "log_id", ""),
        }
    if not isinstance(error, Mapping) or "code" not in error:
        raise _unreadable(answer, "has no error.code in it")
    if error["code"] != "ok":
        raise _api_error(error, answer)
    if answer.status >= _FIRST_ERROR:
        raise _unreadable(answer, "says ok in its body")
    data = document.get("data")
    return data if isinstance(data, Mapping) else {}


def text(fields: Mapping[str, Any], key: str, answer: Answer) -> str:
    """Return a field that must be text.

    Raises:
        UnreadableAnswer: it is missing or something else.
    """
    value = fields.get(key)
    if not isinstance(value, str):
        raise _unreadable(answer, f"has no text in {key!r}")
    return value


def whole(fields: Mapping[str, Any], key: str, answer: Answer) -> int:
    """Return a field that must be a whole number; digits as text count, as documents differ.

    Raises:
        UnreadableAnswer: it is missing or something else.
    """
    value = fields.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _unreadable(answer, f"has no whole number in {key!r}")
    return value


def flag(fields: Mapping[str, Any], key: str, answer: Answer) -> bool:
    """Return a field that must be true or false.

    Raises:
        UnreadableAnswer: it is missing or something else.
    """
    value = fields.get(key)
    if not isinstance(value, bool):
        raise _unreadable(answer, f"has no true or false in {key!r}")
    return value


def mapping(fields: Mapping[str, Any], key: str, answer: Answer) -> Mapping[str, Any]:
    """Return a field that must be a JSON object.

    Raises:
        UnreadableAnswer: it is missing or something else.
    """
    value = fields.get(key)
    if not isinstance(value, Mapping):
        raise _unreadable(answer, f"has no object in {key!r}")
    return value


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, Mapping):
        if answer.status == 401:  # noqa: PLR2004 - HTTP
            # Documented advice: any 401 means that the user has to log in again.
            raise api_error("access_token_invalid", answer.status, "", answer.log_id)
        raise _unreadable(answer, "is no JSON object")
    return document


def _api_error(error: Mapping[str, Any], answer: Answer) -> MinisClientError:
    # The JSON type of numeric codes is unknown, so both types are read.
    return api_error(
        str(error.get("code")),
        answer.status,
        _text_or(error, "message", ""),
        _text_or(error, "log_id", answer.log_id),
    )


def _unreadable(answer: Answer, problem: str) -> UnreadableAnswer:
    return UnreadableAnswer(
        f"The answer with HTTP {answer.status} {problem}; check that the base URL is the "
        "platform's.",
        answer.status,
    )


def _text_or(fields: Mapping[str, Any], key: str, default: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) and value else default
