"""Which handler answers which address of the admin API."""

from starlette.routing import Route

from localminis.web.admin import shapes, views
from localminis.web.context import Context
from localminis.web.own import admin_endpoint

_APP = "apps/{client_key}"
_DELIVERY = "webhooks/deliveries/{delivery_id}"

_TABLE = (
    ("GET", "status", shapes.Nothing, views.status),
    ("GET", "apps", shapes.Nothing, views.list_apps),
    ("POST", "apps", shapes.NewApp, views.create_app),
    ("GET", _APP, shapes.Nothing, views.show_app),
    ("PUT", _APP, shapes.EnsuredApp, views.ensure_app),
    ("PATCH", _APP, shapes.AppChange, views.change_app),
    ("PUT", f"{_APP}/page", shapes.PageAddress, views.set_page),
    ("DELETE", f"{_APP}/page", shapes.Nothing, views.forget_page),
    ("POST", f"{_APP}/ping", shapes.Nothing, views.ping),
    ("GET", "users", shapes.Nothing, views.list_users),
    ("POST", "users", shapes.NewUser, views.create_user),
    ("GET", "wallets/{user}", shapes.Nothing, views.show_wallet),
    ("POST", "wallets/{user}/grant", shapes.Grant, views.grant),
    ("GET", "orders", shapes.Nothing, views.list_orders),
    ("GET", "orders/{trade_order_id}", shapes.Nothing, views.show_order),
    ("GET", "clock", shapes.Nothing, views.show_clock),
    ("POST", "clock", shapes.ClockChange, views.change_clock),
    ("GET", "webhooks/deliveries", shapes.Nothing, views.list_deliveries),
    ("GET", _DELIVERY, shapes.Nothing, views.show_delivery),
    ("POST", f"{_DELIVERY}/resend", shapes.Nothing, views.resend),
    ("POST", "state/reset", shapes.Nothing, views.reset_state),
)


def routes(context: Context) -> list[Route]:
    """Return the admin API's routes."""
    return [
        Route(f"/admin/v1/{path}", admin_endpoint(context, shape, handler), methods=[method])
        for method, path, shape, handler in _TABLE
    ]
