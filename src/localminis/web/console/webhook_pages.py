"""The pages of webhooks: an app's address, the delivery log, one delivery, the receiver test."""

from typing import Any, Final

from starlette.requests import Request

from localminis.spec.events import EVENTS
from localminis.store.transaction import Tx
from localminis.web.admin import identity_views, webhook_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_APP: Final = "apps/{client_key}"
_DELIVERY: Final = "webhooks/{delivery_id}"
_NOTHING: Final = Nothing()


def address(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's webhook address, and how its events are sent."""
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        "events": EVENTS,
        "settings": context.settings,
    }


def log(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of the delivery log."""
    return {
        **webhook_views.list_deliveries(tx, context, request, _NOTHING),
        "states": webhook_views.STATES,
        "events": EVENTS,
    }


def delivery(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a delivery with every attempt."""
    return {"delivery": webhook_views.show_delivery(tx, context, request, _NOTHING)}


PAGES: Final = (
    Page(
        f"{_APP}/webhook",
        "app_webhook",
        address,
        "app-webhook",
        "localminis webhook ping {client_key}",
    ),
    Page("webhooks", "webhooks", log, "webhooks", "localminis webhook list"),
    Page(_DELIVERY, "webhook", delivery, "webhooks", "localminis webhook show {delivery_id}"),
)

ACTIONS: Final = (
    Action(
        f"{_APP}/webhook",
        ("POST", f"{_APP}/webhook"),
        f"{_APP}/webhook",
        "{url} answered {status} in {duration_ms} ms and is saved.",
    ),
    Action(
        f"{_APP}/webhook/test",
        ("POST", f"{_APP}/webhook"),
        f"{_APP}/webhook",
        "{url} answered {status} in {duration_ms} ms. Nothing was saved.",
    ),
    Action(
        f"{_APP}/webhook/remove",
        ("PATCH", _APP),
        f"{_APP}/webhook",
        "The address is removed.",
        keeps_empty=True,
    ),
    Action(
        f"{_APP}/webhook/torture",
        ("POST", f"{_APP}/webhook/torture"),
        f"{_APP}/webhook",
        "The receiver at {url} was tested.",
        reveals="results",
        is_shown_at_once=True,
    ),
    Action(
        f"{_DELIVERY}/resend",
        ("POST", "webhooks/deliveries/{delivery_id}/resend"),
        _DELIVERY,
        "It is on its way again.",
    ),
    Action(
        "webhooks/replay",
        ("POST", "webhooks/replay"),
        "webhooks",
        "{count} deliveries are due again.",
    ),
)
