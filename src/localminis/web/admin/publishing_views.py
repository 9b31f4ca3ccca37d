"""The admin API's handlers for code versions: upload, review, release, rollout, target users."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, Final

import msgspec
from starlette.requests import Request

from localminis.identity import apps
from localminis.identity.model import App
from localminis.publishing import packages, queries, review, rollout, versions
from localminis.publishing.model import Release, Version, VersionNotFound
from localminis.spec.publishing import ReleaseMode, Target
from localminis.store.transaction import Tx
from localminis.web import openings, uploads
from localminis.web.admin import fingerprints, paging, shapes, subject
from localminis.web.context import Context
from localminis.web.numbers import whole_number
from localminis.web.own import OwnHandler


class Seen(msgspec.Struct):
    """A step; `revision` is the `release_revision` that the caller looked at, if it did."""

    revision: int | None = None


class Note(msgspec.Struct):
    """What is noted about a version; with `fingerprint` only in place of the note that was read."""

    note: str
    fingerprint: str | None = None


class Submission(Seen):
    """How a version shall be released after its review."""

    release_mode: ReleaseMode = "manual"
    target: Target | None = None
    percentage: int | None = None


class Reasons(Seen):
    """Why a version is rejected or blocked."""

    reasons: list[str] = []


class ReleaseOrder(Seen):
    """To whom a version is released; what its submission said when nothing is given."""

    target: Target | None = None
    percentage: int | None = None


class Share(Seen, kw_only=True):
    """The share of users that the gray version shall have."""

    percentage: int


def _step(verb: Callable[[Tx, Context, App, int, Any], Version]) -> OwnHandler:
    """Make the handler of a step in a version's life; it answers with what is released now."""

    @wraps(verb)
    def handler(tx: Tx, context: Context, request: Request, body: Any) -> Any:
        app = subject.app(tx, request)
        done = verb(tx, context, app, _version_number(request), body)
        return _answer(tx, context, app, done)

    return handler


async def upload(context: Context, request: Request) -> Any:
    """Make a version of the zip in the body; `?note=` says what is noted about it."""
    announced = request.headers.get("content-length", "")
    client_key = request.path_params["client_key"]
    made = await uploads.take(
        context,
        client_key,
        request.stream(),
        note=request.query_params.get("note", ""),
        expected_bytes=int(announced) if announced.isdigit() else None,
    )

    def rendered(tx: Tx) -> dict[str, Any]:
        app = apps.get(tx, client_key)
        return {**shown(context, app, made, is_full=True), **_compared(tx, context, app, made)}

    return await context.store.run(rendered)


def list_versions(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """List an app's newest versions by the page, of one state when asked, and what is released."""
    app, size = subject.app(tx, request), paging.limit(request)
    found = versions.listing(
        tx,
        app,
        limit=size + 1,
        before=paging.number(request, "before") or 0,
        state=request.query_params.get("state"),
    )
    listed, following = paging.cut(found, size, lambda each: each.number)
    return {
        "versions": [shown(context, app, each) for each in listed],
        "next": following,
        **_released(app, rollout.released(tx, app)),
    }


def show_version(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Show a version with its scan report and target users."""
    app = subject.app(tx, request)
    version = versions.get(tx, app, _version_number(request))
    return {
        **shown(context, app, version, is_full=True),
        **_compared(tx, context, app, version),
        "target_users": versions.target_users(tx, version),
        "fingerprint": _of_note(version),
    }


def change_version(tx: Tx, context: Context, request: Request, body: Note) -> Any:
    """Change what is noted about a version."""
    app, number = subject.app(tx, request), _version_number(request)
    now = _of_note(versions.get(tx, app, number))
    fingerprints.require({"fingerprint": now}, body.fingerprint)
    return shown(context, app, versions.set_note(tx, app, number, body.note))


def delete_version(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Forget a version that was never released."""
    app = subject.app(tx, request)
    gone = versions.delete(tx, app, _version_number(request), revision=body.revision)
    return shown(context, app, gone)


@_step
def submit(tx: Tx, context: Context, app: App, number: int, body: Submission) -> Version:
    """Ask for a version's review."""
    return review.submit(
        tx,
        context.on(app).clock,
        app,
        number,
        release_mode=body.release_mode,
        target=body.target,
        percentage=body.percentage,
        is_automatic=context.settings.review == "automatic",
        revision=body.revision,
    )


@_step
def recall(tx: Tx, _: Context, app: App, number: int, body: Seen) -> Version:
    """Take a version back from its review."""
    return review.recall(tx, app, number, revision=body.revision)


@_step
def approve(tx: Tx, context: Context, app: App, number: int, body: Seen) -> Version:
    """Approve a version, as the reviewer."""
    return review.approve(tx, context.on(app).clock, app, number, revision=body.revision)


@_step
def reject(tx: Tx, context: Context, app: App, number: int, body: Reasons) -> Version:
    """Reject a version, as the reviewer."""
    given = body.reasons
    return review.reject(
        tx, context.on(app).clock, app, number, reasons=given, revision=body.revision
    )


@_step
def release(tx: Tx, context: Context, app: App, number: int, body: ReleaseOrder) -> Version:
    """Release a version to everybody or to a share of the users."""
    return rollout.release(
        tx,
        context.on(app).clock,
        app,
        number,
        target=body.target,
        percentage=body.percentage,
        revision=body.revision,
    )


@_step
def block(tx: Tx, _: Context, app: App, number: int, body: Reasons) -> Version:
    """Take a released version offline, as the platform does for a violation."""
    return rollout.block(tx, app, number, reasons=body.reasons, revision=body.revision)


@_step
def unblock(tx: Tx, _: Context, app: App, number: int, body: Seen) -> Version:
    """Lift a block, as after an appeal."""
    return rollout.unblock(tx, app, number, revision=body.revision)


def grow(tx: Tx, context: Context, request: Request, body: Share) -> Any:
    """Give the gray version a larger share of the users."""
    app = subject.app(tx, request)
    done = rollout.grow(
        tx, context.on(app).clock, app, percentage=body.percentage, revision=body.revision
    )
    return _answer(tx, context, app, done)


def roll_back(tx: Tx, context: Context, request: Request, body: Seen) -> Any:
    """Take the gray version back, or return to the production version before."""
    app = subject.app(tx, request)
    done = rollout.roll_back(tx, context.on(app).clock, app, revision=body.revision)
    return _released(subject.app(tx, request), done)


def show_release(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show what is released of an app."""
    app = subject.app(tx, request)
    return _released(app, rollout.released(tx, app))


def search(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Tell which version a user gets who searches for the app."""
    app, user = subject.app(tx, request), subject.user(tx, request)
    found = openings.search(tx, context.settings, app, user)
    return {**shown(context, app, found), "bucket": rollout.bucket(app.client_key, user.id)}


def add_target_user(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Let a user get a version whatever its share."""
    app, user = subject.app(tx, request), subject.user(tx, request)
    version = versions.add_target_user(tx, app, _version_number(request), user)
    return {**shown(context, app, version), "target_users": versions.target_users(tx, version)}


def remove_target_user(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Take a user out of a version's target users."""
    app, user = subject.app(tx, request), subject.user(tx, request)
    version = versions.remove_target_user(tx, app, _version_number(request), user)
    return {**shown(context, app, version), "target_users": versions.target_users(tx, version)}


def prune(tx: Tx, context: Context, _: Request, __: shapes.Nothing) -> Any:
    """Delete the files of packages that no version refers to."""
    return {"packages": packages.prune(context.settings.packages, queries.package_digests(tx))}


def shown(context: Context, app: App, version: Version, *, is_full: bool = False) -> dict[str, Any]:
    """Render a version; the report's findings only in full."""
    rendered = asdict(version)
    del rendered["id"], rendered["app_id"]
    if not is_full:
        rendered["report"] = {
            name: value for name, value in version.report.items() if name != "findings"
        }
    preview_url = f"{context.url}/simulator/{app.client_key}?version={version.number}"
    return {
        **rendered,
        "client_key": app.client_key,
        "preview_url": preview_url,
        # With the token that lets a phone in; for whoever may steer the platform.
        "phone_url": context.phones and context.phones.link_to(app.client_key, version.number),
    }


def _of_note(version: Version) -> str:
    return fingerprints.of({"note": version.note})


def _compared(tx: Tx, context: Context, app: App, version: Version) -> dict[str, Any]:
    return {"domains": asdict(openings.compared(tx, context.settings, app, version))}


def _answer(tx: Tx, context: Context, app: App, version: Version) -> dict[str, Any]:
    fresh = apps.get(tx, app.client_key)
    return {
        **shown(context, fresh, version),
        "release": _released(fresh, rollout.released(tx, fresh)),
    }


def _released(app: App, found: Release) -> dict[str, Any]:
    return {
        "production": found.production and found.production.number,
        "production_percentage": found.production_percentage,
        "gray": found.gray and found.gray.number,
        "gray_percentage": found.gray_percentage,
        "revision": app.release_revision,
    }


def _version_number(request: Request) -> int:
    return _number(request.path_params["number"])


def _number(text: str) -> int:
    found = whole_number(text)
    if found is None:
        raise VersionNotFound(f"{text!r} is no version's number. Use a whole number such as 3.")
    return found


_VERSIONS: Final = "apps/{client_key}/versions"
_VERSION: Final = f"{_VERSIONS}/{{number}}"
_TARGET_USER: Final = f"{_VERSION}/target-users/{{user}}"

TABLE: Final = (
    ("GET", _VERSIONS, shapes.Nothing, list_versions),
    # Its body is the zip itself.
    ("POST", _VERSIONS, bytes, upload),
    ("GET", _VERSION, shapes.Nothing, show_version),
    ("PATCH", _VERSION, Note, change_version),
    ("DELETE", _VERSION, Seen, delete_version),
    ("POST", f"{_VERSION}/submit", Submission, submit),
    ("POST", f"{_VERSION}/recall", Seen, recall),
    ("POST", f"{_VERSION}/approve", Seen, approve),
    ("POST", f"{_VERSION}/reject", Reasons, reject),
    ("POST", f"{_VERSION}/release", ReleaseOrder, release),
    ("POST", f"{_VERSION}/block", Reasons, block),
    ("POST", f"{_VERSION}/unblock", Seen, unblock),
    ("PUT", _TARGET_USER, shapes.Nothing, add_target_user),
    ("DELETE", _TARGET_USER, shapes.Nothing, remove_target_user),
    ("GET", "apps/{client_key}/release", shapes.Nothing, show_release),
    ("POST", "apps/{client_key}/rollout", Share, grow),
    ("POST", "apps/{client_key}/rollback", Seen, roll_back),
    ("GET", "apps/{client_key}/search/{user}", shapes.Nothing, search),
    ("POST", "packages/prune", shapes.Nothing, prune),
)
