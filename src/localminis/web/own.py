"""The adapter of our own doors, the simulator's and the admin API: JSON in, JSON out, one verb."""

import hmac
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from localminis.errors import MinisError
from localminis.spec import limits
from localminis.store.transaction import Tx
from localminis.web import errors
from localminis.web.context import Context
from localminis.web.endpoint import View, bearer_token, decode, read_body

# A whole state fits; whoever holds the admin token may send one.
_ADMIN_BODY_MAX_BYTES: Final = 256 * 1_048_576

OwnHandler = Callable[[Tx, Context, Request, Any], Any]


def simulator_endpoint(context: Context, shape: type[Any], handler: OwnHandler) -> View:
    """Build a view that only a page of this run's simulator may call."""

    def is_allowed(request: Request) -> bool:
        given = request.headers.get("x-localminis-page", "")
        return is_same_origin(request) and hmac.compare_digest(
            given.encode(), context.page_token.encode()
        )

    return _view(context, shape, handler, is_allowed, "Reload the simulator's page.")


def simulator_session(context: Context, shape: type[Any], handler: OwnHandler) -> View:
    """Build the view that hands the page its token; no other origin can read the answer."""
    advice = "Open the simulator at its own address."
    return _view(context, shape, handler, is_same_origin, advice)


def admin_endpoint(context: Context, shape: type[Any], handler: OwnHandler) -> View:
    """Build a view that only a holder of this run's admin token may call, and no browser page."""

    def is_allowed(request: Request) -> bool:
        given = bearer_token(request) or ""
        return "origin" not in request.headers and hmac.compare_digest(
            given.encode(), context.admin_token.encode()
        )

    advice = "Send Authorization: Bearer with the admin_token of run.json in the state folder."
    return _view(context, shape, handler, is_allowed, advice, _ADMIN_BODY_MAX_BYTES)


def is_same_origin(request: Request) -> bool:
    """Return whether a request comes from our own page, or from no page at all."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    # The Host header has been checked; a page at `localhost` is ours as much as at 127.0.0.1.
    ours = f"http://{request.headers.get('host', '')}"
    return (origin is None or origin == ours) and site in {None, "same-origin", "none"}


def _view(
    context: Context,
    shape: type[Any],
    handler: OwnHandler,
    is_allowed: Callable[[Request], bool],
    advice: str,
    size_max_bytes: int = limits.REQUEST_BODY_MAX_BYTES,
) -> View:
    async def view(request: Request) -> Response:
        if not is_allowed(request):
            return errors.own_error("forbidden", f"This call is not allowed. {advice}", 403)
        try:
            raw = await read_body(request, size_max_bytes)
            body = decode(raw or b"{}", shape)
            answer = await context.store.run(lambda tx: handler(tx, context, request, body))
        except MinisError as refusal:
            return errors.own_refusal(refusal)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            return errors.own_bug()
        return errors.json_response(answer)

    return view
