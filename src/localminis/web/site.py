"""All doors but the open API's own look-up: simulator, admin API, console, sign-in, refusals.

Loaded and built when the first of them is knocked at, so that the open API answers sooner.
"""

import difflib
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from localminis import __version__
from localminis.errors import Unavailable
from localminis.spec.endpoints import ENDPOINTS
from localminis.store import clocks
from localminis.web import errors, openapi, origin
from localminis.web.admin import routes as admin
from localminis.web.api import routes as api
from localminis.web.app import HEALTH
from localminis.web.authorize import routes as authorize
from localminis.web.console import routes as console
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.host import files
from localminis.web.host import routes as host

_OPEN_API: Final = "/v2/"


def build(context: Context) -> ASGIApp:
    """Return the application behind all doors."""
    # Read here, aside, and not while the first browser waits for the simulator.
    files.edition()
    application = Starlette(
        routes=[
            *api.routes(context),
            *authorize.routes(context),
            *host.routes(context),
            *admin.routes(context),
            *openapi.routes(),
            *console.routes(context),
            Route("/", _home(context)),
            Route(HEALTH, _health(context)),
        ],
        exception_handlers={HTTPException: _unroutable(context)},
    )
    application.router.redirect_slashes = False
    return application


def _home(context: Context) -> View:
    async def view(_: Request) -> Response:
        for client_key in context.pages:
            return RedirectResponse(f"/simulator/{client_key}", 303)
        if context.settings.is_served:
            return RedirectResponse("/console/", 303)
        text = (
            "LocalMinis is running.\n\nRun `ttdx minis debug` in a mini app's folder, "
            "then come back here to see it in the simulator.\n"
        )
        return Response(text, 200, media_type="text/plain")

    return view


def _health(context: Context) -> View:
    """Build the view for whatever watches a platform, such as a load balancer."""

    async def view(_: Request) -> Response:
        try:
            await context.store.run(clocks.read_all)
        except Unavailable as trouble:
            return errors.own_refusal(trouble)
        return errors.json_response({"status": "ok", "version": __version__})

    return view


def _unroutable(context: Context) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def view(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException)
        path = request.url.path
        if path.startswith(_OPEN_API) and request.method == "OPTIONS":
            answer = origin.preflight(request, context.settings)
            if answer is not None:
                return answer
        allowed = dict(trouble.headers or {})
        what = _why(path, request.method, allowed.get("Allow", ""))
        response = _not_here(path, what, trouble.status_code)
        response.headers.update(allowed)
        return response

    return view


def _why(path: str, method: str, allowed: str) -> str:
    """Say what is wrong with a path or a method, and what would be right."""
    if allowed:
        methods = [each for each in sorted(allowed.split(", ")) if each != "HEAD"]
        return f"{path} does not take {method}. Send {' or '.join(methods)}."
    what = f"There is nothing at {path}."
    if not path.startswith(_OPEN_API):
        return what
    near = difflib.get_close_matches(path, [each.path for each in ENDPOINTS], n=1, cutoff=0.7)
    return f"{what} Did you mean {near[0]}?" if near else f"{what} /openapi.json lists the calls."


def _not_here(path: str, what: str, status: int) -> Response:
    if path.startswith("/v2/oauth/"):
        log_id = errors.new_log_id()
        body = {"error": "invalid_request", "error_description": what, "log_id": log_id}
        return errors.json_response(body, status, log_id)
    if path.startswith("/v2/minis/"):
        return errors.api_error("40001000", what, status)
    if path.startswith(_OPEN_API):
        return errors.api_error("invalid_params", what, status)
    return errors.own_error("not_found", what, status)
