"""An app's code versions: a new one from a scanned package, finding, listing, notes, deleting."""

from collections.abc import Sequence
from typing import Final

from localminis.clock import Clock
from localminis.identity import queries as identity_queries
from localminis.identity.model import App, User
from localminis.publishing import queries, revisions
from localminis.publishing.model import (
    Scanned,
    TextInvalid,
    TooManyPreviews,
    TooManyTargetUsers,
    Unpacked,
    Version,
    VersionNotFound,
    WrongState,
)
from localminis.publishing.packages import Arrival
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx

PREVIEWS: Final = ("preview", "rejected")
_NUMBER_MAX: Final = 2**31 - 1


def require_room(tx: Tx, app: App) -> None:
    """Let one more preview in.

    Raises:
        TooManyPreviews: says which could go.

    Source: contract:toolchain-9, §9.5.
    """
    if queries.count_versions(tx, app.id, PREVIEWS) >= spec.PREVIEWS_MAX:
        oldest = queries.versions_of(tx, app.id, states=PREVIEWS)[-1]
        raise TooManyPreviews(
            f"{app.client_key} has {spec.PREVIEWS_MAX} previews, and more are not allowed. Delete "
            f"one: `localminis version delete {oldest.number} --app {app.client_key}`."
        )


def add(
    tx: Tx,
    clock: Clock,
    app: App,
    *,
    arrival: Arrival,
    unpacked: Unpacked,
    scanned: Scanned,
    note: str,
) -> Version:
    """Make a preview of a package whose files are in their place.

    Raises:
        TooManyPreviews, TextInvalid: nothing is written.
    """
    note = parse_text(note, "note", spec.NOTE_MAX)
    app = revisions.hold(tx, app, None, "release_revision")
    require_room(tx, app)
    number = identity_queries.next_version(tx, app.id)
    queries.insert_version(
        tx,
        app_id=app.id,
        number=number,
        state="preview",
        note=note,
        package_sha256=arrival.sha256,
        size_bytes=arrival.size_bytes,
        content_bytes=unpacked.content_bytes,
        file_count=unpacked.file_count,
        entry=scanned.entry,
        config=scanned.config,
        report=scanned.report,
        release_mode="manual",
        reasons=(),
        uploaded_at_s=clock.now_s(),
    )
    return get(tx, app, number)


def get(tx: Tx, app: App, number: int) -> Version:
    """Return one version of an app.

    Raises:
        VersionNotFound: the app has no such version.
    """
    found = None
    if 1 <= number <= _NUMBER_MAX:
        found = queries.version_by_number(tx, app.id, number)
    if found is None:
        raise VersionNotFound(
            f"{app.client_key} has no version {number}. "
            f"`localminis version list --app {app.client_key}` shows all."
        )
    return found


def listing(
    tx: Tx, app: App, *, limit: int | None = None, before: int = 0, state: str | None = None
) -> list[Version]:
    """Return an app's versions, the newest first.

    Args:
        before: only those below this number, when it is not 0.
        state: only those in this state.
    """
    states = () if state is None else (state,)
    return queries.versions_of(tx, app.id, states=states, limit=limit, before=before)


def set_note(tx: Tx, app: App, number: int, note: str) -> Version:
    """Change what is noted about a version.

    Raises:
        VersionNotFound, TextInvalid: nothing is written.
    """
    found = get(tx, app, number)
    queries.update_version(tx, found.id, note=parse_text(note, "note", spec.NOTE_MAX))
    return get(tx, app, number)


def delete(tx: Tx, app: App, number: int, *, revision: int | None = None) -> Version:
    """Forget a version that was never released; its files stay until packages are pruned.

    Raises:
        WrongState: it is under review, released or was; nothing is written.

    That such versions can be deleted, and no others, is assumed.
    """
    revisions.hold(tx, app, revision, "release_revision")
    found = get(tx, app, number)
    if found.state not in {*PREVIEWS, "ready"} or found.released_at_s is not None:
        raise WrongState(
            f"Version {number} is {found.state_words} and stays. Only versions that were never "
            "released can be deleted, and none under review.",
            found.state,
        )
    queries.delete_version(tx, found.id)
    return found


def target_users(tx: Tx, version: Version) -> list[int]:
    """Return the numbers of the users that get a version whatever its share."""
    return [int(each) for each in queries.target_users_of(tx, version.id)]


def add_target_user(tx: Tx, app: App, number: int, user: User) -> Version:
    """Let a user get a version whatever its share; one that does stays.

    Raises:
        TooManyTargetUsers: the version has as many as the platform allows; nothing is written.

    Source: contract:toolchain-9, §9.5; that ten are the most here too is assumed.
    """
    revisions.hold(tx, app, None, "release_revision")
    version = get(tx, app, number)
    held = queries.target_users_of(tx, version.id)
    if user.id in held:
        return version
    if len(held) >= spec.TARGET_USERS_MAX:
        raise TooManyTargetUsers(
            f"Version {number} has {spec.TARGET_USERS_MAX} target users, and more are not allowed. "
            "Remove one first."
        )
    queries.insert_target_user(tx, version.id, user.id)
    return version


def remove_target_user(tx: Tx, app: App, number: int, user: User) -> Version:
    """Take a user out of a version's target users."""
    revisions.hold(tx, app, None, "release_revision")
    version = get(tx, app, number)
    queries.delete_target_user(tx, version.id, user.id)
    return version


def parse_text(text: str, what: str, length_max: int) -> str:
    """Return a text that may be kept, without blanks around it.

    Raises:
        TextInvalid: too long, or with characters that cannot be shown.
    """
    text = text.strip()
    if len(text) > length_max:
        raise TextInvalid(f"The {what} has {len(text)} characters; {length_max} are taken.")
    if any(not each.isprintable() and each not in "\n\t" for each in text):
        raise TextInvalid(f"The {what} holds characters that cannot be shown. Take them out.")
    return text


def parse_reasons(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return the reasons that a developer is given.

    Raises:
        TextInvalid: there is none.
    """
    given = tuple(parse_text(each, "reason", spec.NOTE_MAX) for each in reasons)
    given = tuple(each for each in given if each)
    if not given:
        raise TextInvalid("There is no reason. Say what has to change, with --reason TEXT.")
    return given
