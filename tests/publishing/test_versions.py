"""Numbers, limits, notes, target users, and what can be deleted."""

import pytest

from localminis.publishing import review, rollout, versions
from localminis.publishing.model import (
    TextInvalid,
    TooManyPreviews,
    TooManyTargetUsers,
    VersionNotFound,
    WrongState,
)
from localminis.spec import publishing as spec


def test_numbers_count_up_within_an_app(portal):
    """A deleted version's number comes again only if it was the newest."""
    assert [portal.add().number for _ in range(3)] == [1, 2, 3]
    portal.run(lambda tx: versions.delete(tx, portal.app, 2))
    assert portal.add().number == 4
    assert [each.number for each in portal.run(lambda tx: versions.listing(tx, portal.app))] == [
        4,
        3,
        1,
    ]
    page = portal.run(lambda tx: versions.listing(tx, portal.app, limit=1, before=4))
    assert [each.number for each in page] == [3]


def test_the_number_of_a_deleted_version_is_nobodys_any_more(portal):
    """Whoever names a version means the code that they have seen."""
    assert [portal.add().number for _ in range(2)] == [1, 2]
    portal.run(lambda tx: versions.delete(tx, portal.app, 2))
    assert portal.add().number == 3


@pytest.mark.parametrize("number", [0, 2, -1, 2**40])
def test_a_version_that_is_not_there_is_not_found(portal, number):
    """No number is too odd to be asked for."""
    portal.add()
    with pytest.raises(VersionNotFound, match="version list"):
        portal.run(lambda tx: versions.get(tx, portal.app, number))


def test_thirty_previews_and_no_more(portal):
    """Rejected ones count too; a submitted version makes room, a deleted one as well."""
    for _ in range(spec.PREVIEWS_MAX):
        portal.add()
    with pytest.raises(TooManyPreviews, match="version delete 1 "):
        portal.add()
    portal.run(lambda tx: review.submit(tx, portal.shelf.clock, portal.app, 1))
    portal.add()
    with pytest.raises(TooManyPreviews):
        portal.run(lambda tx: review.recall(tx, portal.app, 1))
    portal.run(
        lambda tx: review.reject(tx, portal.shelf.clock, portal.app, 1, reasons=["Too slow"])
    )
    with pytest.raises(TooManyPreviews):
        portal.add()
    for number in (1, 2):
        portal.run(lambda tx, number=number: versions.delete(tx, portal.app, number))
    portal.add()


def test_what_was_released_cannot_be_deleted(portal):
    """Nor what is under review."""
    for number in (portal.add().number, portal.add().number):
        portal.run(lambda tx, n=number: review.submit(tx, portal.shelf.clock, portal.app, n))
    with pytest.raises(WrongState, match="in review and stays"):
        portal.run(lambda tx: versions.delete(tx, portal.app, 1))
    portal.run(lambda tx: review.approve(tx, portal.shelf.clock, portal.app, 1))
    portal.run(lambda tx: rollout.release(tx, portal.shelf.clock, portal.app, 1))
    with pytest.raises(WrongState, match="the production version and stays"):
        portal.run(lambda tx: versions.delete(tx, portal.app, 1))
    portal.run(lambda tx: rollout.block(tx, portal.app, 1, reasons=["Spam"]))
    portal.run(lambda tx: rollout.unblock(tx, portal.app, 1))
    with pytest.raises(WrongState, match="never released"):
        portal.run(lambda tx: versions.delete(tx, portal.app, 1))


def test_a_note_is_kept_up_to_its_length(portal):
    """And what cannot be shown is not."""
    portal.add()
    full = "n" * spec.NOTE_MAX
    assert portal.run(lambda tx: versions.set_note(tx, portal.app, 1, f" {full} ")).note == full
    for note in (full + "n", "a\x00b"):
        with pytest.raises(TextInvalid):
            portal.run(lambda tx, note=note: versions.set_note(tx, portal.app, 1, note))


def test_ten_target_users_and_no_more(portal):
    """Twice is once; a removed one makes room."""
    portal.add()
    people = [portal.user(f"user{number}") for number in range(spec.TARGET_USERS_MAX + 1)]

    def add(user):
        return portal.run(lambda tx: versions.add_target_user(tx, portal.app, 1, user))

    for user in [*people[:-1], people[0]]:
        version = add(user)
    with pytest.raises(TooManyTargetUsers):
        add(people[-1])
    portal.run(lambda tx: versions.remove_target_user(tx, portal.app, 1, people[0]))
    add(people[-1])
    held = portal.run(lambda tx: versions.target_users(tx, version))
    assert held == [user.id for user in people[1:]]
    portal.run(lambda tx: versions.delete(tx, portal.app, 1))
