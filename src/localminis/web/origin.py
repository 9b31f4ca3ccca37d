"""Calls of the open API that come from a page: refused with the reason, as it is for backends only.

A browser says so with the Origin header, which no backend sends. Source: contract server-api §14;
how the platform refuses them is unknown (setting `page_calls`).
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from localminis.errors import Refused
from localminis.settings import Settings
from localminis.spec.endpoints import Endpoint
from localminis.web import errors
from localminis.web.context import Context
from localminis.web.endpoint import View, header

_FORBIDDEN: Final = 403
_PREFLIGHT: Final = "access-control-request-method"


class CalledFromPage(Refused):
    """A page calls the open API, which is for backends; the code is assumed."""

    code = "invalid_params"


def for_backends(context: Context, endpoint: Endpoint, view: View) -> View:
    """Wrap an endpoint's view so that a page's call is refused, or shared under the setting."""

    async def guarded(request: Request) -> Response:
        origin = header(request, b"origin")
        if origin is None:
            return await view(request)
        if context.settings.page_calls == "answered":
            return _shared(await view(request), origin)
        return _refused(endpoint.path, origin, context.settings)

    return guarded


def preflight(request: Request, settings: Settings) -> Response | None:
    """Answer a browser's question whether a page may call; None when it asks nothing."""
    origin = request.headers.get("origin")
    if origin is None or _PREFLIGHT not in request.headers:
        return None
    if settings.page_calls == "answered":
        return _shared(Response(status_code=204), origin)
    return _refused(request.url.path, origin, settings)


def _refused(path: str, origin: str, settings: Settings) -> Response:
    refusal = CalledFromPage(
        f"This call comes from a page ({origin}). The open API is for backends: call your own "
        "backend from the page, and let it call. The setting page_calls lets pages through."
    )
    if path.startswith("/v2/oauth/"):
        return errors.oauth_refusal(refusal, settings, _FORBIDDEN)
    is_minis = path.startswith("/v2/minis/")
    return errors.api_refusal(refusal, settings, is_minis=is_minis, status=_FORBIDDEN)


def _shared(response: Response, origin: str) -> Response:
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST"
    response.headers["Vary"] = "Origin"
    return response
