"""Submit, recall, approve, reject: from which state each may be, and what it leaves."""

import pytest

from localminis.publishing import review, rollout
from localminis.publishing.model import PercentageInvalid, ReleaseRefused, TextInvalid, WrongState


class Reviewer:
    """The verbs on one portal, by their names."""

    def __init__(self, portal):
        self.portal = portal

    def __getattr__(self, name):
        module = review if hasattr(review, name) else rollout
        portal = self.portal
        needs_clock = name not in {"recall", "block", "unblock"}
        clock = (portal.shelf.clock,) if needs_clock else ()
        verb = getattr(module, name)
        return lambda *args, **kw: portal.run(lambda tx: verb(tx, *clock, portal.app, *args, **kw))


@pytest.fixture
def on(portal):
    """Give the verbs, with one preview there."""
    portal.add()
    return Reviewer(portal)


def test_a_version_goes_its_way(on):
    """Each step has its state and its time."""
    submitted = on.submit(1)
    assert (submitted.state, submitted.submitted_at_s) == ("in_review", 1_700_000_000)
    rejected = on.reject(1, reasons=["The menu is in the way.", " "])
    assert (rejected.state, rejected.reasons) == ("rejected", ("The menu is in the way.",))
    again = on.submit(1)
    assert (again.state, again.reasons, again.reviewed_at_s) == ("in_review", (), None)
    assert on.recall(1).state == "preview"
    on.submit(1)
    approved = on.approve(1)
    assert (approved.state, approved.reviewed_at_s) == ("ready", 1_700_000_000)


@pytest.mark.parametrize("step", ["recall", "approve", "reject", "release", "block", "unblock"])
def test_a_preview_can_only_be_submitted(on, step):
    """Every other step says what it is, and what to do."""
    reasons = {"reasons": ["x"]} if step in {"reject", "block"} else {}
    with pytest.raises(WrongState, match="Version 1 is a preview") as refused:
        getattr(on, step)(1, **reasons)
    assert refused.value.state == "preview"
    assert refused.value.message.count(".") >= 1


@pytest.mark.parametrize("step", ["submit", "release", "block", "unblock"])
def test_a_version_under_review_waits(on, step):
    """Until it is approved, rejected or recalled."""
    on.submit(1)
    with pytest.raises(WrongState, match="in review"):
        getattr(on, step)(1, **({"reasons": ["x"]} if step == "block" else {}))


@pytest.mark.parametrize("step", ["submit", "recall", "approve", "reject", "block", "unblock"])
def test_a_ready_version_can_only_be_released(on, step):
    """Its review is over."""
    on.submit(1)
    on.approve(1)
    with pytest.raises(WrongState, match="ready for release"):
        getattr(on, step)(1, **({"reasons": ["x"]} if step in {"reject", "block"} else {}))


def test_a_rejection_has_a_reason(on):
    """A developer who is told nothing can correct nothing."""
    on.submit(1)
    for reasons in ([], [" "], ["x" * 501]):
        with pytest.raises(TextInvalid):
            on.reject(1, reasons=reasons)


def test_an_automatic_release_follows_the_approval(on):
    """The first launch goes to everybody; a later one needs its share."""
    on.submit(1, release_mode="automatic")
    assert on.approve(1).state == "production"
    on.portal.add()
    with pytest.raises(ReleaseRefused, match="only the first launch"):
        on.submit(2, release_mode="automatic")
    with pytest.raises(PercentageInvalid, match="share"):
        on.submit(2, release_mode="automatic", target="gray")
    with pytest.raises(PercentageInvalid, match="no percentage"):
        on.submit(2, target="production", percentage=10)
    on.submit(2, release_mode="automatic", target="gray", percentage=10)
    released = on.approve(2)
    assert (released.state, released.percentage) == ("gray", 10)


def test_an_automatic_release_that_came_too_late_waits(on):
    """The approval stands, and the version says why it is not released."""
    on.submit(1, release_mode="automatic")
    on.approve(1)
    for number in (2, 3):
        on.portal.add()
        on.submit(number, release_mode="automatic", target="gray", percentage=10)
    on.approve(2)
    waiting = on.approve(3)
    assert waiting.state == "ready"
    assert "can only grow" in waiting.reasons[0]
    assert on.release(3, percentage=20).reasons == ()


def test_a_reviewer_who_always_agrees(on):
    """With the automatic review a submission is an approval."""
    assert on.submit(1, is_automatic=True).state == "ready"
    on.portal.add()
    assert on.submit(2, is_automatic=True, release_mode="automatic").state == "production"
