"""The admin API's handlers for an app's domains, placements, drafts and sandboxes."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import msgspec
from starlette.requests import Request

from localminis.clock import Clock
from localminis.identity import apps
from localminis.identity.model import App
from localminis.publishing import domains, drafts, placements, sandboxes
from localminis.publishing.model import Draft
from localminis.spec.publishing import PlacementKind
from localminis.store.transaction import Tx
from localminis.web import configs
from localminis.web.admin import shapes, subject
from localminis.web.admin.publishing_views import Reasons, Seen
from localminis.web.context import Context
from localminis.webhooks.guard import Network
from localminis.webhooks.rules import Rules


class Domains(Seen, kw_only=True):
    """The trusted domains that an app shall have, in place of those it has."""

    domains: list[str]


class Compared(msgspec.Struct):
    """The trusted domains of a local config."""

    domains: list[str]


class NewPlacement(Seen, kw_only=True):
    """A new ad placement."""

    name: str
    kind: PlacementKind


class PlacementChange(Seen):
    """What shall change of an ad placement."""

    name: str | None = None
    is_active: bool | None = None


class DraftChange(Seen, kw_only=True):
    """What shall be in an app's draft, by field."""

    content: dict[str, Any]


class NewSandbox(msgspec.Struct):
    """A new sandbox; `clone_of` is a client key, the app's own or another sandbox's."""

    name: str
    clone_of: str | None = None


def list_domains(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List an app's trusted domains."""
    app = subject.app(tx, request)
    return {"domains": domains.listing(tx, app), "revision": app.revision}


def set_domains(tx: Tx, _: Context, request: Request, body: Domains) -> Any:
    """Register trusted domains in place of the earlier ones."""
    app = subject.app(tx, request)
    found = domains.replace(tx, app, body.domains, revision=body.revision)
    return {"domains": found, "revision": subject.app(tx, request).revision}


def compare_domains(tx: Tx, context: Context, request: Request, body: Compared) -> Any:
    """Set an app's trusted domains beside those of a config; nothing is changed."""
    app = subject.app(tx, request)
    winner = configs.winner(context.settings)
    registered = domains.listing(tx, app)
    return asdict(
        domains.compare(registered, body.domains, winner=winner, client_key=app.client_key)
    )


def compare_config(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Set an app's trusted domains beside those of a config on this machine; nothing is changed.

    It is that of the project in `?folder=`, else of the one that `debug` runs, else of the newest
    version; `source` says which.
    """
    app, winner = subject.app(tx, request), configs.winner(context.settings)
    folder = request.query_params.get("folder")
    found = configs.of(tx, context, app, folder)
    shown = {"winner": winner, "source": found and found.source, "path": found and found.path}
    if found is None:
        return {**shown, "portal": domains.listing(tx, app), "config": [], "differences": []}
    compared = domains.compare(
        domains.listing(tx, app), found.domains, winner=winner, client_key=app.client_key
    )
    return {**asdict(compared), **shown}


def list_placements(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List an app's ad placements."""
    app = subject.app(tx, request)
    found = [asdict(each) for each in placements.listing(tx, app)]
    return {"placements": found, "is_ads_enabled": app.is_ads_enabled, "revision": app.revision}


def create_placement(tx: Tx, context: Context, request: Request, body: NewPlacement) -> Any:
    """Make an inactive ad placement."""
    app = subject.app(tx, request)
    made = placements.create(
        tx,
        context.on(app).clock,
        app,
        name=body.name,
        kind=body.kind,
        revision=body.revision,
    )
    return asdict(made)


def change_placement(tx: Tx, _: Context, request: Request, body: PlacementChange) -> Any:
    """Rename an ad placement, or switch it on or off."""
    changed = placements.change(
        tx,
        subject.app(tx, request),
        request.path_params["placement_id"],
        name=body.name,
        is_active=body.is_active,
        revision=body.revision,
    )
    return asdict(changed)


def delete_placement(tx: Tx, _: Context, request: Request, body: Seen) -> Any:
    """Forget an ad placement."""
    placement_id = request.path_params["placement_id"]
    return asdict(
        placements.delete(tx, subject.app(tx, request), placement_id, revision=body.revision)
    )


def show_draft(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show an app's changes that wait, beside what is in effect."""
    app = subject.app(tx, request)
    return _drafted(tx, app, drafts.get(tx, app))


def edit_draft(tx: Tx, context: Context, request: Request, body: DraftChange) -> Any:
    """Put changes into an app's draft."""
    app = subject.app(tx, request)
    done = drafts.edit(
        tx,
        context.on(app).clock,
        app,
        body.content,
        networks=_networks(context),
        revision=body.revision,
    )
    return _drafted(tx, app, done)


def discard_draft(tx: Tx, _: Context, request: Request, body: Seen) -> Any:
    """Forget an app's draft."""
    drafts.discard(tx, subject.app(tx, request), revision=body.revision)
    return {}


def apply_draft(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Let a sandbox's draft take effect."""
    app = subject.app(tx, request)
    return shapes.app(drafts.apply(tx, app, networks=_networks(context), revision=body.revision))


def submit_draft(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Ask for the review of an app's draft."""
    app = subject.app(tx, request)
    done = drafts.submit(
        tx,
        context.on(app).clock,
        app,
        is_automatic=context.settings.review == "automatic",
        networks=_networks(context),
        revision=body.revision,
    )
    fresh = subject.app(tx, request)
    return shapes.app(fresh) if done is None else _drafted(tx, fresh, done)


def recall_draft(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Take an app's draft back from its review."""
    app = subject.app(tx, request)
    return _drafted(tx, app, drafts.recall(tx, context.on(app).clock, app, revision=body.revision))


def approve_draft(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Approve an app's draft, as the reviewer; it takes effect."""
    app = subject.app(tx, request)
    return shapes.app(drafts.approve(tx, app, networks=_networks(context), revision=body.revision))


def reject_draft(tx: Tx, context: Context, request: Request, body: Reasons) -> Any:
    """Reject an app's draft, as the reviewer."""
    app = subject.app(tx, request)
    done = drafts.reject(
        tx, context.on(app).clock, app, reasons=body.reasons, revision=body.revision
    )
    return _drafted(tx, app, done)


def list_sandboxes(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List an app's sandboxes."""
    found = sandboxes.listing(tx, subject.app(tx, request))
    return {"sandboxes": [shapes.app(each) for each in found]}


def create_sandbox(tx: Tx, context: Context, request: Request, body: NewSandbox) -> Any:
    """Make a sandbox, empty or cloned, and show its secret, this once."""
    made = sandboxes.create(
        tx,
        context.clock,
        context.vault,
        subject.app(tx, request),
        name=body.name,
        clone_of=apps.get(tx, body.clone_of) if body.clone_of is not None else None,
        networks=_networks(context),
    )
    # A seeded platform gives a key again after a reset, and its processes know the clock of then.
    context.on(made).turn_clock(tx, Clock.straightened)
    return {**shapes.app(made), "client_secret": apps.secret(tx, context.vault, made)}


def import_sandbox(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Import a sandbox's settings into its app's draft."""
    app = subject.app(tx, request)
    sandbox = sandboxes.get(tx, app, request.path_params["sandbox"])
    return _drafted(
        tx, app, sandboxes.take_over(tx, context.clock, app, sandbox, revision=body.revision)
    )


def delete_sandbox(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """End a sandbox."""
    app = subject.app(tx, request)
    sandbox = sandboxes.get(tx, app, request.path_params["sandbox"])
    sandboxes.delete(tx, context.clock, app, sandbox)
    return shapes.app(sandbox)


def _drafted(tx: Tx, app: App, draft: Draft) -> dict[str, Any]:
    fresh = apps.get(tx, app.client_key)
    shown = asdict(draft)
    del shown["app_id"]
    return {
        **shown,
        "client_key": app.client_key,
        "live": drafts.live(tx, fresh),
        "revision": fresh.revision,
    }


def _networks(context: Context) -> Sequence[Network]:
    """Return where a draft's webhook may lead."""
    return Rules.of(context.settings).networks


_APP: Final = "apps/{client_key}"
_PLACEMENT: Final = f"{_APP}/placements/{{placement_id}}"
_SANDBOX: Final = f"{_APP}/sandboxes/{{sandbox}}"

TABLE: Final = (
    ("GET", f"{_APP}/domains", shapes.Nothing, list_domains),
    ("PUT", f"{_APP}/domains", Domains, set_domains),
    ("GET", f"{_APP}/domains/compare", shapes.Nothing, compare_config),
    ("POST", f"{_APP}/domains/compare", Compared, compare_domains),
    ("GET", f"{_APP}/placements", shapes.Nothing, list_placements),
    ("POST", f"{_APP}/placements", NewPlacement, create_placement),
    ("PATCH", _PLACEMENT, PlacementChange, change_placement),
    ("DELETE", _PLACEMENT, Seen, delete_placement),
    ("GET", f"{_APP}/draft", shapes.Nothing, show_draft),
    ("PATCH", f"{_APP}/draft", DraftChange, edit_draft),
    ("DELETE", f"{_APP}/draft", Seen, discard_draft),
    ("POST", f"{_APP}/draft/apply", Seen, apply_draft),
    ("POST", f"{_APP}/draft/submit", Seen, submit_draft),
    ("POST", f"{_APP}/draft/recall", Seen, recall_draft),
    ("POST", f"{_APP}/draft/approve", Seen, approve_draft),
    ("POST", f"{_APP}/draft/reject", Reasons, reject_draft),
    ("GET", f"{_APP}/sandboxes", shapes.Nothing, list_sandboxes),
    ("POST", f"{_APP}/sandboxes", NewSandbox, create_sandbox),
    ("POST", f"{_SANDBOX}/import", Seen, import_sandbox),
    ("DELETE", _SANDBOX, shapes.Nothing, delete_sandbox),
)
