"""The pages of simulated users: who they are, what they hold, what they have granted."""

from typing import Any, Final

from starlette.requests import Request

from localminis.commerce import orders, tiers
from localminis.identity import users
from localminis.store.transaction import Tx
from localminis.web.admin import commerce_views, identity_views, views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_USER: Final = "users/{user}"
_NOTHING: Final = Nothing()


def listing(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of users."""
    return dict(views.list_users(tx, context, request, _NOTHING))


def blank(_: Tx, __: Context, ___: Request) -> dict[str, Any]:
    """Read nothing: a new user has no past."""
    return {}


def one(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a user, the wallet, and what they have granted."""
    user = identity_views.show_user(tx, context, request, _NOTHING)
    found = users.get(tx, str(user["id"]))
    recharges = commerce_views.list_recharges(tx, context, request, _NOTHING)["recharges"]
    return {
        "user": user,
        "balance_beans": views.show_wallet(tx, context, request, _NOTHING)["balance_beans"],
        "recharges": recharges,
        "tiers": tiers.listing(found.region, tiers.sold(tx)),
        "is_sandbox": orders.is_sandbox_user(tx, found.id),
    }


PAGES: Final = (
    Page("users", "users", listing, "users", "localminis user list"),
    Page("users/new", "user_new", blank, "users", "localminis user create NAME"),
    Page(_USER, "user", one, "users", "localminis user show {user}"),
)

ACTIONS: Final = (
    Action("users/new", ("POST", "users"), "users/new", "{name} is there.", then="users/{id}"),
    Action(_USER, ("PATCH", _USER), _USER, "Saved.", then="users/{id}", keeps_empty=True),
    Action(f"{_USER}/delete", ("DELETE", _USER), _USER, "{name} is gone.", then="users"),
    Action(
        f"{_USER}/grant",
        ("POST", "wallets/{user}/grant"),
        _USER,
        "The wallet holds {balance_beans} Beans.",
    ),
    Action(
        f"{_USER}/recharge",
        ("POST", "wallets/{user}/recharges"),
        _USER,
        "Recharged; the wallet holds {balance_beans} Beans.",
    ),
    Action(
        f"{_USER}/refund",
        ("POST", "wallets/{user}/refund"),
        _USER,
        "The store refunded {refunded_beans} Beans; the wallet holds {balance_beans}.",
    ),
    Action(f"{_USER}/sandbox", ("PUT", "wallets/{user}/sandbox"), _USER, "Sandbox payment saved."),
    Action(
        f"{_USER}/grants/{{client_key}}/revoke",
        ("DELETE", f"{_USER}/grants/{{client_key}}"),
        _USER,
        "Disconnected from {client_key}; the app is told.",
    ),
    Action(
        f"{_USER}/sessions/{{client_key}}/{{session}}/end",
        ("DELETE", f"{_USER}/sessions/{{client_key}}/{{session}}"),
        _USER,
        "The session has ended.",
    ),
)
