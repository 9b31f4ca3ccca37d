"""The pages of code versions: uploading, previewing, reviewing, releasing, going back."""

from typing import Any, Final, get_args

from starlette.requests import Request

from localminis.identity import users
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx
from localminis.web.admin import identity_views, publishing_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console import qr
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_VERSIONS: Final = "apps/{client_key}/versions"
_VERSION: Final = f"{_VERSIONS}/{{number}}"
_NOTHING: Final = Nothing()


def listing(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of an app's versions, and what is released of them."""
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        **publishing_views.list_versions(tx, context, request, _NOTHING),
        "release": publishing_views.show_release(tx, context, request, _NOTHING),
        "previews_max": spec.PREVIEWS_MAX,
        "upload_max_bytes": spec.UPLOAD_MAX_BYTES,
        "note_max": spec.NOTE_MAX,
        "states": get_args(spec.State),
    }


def one(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a version with its scan, its target users, and what can be done with it."""
    version = publishing_views.show_version(tx, context, request, _NOTHING)
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        "version": version,
        "release": publishing_views.show_release(tx, context, request, _NOTHING),
        "target_users": [users.get(tx, str(each)) for each in version["target_users"]],
        "target_users_max": spec.TARGET_USERS_MAX,
        "note_max": spec.NOTE_MAX,
        "drawn": qr.drawing(version["phone_url"] or version["preview_url"]),
    }


PAGES: Final = (
    Page(
        _VERSIONS, "versions", listing, "app-versions", "localminis version list --app {client_key}"
    ),
    Page(
        _VERSION,
        "version",
        one,
        "app-versions",
        "localminis version show {number} --app {client_key}",
    ),
)


def _step(verb: str, said: str) -> Action:
    """Make the action of one step in a version's life."""
    return Action(f"{_VERSION}/{verb}", ("POST", f"{_VERSION}/{verb}"), _VERSION, said)


ACTIONS: Final = (
    Action(
        _VERSIONS,
        ("POST", _VERSIONS),
        _VERSIONS,
        "Version {number} is uploaded, and the scan found nothing that stops it.",
        then=_VERSION,
    ),
    Action(f"{_VERSION}/note", ("PATCH", _VERSION), _VERSION, "Note saved.", keeps_empty=True),
    Action(
        f"{_VERSION}/delete",
        ("DELETE", _VERSION),
        _VERSION,
        "Version {number} is gone.",
        then=_VERSIONS,
    ),
    _step("submit", "Version {number} is in review."),
    _step("recall", "Version {number} is a preview again."),
    _step("approve", "Version {number} is approved."),
    _step("reject", "Version {number} is rejected."),
    _step("release", "Version {number} is released."),
    _step("block", "Version {number} is blocked."),
    _step("unblock", "Version {number} is no longer blocked."),
    Action(
        f"{_VERSION}/target-users",
        ("PUT", f"{_VERSION}/target-users/{{user}}"),
        _VERSION,
        "They get version {number} now.",
    ),
    Action(
        f"{_VERSION}/target-users/{{user}}/remove",
        ("DELETE", f"{_VERSION}/target-users/{{user}}"),
        _VERSION,
        "They get what everybody gets.",
    ),
    Action(
        f"{_VERSIONS}/rollout",
        ("POST", "apps/{client_key}/rollout"),
        _VERSIONS,
        "The gray version has its new share.",
    ),
    Action(
        f"{_VERSIONS}/rollback",
        ("POST", "apps/{client_key}/rollback"),
        _VERSIONS,
        "Rolled back.",
    ),
)
