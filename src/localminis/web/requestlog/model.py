"""The records of the request log and its refusal."""

from dataclasses import dataclass

import msgspec

from localminis.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the open API, as lists show it.

    `at_s` is platform time, `at_wall_ms` the machine's. `client_key` is empty and `user_id` None
    where the call did not get far enough to tell; `user` is the name the user has now. `code` is
    `ok` for a success, `no_answer` where the connection was cut before the answer's end.
    """

    number: int
    log_id: str
    at_wall_ms: int
    at_s: int
    duration_ms: int
    method: str
    path: str
    client_key: str
    user_id: int | None
    user: str | None
    status: int
    code: str
    message: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call was refused.

    `rule` is what the platform wants, `field` what of the request broke it, `passes` what would
    have passed; `page` is the page of our reference, `source` the official page it goes back to.
    """

    rule: str
    field: str | None
    passes: str
    page: str
    source: str


@dataclass(frozen=True, slots=True)
class Details:
    """A call with all that was sent and answered, secrets masked; `reason` for a refusal."""

    call: Call
    query: str
    request_headers: list[tuple[str, str]]
    request_body: str
    response_headers: list[tuple[str, str]]
    response_body: str
    reason: Reason | None


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A call on its way into the log; the names are those of `Call` and `Details`.

    `open_id` is what an answer told of the user, where the caller is not known otherwise.
    """

    log_id: str
    at_wall_ms: int
    at_s: int
    duration_ms: int
    method: str
    path: str
    client_key: str
    user_id: int | None
    open_id: str
    status: int
    code: str
    message: str
    query: str
    request_headers: str
    request_body: str
    response_headers: str
    response_body: str
    field: str | None
    passes: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """Which calls are asked for; what is None does not narrow the search.

    `path` is a whole path of the open API, with or without its last slash, or the beginning of
    one; `code` an error code; `is_refused` tells refusals from successes.
    """

    client_key: str | None = None
    user_id: int | None = None
    path: str | None = None
    status: int | None = None
    code: str | None = None
    is_refused: bool | None = None


class CallNotFound(NotFound):
    """No call in the log has this log_id."""

    code = "call_not_found"


class LogInvalid(Invalid):
    """Rows that shall be the log are none; nothing has been changed."""

    code = "log_invalid"
