"""The admin API's handlers for apps' configuration, users, test users and consent."""

from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request

from localminis.identity import (
    accounts,
    apps,
    availability,
    codes,
    consent,
    credentials,
    sessions,
    testers,
    users,
)
from localminis.identity.model import App, Session
from localminis.publishing import revisions
from localminis.spec import limits
from localminis.spec.scopes import SILENT_LOGIN_SCOPES
from localminis.store.transaction import Tx
from localminis.web.admin import fingerprints, shapes, subject
from localminis.web.context import Context
from localminis.webhooks.rules import Rules


class AppChange(msgspec.Struct):
    """What shall change of an app; an empty address removes it, a list replaces the former one.

    `revision` is the one that the caller looked at, if it did; a `fingerprint`, that of all of it.
    It changes only if nobody has changed the app since.
    """

    webhook_url: str | None = None
    is_payment_enabled: bool | None = None
    redirect_uris: list[str] | None = None
    terms_url: str | None = None
    privacy_url: str | None = None
    requires_test_user: bool | None = None
    developer: str | None = None
    fingerprint: str | None = None
    name: str | None = None
    description: str | None = None
    category: str | None = None
    kind: str | None = None
    is_ads_enabled: bool | None = None
    regions: list[str] | None = None
    min_library_version: str | None = None
    revision: int | None = None


class NewUser(msgspec.Struct):
    """A new simulated user."""

    name: str
    region: str = "US"
    language: str = "en"
    is_adult: bool = True
    avatar_url: str | None = None


class LoginCodeRequest(msgspec.Struct):
    """For which app a user logs in, and what they grant beyond the silent login's scope."""

    client_key: str
    scopes: list[str] = []


class UserChange(msgspec.Struct):
    """What shall change of a user; an empty `avatar_url` goes back to the drawn one.

    With a `fingerprint` it changes only if nobody has changed the user since that was read.
    """

    name: str | None = None
    region: str | None = None
    language: str | None = None
    avatar_url: str | None = None
    is_adult: bool | None = None
    is_banned: bool | None = None
    fingerprint: str | None = None


def show_app(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Show an app with all of its configuration; with `?secret=1` its client secret too."""
    app = subject.app(tx, request)
    shown = _configured(tx, app)
    if request.query_params.get("secret") == "1":
        shown["client_secret"] = apps.secret(tx, context.vault, app)
    return shown


def change_app(tx: Tx, context: Context, request: Request, body: AppChange) -> Any:
    """Change what an app says of itself, its addresses, capabilities, developer or test mode."""
    app = subject.app(tx, request)
    fingerprints.require(_configured(tx, app), body.fingerprint)
    app = revisions.hold(tx, app, body.revision, "revision")
    apps.set_basics(
        tx,
        app,
        name=body.name,
        description=body.description,
        category=body.category,
        kind=body.kind,
    )
    availability.change(tx, app, regions=body.regions, min_library_version=body.min_library_version)
    if body.is_ads_enabled is not None:
        apps.set_ads_enabled(tx, app, is_enabled=body.is_ads_enabled)
    if body.webhook_url is not None:
        networks = Rules.of(context.settings).networks
        apps.set_webhook_url(tx, app, body.webhook_url or None, networks=networks)
    if body.is_payment_enabled is not None:
        apps.set_payment_enabled(tx, app, is_enabled=body.is_payment_enabled)
    if body.redirect_uris is not None:
        apps.set_redirect_uris(tx, app, body.redirect_uris)
    apps.set_legal_urls(tx, app, terms_url=body.terms_url, privacy_url=body.privacy_url)
    if body.requires_test_user is not None:
        apps.set_test_users_required(tx, app, is_required=body.requires_test_user)
    if body.developer is not None:
        apps.set_developer(tx, app, body.developer)
    return _configured(tx, subject.app(tx, request))


def rotate_secret(tx: Tx, context: Context, request: Request, body: shapes.Rotation) -> Any:
    """Give an app a new secret and show it, this once; the former one stays good for a while."""
    app = revisions.hold(tx, subject.app(tx, request), body.revision, "revision")
    made = credentials.rotate(
        tx, context.on(app).clock, context.vault, app, overlap_s=body.overlap_s
    )
    return {**_configured(tx, subject.app(tx, request)), "client_secret": made}


def list_test_users(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List an app's test users."""
    return {"users": [shapes.user(each) for each in testers.listing(tx, subject.app(tx, request))]}


def add_test_user(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Make a user a test user of an app."""
    user, app = subject.user(tx, request), subject.app(tx, request)
    testers.add(tx, context.on(app).clock, app, user)
    return shapes.user(user)


def remove_test_user(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """End a user's membership in an app's test users."""
    user = subject.user(tx, request)
    testers.remove(tx, subject.app(tx, request), user)
    return shapes.user(user)


def create_user(tx: Tx, context: Context, _: Request, body: NewUser) -> Any:
    """Make a simulated user."""
    return shapes.user(users.create(tx, context.clock, **msgspec.structs.asdict(body)))


def show_user(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show a user with the apps they are connected to, and what their logins left alive."""
    user = subject.user(tx, request)
    connected = [
        {
            "client_key": app.client_key,
            "open_id": users.open_id(tx, app, user),
            "union_id": user.union_id_for(app.developer),
            "scopes": list(consent.granted(tx, user, app)),
        }
        for app in consent.connected_apps(tx, user)
    ]
    return {
        **shapes.user(user),
        "connected_apps": connected,
        "sessions": [_session(each) for each in sessions.listing(tx, user)],
        "fingerprint": fingerprints.of(shapes.user(user)),
    }


def change_user(tx: Tx, context: Context, request: Request, body: UserChange) -> Any:
    """Change a user; a ban and a young age disconnect every app."""
    user = subject.user(tx, request)
    values = msgspec.structs.asdict(body)
    fingerprints.require(
        {"fingerprint": fingerprints.of(shapes.user(user))}, values.pop("fingerprint")
    )
    return shapes.user(accounts.change(tx, context.clock, context.bell, user, **values))


def issue_login_code(tx: Tx, context: Context, request: Request, body: LoginCodeRequest) -> Any:
    """Mint the code that the page of an app would get from TTMinis.login, or from authorize."""
    app = apps.get(tx, body.client_key)
    wanted = consent.parse_scopes([*SILENT_LOGIN_SCOPES, *body.scopes])
    code = codes.issue(tx, context.on(app).clock, subject.user(tx, request), app, wanted)
    return {"code": code, "expires_in_s": limits.CODE_LIFETIME_S}


def delete_user(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """End a user's account; every app is told."""
    user = subject.user(tx, request)
    accounts.delete(tx, context.clock, context.bell, user)
    return shapes.user(user)


def revoke_grant(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Disconnect a user from an app, as the switch in TikTok's settings does."""
    user, app = subject.user(tx, request), subject.app(tx, request)
    clock = context.on(app).clock
    return {"was_connected": consent.revoke(tx, clock, context.bell, user, app)}


def end_session(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """End one session of a user in an app; its tokens die, the grants stay."""
    user, app = subject.user(tx, request), subject.app(tx, request)
    clock = context.on(app).clock
    return _session(sessions.end(tx, clock, user, app, request.path_params["session"]))


def _session(found: Session) -> dict[str, Any]:
    """Render a session, without the digest that it began with."""
    return {name: value for name, value in asdict(found).items() if name != "family"}


def _configured(tx: Tx, app: App) -> dict[str, Any]:
    shown = {**asdict(app), "redirect_uris": apps.redirect_uris(tx, app)}
    # An upload counts in a revision, and is no reason to refuse a change of what is said here.
    stated = {name: value for name, value in shown.items() if not name.endswith("revision")}
    return {**shown, "fingerprint": fingerprints.of(stated)}
