"""The review of a version: submit, recall, approve, reject. On one's own machine one plays both.

Source: contract:toolchain-9, §9.5. What becomes of a rejected version is unknown; assumed that it
can be submitted again.
"""

from collections.abc import Sequence

from localminis.clock import Clock
from localminis.identity.model import App
from localminis.publishing import queries, revisions, rollout, versions
from localminis.publishing.model import PercentageInvalid, ReleaseRefused, Version, WrongState
from localminis.spec.publishing import ReleaseMode, Target
from localminis.store.transaction import Tx


def submit(
    tx: Tx,
    clock: Clock,
    app: App,
    number: int,
    *,
    release_mode: ReleaseMode = "manual",
    target: Target | None = None,
    percentage: int | None = None,
    is_automatic: bool = False,
    revision: int | None = None,
) -> Version:
    """Ask for the review of a preview, or of a rejected version again.

    Args:
        release_mode: `automatic` releases it at its approval.
        target: `production`, which the first launch must have and no later one can, or `gray`;
            what is possible when not given.
        percentage: the share of users that a gray version shall have.
        is_automatic: the reviewer approves at once.
        revision: `release_revision` as the caller saw it.

    Raises:
        WrongState: it is neither preview nor rejected; nothing is written.
        ReleaseRefused, PercentageInvalid: what is asked for cannot be; nothing is written.
        StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    version = versions.get(tx, app, number)
    if version.state not in versions.PREVIEWS:
        raise WrongState(
            f"Version {number} is {version.state_words}. Only a preview or a rejected version can "
            "be submitted.",
            version.state,
        )
    if target == "production" and percentage is not None:
        raise PercentageInvalid("The production version has no percentage. Leave it out.")
    if target is not None:
        rollout.require_possible(tx, app, version, target, percentage)
    if target is None and release_mode == "automatic":
        target = "production"
        rollout.require_possible(tx, app, version, target, None)
    queries.update_version(
        tx,
        version.id,
        state="in_review",
        release_mode=release_mode,
        target=target,
        target_percentage=percentage,
        reasons=(),
        submitted_at_s=clock.now_s(),
        reviewed_at_s=None,
    )
    if is_automatic:
        return _approved(tx, clock, app, versions.get(tx, app, number))
    return versions.get(tx, app, number)


def recall(tx: Tx, app: App, number: int, *, revision: int | None = None) -> Version:
    """Take a version back from its review; it is a preview again.

    Raises:
        WrongState: it is not under review; nothing is written.
        TooManyPreviews: others took its place meanwhile; nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    version = _in_review(tx, app, number, "recalled")
    versions.require_room(tx, app)
    queries.update_version(tx, version.id, state="preview", submitted_at_s=None)
    return versions.get(tx, app, number)


def approve(tx: Tx, clock: Clock, app: App, number: int, *, revision: int | None = None) -> Version:
    """Approve a version; one that asked for it is released at once.

    When its release is not possible any more it stays ready, and `reasons` say why.

    Raises:
        WrongState: it is not under review; nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    return _approved(tx, clock, app, _in_review(tx, app, number, "approved"))


def reject(
    tx: Tx,
    clock: Clock,
    app: App,
    number: int,
    *,
    reasons: Sequence[str],
    revision: int | None = None,
) -> Version:
    """Reject a version, with the reasons that its developer reads.

    Raises:
        WrongState: it is not under review; nothing is written.
        TextInvalid: there is no reason; nothing is written.
    """
    app = revisions.hold(tx, app, revision, "release_revision")
    version = _in_review(tx, app, number, "rejected")
    queries.update_version(
        tx,
        version.id,
        state="rejected",
        reasons=versions.parse_reasons(reasons),
        reviewed_at_s=clock.now_s(),
    )
    return versions.get(tx, app, number)


def _in_review(tx: Tx, app: App, number: int, what: str) -> Version:
    version = versions.get(tx, app, number)
    if version.state != "in_review":
        advice = (
            " Submit it first." if version.state in versions.PREVIEWS else " Its review is over."
        )
        raise WrongState(
            f"Version {number} is {version.state_words}, so it cannot be {what}.{advice}",
            version.state,
        )
    return version


def _approved(tx: Tx, clock: Clock, app: App, version: Version) -> Version:
    queries.update_version(tx, version.id, state="ready", reviewed_at_s=clock.now_s())
    ready = versions.get(tx, app, version.number)
    if ready.release_mode == "manual":
        return ready
    assert ready.target is not None, "an automatic release knows its target"
    try:
        rollout.require_possible(tx, app, ready, ready.target, ready.target_percentage)
    except ReleaseRefused as refusal:
        queries.update_version(tx, ready.id, reasons=(refusal.message,))
        return versions.get(tx, app, version.number)
    return rollout.put(tx, clock, app, ready, ready.target, ready.target_percentage)
