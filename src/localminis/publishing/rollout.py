"""What is released and who gets it: release, grow the gray share, roll back, block, search.

At most one production and one gray version are released; their shares add up to 100.

Source: contract:toolchain-9, §9.5. Assumed, because no page says: a gray version of 100 % becomes
the production version; a new gray version takes the place of the old one; how one rolls back.
"""

import hashlib
from collections.abc import Sequence

from localminis.clock import Clock
from localminis.identity import queries as identity_queries
from localminis.identity.model import App, User
from localminis.ids import ClientKey, UserId
from localminis.publishing import queries, revisions, versions
from localminis.publishing.model import (
    NothingReleased,
    PercentageInvalid,
    Release,
    ReleaseRefused,
    Version,
    WrongState,
)
from localminis.spec.publishing import BUCKETS, PERCENTAGE_MAX, Target
from localminis.store.transaction import Tx


def released(tx: Tx, app: App) -> Release:
    """Return what is released of an app."""
    found = {
        each.state: each for each in queries.versions_of(tx, app.id, states=("production", "gray"))
    }
    return Release(found.get("production"), found.get("gray"))


def release(
    tx: Tx,
    clock: Clock,
    app: App,
    number: int,
    *,
    target: Target | None = None,
    percentage: int | None = None,
    revision: int | None = None,
) -> Version:
    """Release a version that passed its review: to all as the first launch, else to a share.

    Args:
        target: what the submission asked for when not given; without that, what a percentage
            means, else production.
        percentage: 0 to 100 for gray, higher than the present gray share; 100 makes it the
            production version.
        revision: `release_revision` as the caller saw it.

    Raises:
        WrongState: the version cannot be released; nothing is written.
        ReleaseRefused, PercentageInvalid: what is asked for cannot be; nothing is written.
        StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    version = versions.get(tx, app, number)
    if version.state not in {"ready", "retired"}:
        raise WrongState(
            f"Version {number} is {version.state_words}, so it cannot be released. "
            f"{_advice(app, version)}",
            version.state,
        )
    if target is None and percentage is None:
        target, percentage = version.target, version.target_percentage
    if target is None:
        target = "production" if percentage is None else "gray"
    require_possible(tx, app, version, target, percentage)
    return put(tx, clock, app, version, target, percentage)


def grow(
    tx: Tx, clock: Clock, app: App, *, percentage: int, revision: int | None = None
) -> Version:
    """Give the gray version a larger share; with 100 it becomes the production version.

    Raises:
        ReleaseRefused: there is no gray version, or the share is not larger; nothing is written.
        PercentageInvalid, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    gray = released(tx, app).gray
    if gray is None:
        raise ReleaseRefused(
            f"{app.client_key} has no gray version. Release one first: "
            f"`localminis version release NUMBER --app {app.client_key} --gray 10`."
        )
    _require_larger(tx, app, _parse_percentage(percentage))
    if percentage == PERCENTAGE_MAX:
        return _to_production(tx, clock, app, gray)
    queries.update_version(tx, gray.id, percentage=percentage)
    return versions.get(tx, app, gray.number)


def roll_back(tx: Tx, clock: Clock, app: App, *, revision: int | None = None) -> Release:
    """Take the gray version back or, with none online, return to the production version before.

    Raises:
        ReleaseRefused: there is nothing to return to, and production must stay online; nothing is
            written.
        StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    now = released(tx, app)
    if now.gray is not None:
        _retire(tx, now.gray)
        return released(tx, app)
    earlier = [
        each
        for each in queries.versions_of(tx, app.id, states=("retired",))
        if each.production_until is not None
    ]
    if not earlier:
        raise ReleaseRefused(
            f"{app.client_key} has no earlier production version to return to, and the present one "
            "must stay online. Upload a corrected version and release it."
        )
    before = max(earlier, key=lambda each: each.production_until or 0)
    _to_production(tx, clock, app, before)
    if now.production is not None:
        # It is no place to return to: the next step back goes further.
        queries.update_version(tx, now.production.id, production_until=None)
    return released(tx, app)


def block(
    tx: Tx, app: App, number: int, *, reasons: Sequence[str], revision: int | None = None
) -> Version:
    """Take a released version offline for a violation.

    Raises:
        WrongState: it is not released; nothing is written.
        TextInvalid: there is no reason; nothing is written.

    Source: contract:toolchain-9, §9.7.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    version = versions.get(tx, app, number)
    if version.state not in {"production", "gray"}:
        raise WrongState(
            f"Version {number} is {version.state_words}. Only a released version can be blocked.",
            version.state,
        )
    given = versions.parse_reasons(reasons)
    queries.update_version(tx, version.id, state="blocked", reasons=given, percentage=None)
    return versions.get(tx, app, number)


def unblock(tx: Tx, app: App, number: int, *, revision: int | None = None) -> Version:
    """Lift a block, as after an appeal; the version is ready and can be released again.

    Raises:
        WrongState: it is not blocked; nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    version = versions.get(tx, app, number)
    if version.state != "blocked":
        raise WrongState(
            f"Version {number} is {version.state_words}, so there is no block to lift.",
            version.state,
        )
    queries.update_version(tx, version.id, state="ready", reasons=())
    return versions.get(tx, app, number)


def search(tx: Tx, app: App, user: User) -> Version:
    """Return the version that a user gets who searches for the app.

    Test users and target users get the gray version; of the others its share does.

    Raises:
        NothingReleased: no version is for this user; says why.

    Source: contract:toolchain-9, §9.5.
    """
    now = released(tx, app)
    if now.gray is not None and _is_for(tx, app, now.gray, user):
        return now.gray
    if now.production is not None:
        return now.production
    blocked = queries.versions_of(tx, app.id, states=("blocked",))
    if blocked:
        raise NothingReleased(
            f"{app.name} is offline: version {blocked[0].number} is blocked "
            f"({'; '.join(blocked[0].reasons) or 'no reason given'}). Release another version, "
            "roll back, or lift the block."
        )
    raise NothingReleased(
        f"{app.name} has no released version. Upload one, have it reviewed, and release it."
    )


def bucket(client_key: ClientKey, user_id: UserId) -> int:
    """Return where a user stands in an app's rollouts, from 0 to below `BUCKETS`.

    It depends on the app and the user alone, so whoever has a gray version keeps it when the share
    grows, and is among the first to get the next one.
    """
    hashed = hashlib.sha256(f"{client_key} {user_id}".encode()).digest()
    return int.from_bytes(hashed[:8]) % BUCKETS


def is_in_share(client_key: ClientKey, user_id: UserId, percentage: int) -> bool:
    """Tell whether a user is within a share of the users."""
    return bucket(client_key, user_id) * PERCENTAGE_MAX < percentage * BUCKETS


def require_possible(
    tx: Tx, app: App, version: Version, target: Target, percentage: int | None
) -> None:
    """Let a release be, now.

    Raises:
        ReleaseRefused, PercentageInvalid: says what stands in the way.
    """
    now = released(tx, app)
    key = app.client_key
    if target == "production":
        if percentage is not None:
            raise PercentageInvalid("The production version has no percentage. Leave it out.")
        if now.production is not None:
            raise ReleaseRefused(
                f"{key} has a production version ({now.production.number}), and only the first "
                f"launch goes to production directly. Release version {version.number} to a share "
                f"of the users: `localminis version release {version.number} --app {key} --gray "
                "10`; 100 makes it the production version."
            )
        return
    if percentage is None:
        raise PercentageInvalid("A gray release needs its share of users: --gray 0 to 100.")
    _parse_percentage(percentage)
    if now.production is None:
        raise ReleaseRefused(
            f"{key} has no production version, and a gray release needs one. Release version "
            f"{version.number} to production: the first launch is for everybody."
        )
    if now.gray is not None:
        _require_larger(tx, app, percentage)


def put(
    tx: Tx, clock: Clock, app: App, version: Version, target: Target, percentage: int | None
) -> Version:
    """Put a version in its released place; what may be is the caller's to know."""
    if target == "production" or percentage == PERCENTAGE_MAX:
        return _to_production(tx, clock, app, version)
    gray = released(tx, app).gray
    if gray is not None:
        _retire(tx, gray)
    queries.update_version(
        tx,
        version.id,
        state="gray",
        percentage=percentage,
        reasons=(),
        released_at_s=clock.now_s(),
    )
    return versions.get(tx, app, version.number)


def _to_production(tx: Tx, clock: Clock, app: App, version: Version) -> Version:
    now = released(tx, app)
    if now.gray is not None and now.gray.id != version.id:
        _retire(tx, now.gray)
    if now.production is not None:
        queries.update_version(
            tx, now.production.id, state="retired", production_until=app.release_revision
        )
    queries.update_version(
        tx,
        version.id,
        state="production",
        percentage=None,
        production_until=None,
        reasons=(),
        released_at_s=clock.now_s(),
    )
    return versions.get(tx, app, version.number)


def _retire(tx: Tx, gray: Version) -> None:
    queries.update_version(tx, gray.id, state="retired", percentage=None)


def _is_for(tx: Tx, app: App, gray: Version, user: User) -> bool:
    return (
        is_in_share(app.client_key, user.id, gray.percentage or 0)
        or identity_queries.is_test_user(tx, app.id, user.id)
        or user.id in queries.target_users_of(tx, gray.id)
    )


def _parse_percentage(percentage: int) -> int:
    if not 0 <= percentage <= PERCENTAGE_MAX:
        raise PercentageInvalid(f"The share of users is {percentage} %. Use 0 to 100.")
    return percentage


def _require_larger(tx: Tx, app: App, percentage: int) -> None:
    has = released(tx, app).gray_percentage
    if percentage <= has:
        raise ReleaseRefused(
            f"The gray version has {has} % of the users, and its share can only grow: {percentage} "
            f"% is not more. To take it back: `localminis version rollback --app {app.client_key}`."
        )


def _advice(app: App, version: Version) -> str:
    key = app.client_key
    return {
        "preview": f"Submit it: `localminis version submit {version.number} --app {key}`.",
        "rejected": "Upload a corrected version, or submit it again.",
        "in_review": f"Approve it: `localminis version approve {version.number} --app {key}`.",
        "gray": f"Grow its share: `localminis version rollout 50 --app {key}`.",
        "production": "Everybody has it already.",
        "blocked": f"Lift the block: `localminis version unblock {version.number} --app {key}`.",
    }[version.state]
