"""The second of two tabs learns that it looked at something else."""

import pytest

from localminis.publishing import review, revisions
from localminis.publishing.model import StaleRevision


def test_the_second_of_two_tabs_is_told(portal):
    """Nothing of its change is written, and the sentence names both numbers."""
    portal.add()
    portal.add()
    seen = portal.fresh().release_revision
    clock = portal.shelf.clock
    portal.run(lambda tx: review.submit(tx, clock, portal.app, 1, revision=seen))
    with pytest.raises(StaleRevision, match=rf"revision {seen}, now {seen + 1}"):
        portal.run(lambda tx: review.submit(tx, clock, portal.app, 2, revision=seen))
    assert portal.fresh().release_revision == seen + 1
    portal.run(lambda tx: review.submit(tx, clock, portal.app, 2))


def test_the_halves_of_an_app_do_not_disturb_each_other(portal):
    """An upload is no reason to refuse a change of the description."""
    portal.add()
    assert (portal.fresh().revision, portal.fresh().release_revision) == (0, 1)
    changed = portal.run(lambda tx: revisions.hold(tx, portal.app, 0, "revision"))
    assert (changed.revision, changed.release_revision) == (1, 1)
