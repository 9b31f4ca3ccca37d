"""The pages of the request log: every call of the open API, and why a refusal was one."""

from typing import Any, Final

from starlette.requests import Request

from localminis.spec.endpoints import ENDPOINTS
from localminis.store.transaction import Tx
from localminis.web.admin import request_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_NOTHING: Final = Nothing()


def listing(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of the log."""
    found = request_views.list_calls(tx, context, request, _NOTHING)
    return {**found, "paths": sorted({each.path for each in ENDPOINTS})}


def one(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read one call with all that was sent and answered."""
    return {"found": request_views.show_call(tx, context, request, _NOTHING)}


PAGES: Final = (
    Page("requests", "requests", listing, "requests", "localminis logs tail"),
    Page("requests/{log_id}", "request", one, "requests", "localminis logs show {log_id}"),
)

ACTIONS: Final = (
    Action("requests/clear", ("DELETE", "requests"), "requests", "The log is empty."),
)
