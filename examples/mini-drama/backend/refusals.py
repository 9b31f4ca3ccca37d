"""How refusals look to the page: a word to branch on and a sentence to log."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from localminis.client import AccessTokenInvalid, InvalidGrant, MinisClientError

log = logging.getLogger("mini-drama")

WORDS = {400: "bad_request", 401: "login_again", 404: "not_found", 409: "already_open"}


def failure(status: int, error: str, message: str) -> Response:
    """Build the answer of a refused request."""
    return JSONResponse({"error": error, "message": message}, status_code=status)


async def on_login_again(request: Request, refusal: Exception) -> Response:
    """Tell the page to log in again: the user's token, or its code, is no longer good."""
    # No refresh here: a silent login costs the user nothing and works when a refresh would not.
    session = getattr(request.state, "session", None)
    if session is not None:
        request.app.state.store.close_sessions(session.access_token)
    return failure(401, "login_again", str(refusal))


async def on_platform_trouble(_request: Request, trouble: Exception) -> Response:
    """Report that the platform refused or could not be reached."""
    log.warning("The platform's answer: %s", trouble)
    return failure(502, "platform_unavailable", "The platform did not do it; try again later.")


async def on_refusal(_request: Request, refusal: Exception) -> Response:
    """Report what the page asked wrongly."""
    assert isinstance(refusal, HTTPException)
    word = WORDS.get(refusal.status_code, "refused")
    return failure(refusal.status_code, word, refusal.detail)


HANDLERS = {
    AccessTokenInvalid: on_login_again,
    InvalidGrant: on_login_again,
    MinisClientError: on_platform_trouble,
    HTTPException: on_refusal,
}
