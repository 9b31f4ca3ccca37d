"""The pages of apps: what the portal knows of them, and what may be changed."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request

from localminis.identity import apps, users
from localminis.spec import capabilities, game, scopes
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx
from localminis.web.admin import fault_views, identity_views, views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context
from localminis.web.faults import ENDPOINT_IDS, GRAMMAR

_APP: Final = "apps/{client_key}"
_PATCH: Final = ("PATCH", _APP)
_NOTHING: Final = Nothing()
_NEWEST: Final = 5
# What people call the kinds of apps.
KINDS: Final = {"mini_drama": "Mini drama", "mini_app": "Mini app", "html_game": "HTML game"}


def library_versions(kind: str) -> Mapping[str, str]:
    """Return the versions of the library that an app of a kind runs on, with TikTok's."""
    return game.LIBRARY_VERSIONS if kind == "html_game" else capabilities.LIBRARY_VERSIONS


def home(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read the newest of everything, for the first page."""
    orders = views.list_orders(tx, context, request, _NOTHING)["orders"][:_NEWEST]
    return {
        "apps": apps.newest(tx, limit=_NEWEST),
        "orders": orders,
        "pages": context.pages,
        "home": str(context.settings.home),
    }


def listing(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of apps."""
    return {**views.list_apps(tx, context, request, _NOTHING), "kinds": KINDS}


def blank(_: Tx, __: Context, ___: Request) -> dict[str, Any]:
    """Read nothing: a new app has no past."""
    return {}


def one(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app with all of its configuration, and what may be written into it."""
    app = identity_views.show_app(tx, context, request, _NOTHING)
    return {
        "app": app,
        "kinds": KINDS,
        "name_max": spec.APP_NAME_MAX,
        "description_max": spec.APP_DESCRIPTION_MAX,
        "regions": spec.RELEASE_REGIONS,
        "library_versions": library_versions(app["kind"]),
        "scopes": scopes.SCOPE_MEANING,
        "page_url": getattr(context.pages.get(app["client_key"]), "url", None),
    }


def testers(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's test users, and who could become one."""
    chosen = identity_views.list_test_users(tx, context, request, _NOTHING)["users"]
    taken = {each["id"] for each in chosen}
    # A list to choose from is for a few; the field takes any name or number.
    others = [each for each in users.page(tx, limit=100) if each.id not in taken]
    return {
        **one(tx, context, request),
        "testers": chosen,
        "others": others,
        "testers_max": scopes.TEST_USERS_MAX,
    }


def faults(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's fault rules."""
    rules = fault_views.list_rules(tx, context, request, _NOTHING)["rules"]
    return {
        **one(tx, context, request),
        "rules": rules,
        "endpoints": sorted(ENDPOINT_IDS),
        "grammar": GRAMMAR,
    }


PAGES: Final = (
    Page("", "home", home, "home", "localminis state show"),
    Page("apps", "apps", listing, "apps", "localminis app list"),
    Page("apps/new", "app_new", blank, "apps", "localminis app create NAME"),
    Page(_APP, "app", one, "app", "localminis app show {client_key}"),
    Page(f"{_APP}/basic", "app_basic", one, "app-basic", "localminis app show {client_key}"),
    Page(
        f"{_APP}/credentials",
        "app_credentials",
        one,
        "app-credentials",
        "localminis app show {client_key} --secret",
    ),
    Page(
        f"{_APP}/products", "app_products", one, "app-products", "localminis app show {client_key}"
    ),
    Page(
        f"{_APP}/testers",
        "app_testers",
        testers,
        "app-testers",
        "localminis app test-user list {client_key}",
    ),
    Page(
        f"{_APP}/faults", "app_faults", faults, "app-faults", "localminis fault list {client_key}"
    ),
)

ACTIONS: Final = (
    Action(
        "apps/new",
        ("POST", "apps"),
        "apps/new",
        "{name} is registered.",
        then="apps/{client_key}/credentials",
        reveals="client_secret",
    ),
    Action(f"{_APP}/basic", _PATCH, f"{_APP}/basic", "Basic information saved.", keeps_empty=True),
    Action(
        f"{_APP}/credentials",
        ("POST", f"{_APP}/secret"),
        f"{_APP}/credentials",
        "The app has a new secret.",
        reveals="client_secret",
    ),
    Action(f"{_APP}/products", _PATCH, f"{_APP}/products", "Products saved.", keeps_empty=True),
    Action(f"{_APP}/testers/required", _PATCH, f"{_APP}/testers", "Test mode saved."),
    Action(
        f"{_APP}/testers",
        ("PUT", f"{_APP}/test-users/{{user}}"),
        f"{_APP}/testers",
        "{name} is a test user.",
    ),
    Action(
        f"{_APP}/testers/{{user}}/remove",
        ("DELETE", f"{_APP}/test-users/{{user}}"),
        f"{_APP}/testers",
        "{name} is no test user any more.",
    ),
    Action(
        f"{_APP}/faults",
        ("POST", f"{_APP}/faults"),
        f"{_APP}/faults",
        "The rule {fault} is in force.",
    ),
    Action(
        f"{_APP}/faults/clear",
        ("DELETE", f"{_APP}/faults"),
        f"{_APP}/faults",
        "{forgotten} rules are gone.",
    ),
)
