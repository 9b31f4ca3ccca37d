"""Turning an error into HTTP: the API envelope, the flat OAuth shape, and the doors of our own."""

import logging
from typing import Any, Final

import msgspec
from starlette.responses import Response

from localminis.clock import wall_stamp
from localminis.errors import Conflict, Invalid, MinisError, NotFound, Refused, Unavailable
from localminis.ids import new_log_tail
from localminis.publishing.model import ScanFailed
from localminis.settings import Settings
from localminis.spec import error_codes

FORM: Final = "application/x-www-form-urlencoded"

_JSON_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"content-type", b"application/json"),
)
_BUG = "LocalMinis failed on this request; the terminal it runs in shows the traceback."

_log = logging.getLogger(__name__)

_KIND_STATUS = (
    (Invalid, 400),
    (NotFound, 404),
    (Conflict, 409),
    (Refused, 409),
    (Unavailable, 503),
)


def new_log_id() -> str:
    """Make a `log_id`: fourteen digits of time and twenty hex digits, as in every sample."""
    return wall_stamp() + new_log_tail()


class _JsonResponse(Response):
    """A JSON answer that no cache keeps; its headers are made as they are sent."""

    def __init__(self, body: Any, status: int, log_id: str | None) -> None:
        self._log_id = log_id
        super().__init__(msgspec.json.encode(body), status)

    def init_headers(self, _: object = None) -> None:
        size = str(len(self.body)).encode()
        self.raw_headers = [*_JSON_HEADERS, (b"content-length", size)]
        if self._log_id is not None:
            self.raw_headers.append((b"x-tt-logid", self._log_id.encode()))


def json_response(body: Any, status: int = 200, log_id: str | None = None) -> Response:
    """Render a JSON answer that no cache keeps."""
    return _JsonResponse(body, status, log_id)


def api_success(data: Any) -> Response:
    """Render the envelope of a success."""
    log_id = new_log_id()
    error = {"code": "ok", "message": "", "log_id": log_id}
    return json_response({"data": data, "error": error}, 200, log_id)


def api_error(code: str, message: str, status: int) -> Response:
    """Render the envelope of a refusal; that `data` is then an empty object is assumed."""
    log_id = new_log_id()
    error = {"code": code, "message": message, "log_id": log_id}
    return json_response({"data": {}, "error": error}, status, log_id)


def api_refusal(
    error: MinisError, settings: Settings, *, is_minis: bool, status: int | None = None
) -> Response:
    """Translate a refusal of the domain for an endpoint of the open API.

    Args:
        is_minis: whether bad parameters and trouble of ours carry the numeric Minis codes.
        status: the HTTP status; the code's own when not given.
    """
    code = error.code
    if isinstance(error, Unavailable):
        code = "50001000" if is_minis else "internal_error"
        _log.error("Refused for want of the database: %s", error.message)
        return api_error(code, error.message, 503)
    if code == "invalid_params" and is_minis:
        code = "40001000"
    status = status or error_codes.api_status(code, settings.numeric_error_status)
    return api_error(code, error.message, status)


def api_bug(*, is_minis: bool) -> Response:
    """Render our own bug; the traceback is in the log, under the same `log_id`."""
    response = api_error(
        "50001000" if is_minis else "internal_error",
        _BUG,
        500,
    )
    _log.exception("Bug while answering %s", response.headers["x-tt-logid"])
    return response


def oauth_error(
    code: str, description: str, settings: Settings, status: int | None = None
) -> Response:
    """Render the flat shape of an OAuth refusal, with the code's own status when none is given."""
    log_id = new_log_id()
    body = {"error": code, "error_description": description, "log_id": log_id}
    status = status or error_codes.oauth_status(code, settings.oauth_error_status)
    return json_response(body, status, log_id)


def oauth_bug(settings: Settings) -> Response:
    """Render our own bug in the flat shape; the traceback is in the log, under its `log_id`."""
    response = oauth_error("server_error", _BUG, settings)
    _log.exception("Bug while answering %s", response.headers["x-tt-logid"])
    return response


def oauth_refusal(error: MinisError, settings: Settings, status: int | None = None) -> Response:
    """Translate a refusal of the domain for the OAuth endpoints."""
    if isinstance(error, Unavailable):
        _log.error("Refused for want of the database: %s", error.message)
        return oauth_error("temporarily_unavailable", error.message, settings)
    code = error.code if error.code in error_codes.OAUTH_STATUS else "invalid_request"
    return oauth_error(code, error.message, settings, status)


def own_refusal(error: MinisError) -> Response:
    """Translate a refusal for our own doors: the simulator and the admin API."""
    status = own_status(error)
    if isinstance(error, ScanFailed):
        return own_error(error.code, error.message, status, findings=error.findings)
    return own_error(error.code, error.message, status)


def own_status(error: MinisError) -> int:
    """Return the status of a refusal at our own doors, by its kind."""
    return next((each for kind, each in _KIND_STATUS if isinstance(error, kind)), 400)


def own_bug() -> Response:
    """Render our own bug; the traceback is in the log."""
    _log.exception("Bug while answering")
    return own_error("internal_error", _BUG, 500)


def own_error(code: str, message: str, status: int, **facts: Any) -> Response:
    """Render a refusal of our own doors, with what it knows beside its sentence."""
    return json_response({"error": {"code": code, "message": message, **facts}}, status)
