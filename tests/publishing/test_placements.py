"""Ad placements: inactive until switched on, and the documented errors of a page's slot."""

import pytest

from localminis.identity import apps
from localminis.publishing import placements
from localminis.publishing.model import PlacementNotFound, TextInvalid


def make(portal, kind="rewarded", name="After an episode"):
    """Make a placement."""
    return portal.run(
        lambda tx: placements.create(
            tx, portal.shelf.clock, portal.fresh_in(tx), name=name, kind=kind
        )
    )


def code(portal, slot, kind="rewarded"):
    """Return the error number that the page gets, or None."""
    refused = portal.run(lambda tx: placements.refusal(tx, portal.fresh_in(tx), slot, kind))
    return None if refused is None else refused.code


def test_a_placement_is_inactive_until_it_is_switched_on(portal):
    """The page gets 20003 until then, and again when it is switched off."""
    made = make(portal)
    slot = made.placement_id
    assert not made.is_active
    assert code(portal, slot) == 20003
    portal.run(lambda tx: placements.change(tx, portal.app, slot, is_active=True))
    assert code(portal, slot) is None
    assert code(portal, slot, "interstitial") == 20007
    portal.run(lambda tx: placements.change(tx, portal.app, slot, is_active=False, name="Other"))
    assert code(portal, slot) == 20003
    assert [each.name for each in portal.run(lambda tx: placements.listing(tx, portal.app))] == [
        "Other"
    ]


def test_a_slot_that_is_not_the_apps_has_its_own_number(portal):
    """Empty, unknown, another app's; without any placement any name does."""
    assert code(portal, "anything") is None
    assert code(portal, "") == 11001
    slot = make(portal).placement_id
    assert code(portal, "anything") == 20001
    other = portal.run(lambda tx: apps.create(tx, portal.shelf.clock, portal.vault, name="Other"))
    refused = portal.run(lambda tx: placements.refusal(tx, other, slot, "rewarded"))
    assert refused.code == 20002


def test_without_the_ad_capability_nothing_shows_ads(portal):
    """As if every placement were inactive."""
    slot = make(portal).placement_id
    portal.run(lambda tx: placements.change(tx, portal.app, slot, is_active=True))
    portal.run(lambda tx: apps.set_ads_enabled(tx, portal.app, is_enabled=False))
    assert code(portal, slot) == 20003


def test_a_placement_needs_a_name_and_can_go(portal):
    """Another app's cannot be touched."""
    for name in ("", "x" * 51):
        with pytest.raises(TextInvalid):
            make(portal, name=name)
    slot = make(portal).placement_id
    other = portal.run(lambda tx: apps.create(tx, portal.shelf.clock, portal.vault, name="Other"))
    with pytest.raises(PlacementNotFound):
        portal.run(lambda tx: placements.delete(tx, other, slot))
    portal.run(lambda tx: placements.delete(tx, portal.app, slot))
    with pytest.raises(PlacementNotFound):
        portal.run(lambda tx: placements.change(tx, portal.app, slot, is_active=True))
