"""The pages of what an app says of itself: trusted domains, ad placements, sandboxes, its draft."""

from contextlib import suppress
from typing import Any, Final

from starlette.requests import Request

from localminis.errors import MinisError
from localminis.identity import apps
from localminis.publishing import drafts
from localminis.publishing.model import DraftMissing
from localminis.spec import limits
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx
from localminis.web import configs
from localminis.web.admin import clock_views, identity_views, portal_views, subject
from localminis.web.admin.shapes import Nothing
from localminis.web.console import app_pages
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_APP: Final = "apps/{client_key}"
_NOTHING: Final = Nothing()


def security(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's trusted domains, beside those of a config; one that cannot be read is said."""
    comparison, trouble = None, None
    try:
        comparison = portal_views.compare_config(tx, context, request, _NOTHING)
    except MinisError as refusal:
        trouble = refusal.message
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        "shown": portal_views.list_domains(tx, context, request, _NOTHING),
        "comparison": comparison,
        "trouble": trouble,
        "winner": configs.winner(context.settings),
        "domains_max": limits.TRUSTED_DOMAINS_MAX,
    }


def placements(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's ad placements."""
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        **portal_views.list_placements(tx, context, request, _NOTHING),
    }


def sandboxes(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's sandboxes."""
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        **portal_views.list_sandboxes(tx, context, request, _NOTHING),
        "sandboxes_max": spec.SANDBOXES_MAX,
    }


def clock(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read the time that an app goes by; a sandbox has a clock of its own."""
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        "shown": clock_views.clock_of(tx, context.on(subject.app(tx, request))),
    }


def draft(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read an app's changes that wait, None when there are none, and what may be changed."""
    app = identity_views.show_app(tx, context, request, _NOTHING)
    live = drafts.live(tx, apps.get(tx, app["client_key"]))
    found = None
    with suppress(DraftMissing):
        found = portal_views.show_draft(tx, context, request, _NOTHING)
    return {
        "app": app,
        "draft": found,
        "values": {**live, **(found["content"] if found else {})},
        "name_max": spec.APP_NAME_MAX,
        "description_max": spec.APP_DESCRIPTION_MAX,
        "regions": spec.RELEASE_REGIONS,
        "library_versions": app_pages.library_versions(app["kind"]),
    }


PAGES: Final = (
    Page(
        f"{_APP}/security",
        "app_security",
        security,
        "app-security",
        "localminis app domains list {client_key}",
    ),
    Page(
        f"{_APP}/placements",
        "app_placements",
        placements,
        "app-placements",
        "localminis app placement list {client_key}",
    ),
    Page(
        f"{_APP}/sandboxes",
        "app_sandboxes",
        sandboxes,
        "app-sandboxes",
        "localminis sandbox list --app {client_key}",
    ),
    Page(
        f"{_APP}/clock",
        "clock",
        clock,
        "app-sandboxes",
        "localminis clock show --app {client_key}",
    ),
    Page(
        f"{_APP}/draft", "app_draft", draft, "app-draft", "localminis app draft show {client_key}"
    ),
)


def _of_draft(verb: str, said: str) -> Action:
    """Make the action of one step in a draft's life."""
    return Action(f"{_APP}/draft/{verb}", ("POST", f"{_APP}/draft/{verb}"), f"{_APP}/draft", said)


_PLACEMENT: Final = f"{_APP}/placements/{{placement_id}}"
_SANDBOX: Final = f"{_APP}/sandboxes/{{sandbox}}"

ACTIONS: Final = (
    Action(
        f"{_APP}/security", ("PUT", f"{_APP}/domains"), f"{_APP}/security", "Trusted domains saved."
    ),
    Action(
        f"{_APP}/security/take-over",
        ("PUT", f"{_APP}/domains"),
        f"{_APP}/security",
        "The portal lists what the config lists.",
    ),
    Action(
        f"{_APP}/placements",
        ("POST", f"{_APP}/placements"),
        f"{_APP}/placements",
        "{name} is there, and inactive.",
    ),
    Action(f"{_PLACEMENT}/switch", ("PATCH", _PLACEMENT), f"{_APP}/placements", "{name} is saved."),
    Action(f"{_PLACEMENT}/delete", ("DELETE", _PLACEMENT), f"{_APP}/placements", "{name} is gone."),
    Action(f"{_APP}/clock", ("POST", "clock"), f"{_APP}/clock", "The clock is turned. {summary}"),
    Action(
        f"{_APP}/sandboxes",
        ("POST", f"{_APP}/sandboxes"),
        f"{_APP}/sandboxes",
        "The sandbox {name} is made.",
        reveals="client_secret",
    ),
    Action(
        f"{_SANDBOX}/import",
        ("POST", f"{_SANDBOX}/import"),
        f"{_APP}/sandboxes",
        "Its settings wait in the app's draft.",
        then=f"{_APP}/draft",
    ),
    Action(f"{_SANDBOX}/delete", ("DELETE", _SANDBOX), f"{_APP}/sandboxes", "The sandbox is gone."),
    Action(f"{_APP}/draft", ("PATCH", f"{_APP}/draft"), f"{_APP}/draft", "The draft is saved."),
    _of_draft("apply", "The draft is in effect."),
    _of_draft("submit", "The draft goes to its review."),
    _of_draft("recall", "The draft can be changed again."),
    _of_draft("approve", "The draft is approved and in effect."),
    _of_draft("reject", "The draft is rejected."),
    Action(
        f"{_APP}/draft/discard", ("DELETE", f"{_APP}/draft"), f"{_APP}/draft", "The draft is gone."
    ),
)
