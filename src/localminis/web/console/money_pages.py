"""The pages of orders, subscriptions and the ledger."""

from typing import Any, Final

from starlette.requests import Request

from localminis.commerce import subscription_tiers
from localminis.identity import apps, users
from localminis.identity.model import UserNotFound
from localminis.store.transaction import Tx
from localminis.web.admin import commerce_views, subscription_views, views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_ORDER: Final = "orders/{trade_order_id}"
_SUBSCRIPTION: Final = "subscriptions/{subscription_id}"
_NOTHING: Final = Nothing()


def orders(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of orders, with the names of whom they are of."""
    found = views.list_orders(tx, context, request, _NOTHING)
    return {**found, **_names(tx, found["orders"])}


def order(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an order with all that has happened to it."""
    found = views.show_order_history(tx, context, request, _NOTHING)
    return {"order": found, **_names(tx, [found])}


def subscriptions(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of subscriptions."""
    found = subscription_views.list_subscriptions(tx, context, request, _NOTHING)
    return {**found, **_names(tx, found["subscriptions"])}


def subscription(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a subscription with every payment, and what it could change to."""
    found = subscription_views.show(tx, context, request, _NOTHING)
    skus, region = subscription_tiers.skus(tx), found["region"]
    now = subscription_tiers.get(found["tier_id"], region, skus)
    sold = subscription_tiers.listing(region, is_sandbox=found["is_sandbox"], among=skus)
    return {
        "subscription": found,
        "tiers": [each for each in sold if subscription_tiers.is_longer(each, now)],
        **_names(tx, [found]),
    }


def ledger(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of the ledger's transfers."""
    found = commerce_views.list_transfers(tx, context, request, _NOTHING)
    entries = [entry for each in found["transfers"] for entry in each["entries"]]
    owners = [
        {"user_id" if each["kind"] == "wallet" else "app_id": each["owner_id"]} for each in entries
    ]
    return {**found, **_names(tx, owners)}


def audit(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Check the laws of the ledger."""
    return {"audit": commerce_views.audit(tx, context, request, _NOTHING)}


def _names(tx: Tx, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the apps and users that rows are of, by number; a deleted user has no name."""
    people: dict[int, str | None] = {}
    for number in {row["user_id"] for row in rows if "user_id" in row}:
        try:
            people[number] = users.get(tx, str(number)).name
        except UserNotFound:
            people[number] = None
    owned = {row["app_id"] for row in rows if "app_id" in row}
    return {"app_by_id": apps.by_id(tx, sorted(owned)), "user_by_id": people}


PAGES: Final = (
    Page("orders", "orders", orders, "orders", "localminis order list"),
    Page(_ORDER, "order", order, "orders", "localminis order show {trade_order_id}"),
    Page(
        "subscriptions",
        "subscriptions",
        subscriptions,
        "subscriptions",
        "localminis subscription list",
    ),
    Page(
        _SUBSCRIPTION,
        "subscription",
        subscription,
        "subscriptions",
        "localminis subscription show {subscription_id}",
    ),
    Page("ledger", "ledger", ledger, "ledger", "localminis wallet audit"),
    Page("ledger/audit", "ledger_audit", audit, "ledger", "localminis wallet audit"),
)

ACTIONS: Final = (
    Action(
        f"{_ORDER}/sandbox", ("PUT", f"{_ORDER}/sandbox"), _ORDER, "How it will be paid is saved."
    ),
    Action(f"{_ORDER}/pay", ("POST", f"{_ORDER}/pay"), _ORDER, "Paid, as its user would."),
    Action(
        f"{_SUBSCRIPTION}/cancel",
        ("POST", f"{_SUBSCRIPTION}/cancel"),
        _SUBSCRIPTION,
        "Cancelled in the store.",
    ),
    Action(
        f"{_SUBSCRIPTION}/hold",
        ("POST", f"{_SUBSCRIPTION}/hold"),
        _SUBSCRIPTION,
        "Payments fail from now on.",
    ),
    Action(
        f"{_SUBSCRIPTION}/recover",
        ("POST", f"{_SUBSCRIPTION}/recover"),
        _SUBSCRIPTION,
        "Payments succeed again.",
    ),
    Action(
        f"{_SUBSCRIPTION}/expire", ("POST", f"{_SUBSCRIPTION}/expire"), _SUBSCRIPTION, "Expired."
    ),
    Action(
        f"{_SUBSCRIPTION}/refund",
        ("POST", f"{_SUBSCRIPTION}/refund"),
        _SUBSCRIPTION,
        "The payment is refunded.",
    ),
    Action(
        f"{_SUBSCRIPTION}/change",
        ("POST", f"{_SUBSCRIPTION}/change"),
        _SUBSCRIPTION,
        "The subscription is on {tier_id}.",
    ),
)
