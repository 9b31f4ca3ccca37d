"""The platform's ASGI application: all doors behind one check of the Host header."""

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from localminis.web import errors, openapi, origin
from localminis.web.admin import routes as admin
from localminis.web.api import routes as api
from localminis.web.authorize import routes as authorize
from localminis.web.console import routes as console
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.host import routes as host

# A name that resolves to this machine but is not one of these is a rebinding attempt.
_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


def create_app(context: Context) -> ASGIApp:
    """Return the application that answers for one running platform."""
    application = Starlette(
        routes=[
            *api.routes(context),
            *authorize.routes(context),
            *host.routes(context),
            *admin.routes(context),
            *openapi.routes(),
            *console.routes(context),
            Route("/", _home(context)),
        ],
        exception_handlers={HTTPException: _unroutable(context)},
    )
    application.router.redirect_slashes = False
    hosts = _HOSTS | _public_host(context)
    direct = _Direct(api.views(context), application)
    return _HostCheck(context.calls.around(direct), hosts)


def _public_host(context: Context) -> frozenset[str]:
    settings = context.settings
    if not settings.is_served:
        return frozenset()
    host = urlsplit(settings.public_url or "").hostname
    return frozenset({host} if host else ())


class _Direct:
    """Hands the open API's calls to their views by a look-up, past the search through all routes.

    The views answer whatever happens, so nothing is lost with the layers in between. Everything
    else, a wrong method too, goes the long way.
    """

    def __init__(self, views: Mapping[tuple[str, str], View], application: ASGIApp) -> None:
        self._views = views
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        view = (
            self._views.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        )
        if view is None:
            await self._application(scope, receive, send)
            return
        response = await view(Request(scope, receive, send))
        await response(scope, receive, send)


class _HostCheck:
    """Refuses requests whose Host header is not ours (DNS rebinding)."""

    def __init__(self, application: ASGIApp, hosts: frozenset[str]) -> None:
        self._application = application
        self._hosts = hosts
        # Callers keep to one spelling of one address.
        self._is_ours = lru_cache(maxsize=64)(self._is_one_of_ours)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = next((value for name, value in scope["headers"] if name == b"host"), b"")
            if not self._is_ours(host):
                name = host.decode("latin-1").lower()
                ours = " or ".join(sorted(self._hosts - {"[::1]"}))
                response = errors.own_error(
                    "host_refused", f"The Host {name!r} is not this platform. Use {ours}.", 403
                )
                await response(scope, receive, send)
                return
        await self._application(scope, receive, send)

    def _is_one_of_ours(self, host: bytes) -> bool:
        name = host.decode("latin-1").lower()
        plain = name if name.endswith("]") else name.rpartition(":")[0] or name
        return plain in self._hosts


def _home(context: Context) -> View:
    async def view(_: Request) -> Response:
        for client_key in context.pages:
            return RedirectResponse(f"/simulator/{client_key}", 303)
        text = (
            "LocalMinis is running.\n\nRun `ttdx minis debug` in a mini app's folder, "
            "then come back here to see it in the simulator.\n"
        )
        return Response(text, 200, media_type="text/plain")

    return view


def _unroutable(context: Context) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def view(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException)
        path = request.url.path
        if path.startswith("/v2/") and request.method == "OPTIONS":
            allowed = origin.preflight(request, context.settings)
            if allowed is not None:
                return allowed
        response = _not_here(path, request.method, trouble.status_code)
        response.headers.update(trouble.headers or {})  # which methods are taken
        return response

    return view


def _not_here(path: str, method: str, status: int) -> Response:
    what = (
        f"{path} does not take {method}."
        if status == 405  # noqa: PLR2004 - HTTP
        else f"There is nothing at {path}."
    )
    if path.startswith("/v2/oauth/"):
        log_id = errors.new_log_id()
        body = {"error": "invalid_request", "error_description": what, "log_id": log_id}
        return errors.json_response(body, status, log_id)
    if path.startswith("/v2/minis/"):
        return errors.api_error("40001000", what, status)
    if path.startswith("/v2/"):
        return errors.api_error("invalid_params", what, status)
    return errors.own_error("not_found", what, status)
