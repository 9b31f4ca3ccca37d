"""To whom an app is open: regions and library versions, and how they are written."""

import pytest

from localminis.identity import apps, availability, testers, users
from localminis.identity.model import AvailabilityInvalid, NotInRegion
from localminis.store import vault


@pytest.fixture
def app(shelf, tmp_path):
    """Give an app that nobody is kept from."""
    seal = vault.load(tmp_path / "secret.key")
    return shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))


@pytest.fixture
def change(shelf, app):
    """Give the function that changes the app and reads it again."""

    def changed(**values):
        def work(tx):
            availability.change(tx, app, **values)
            return apps.get(tx, app.client_key)

        return shelf.run(work)

    return changed


def test_what_is_set_is_read_again_and_nothing_else_changes(change):
    """Sorted and once, in one spelling; an empty value takes it back."""
    found = change(regions=["us", " JP", "US"], min_library_version="0.04.0")
    assert (found.regions, found.min_library_version) == (("JP", "US"), "0.4.0")
    assert change(regions=[]).min_library_version == "0.4.0"
    found = change(min_library_version=" ")
    assert (found.regions, found.min_library_version) == ((), "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"regions": ["JP", "GB"]}, "'GB' is no region"),
        ({"regions": [""]}, "'' is no region"),
        ({"min_library_version": "1.2"}, "three numbers"),
        ({"min_library_version": "0.4.0-beta"}, "three numbers"),
        ({"min_library_version": "44.2.0"}, "not TikTok's"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_changes_nothing(change, values, said):
    """The sentence says what is taken."""
    change(regions=["BR"], min_library_version="0.1.0")
    with pytest.raises(AvailabilityInvalid, match=said):
        change(**values)
    found = change()
    assert (found.regions, found.min_library_version) == (("BR",), "0.1.0")


def test_an_app_is_open_where_it_is_released_and_to_its_test_users(shelf, change):
    """The EU is one region, whichever of its countries the account is in."""
    everybody = {
        region: shelf.run(
            lambda tx, region=region: users.create(tx, shelf.clock, name=region, region=region)
        )
        for region in ("US", "JP", "DE", "GB")
    }

    def keeps_out(app, user):
        with pytest.raises(NotInRegion, match=f"not released in {user.region}"):
            shelf.run(lambda tx: availability.require_open(tx, app, user))

    def lets_in(app, user):
        shelf.run(lambda tx: availability.require_open(tx, app, user))

    everywhere = change()
    for user in everybody.values():
        lets_in(everywhere, user)
    app = change(regions=["JP", "EU"])
    lets_in(app, everybody["JP"])
    lets_in(app, everybody["DE"])
    keeps_out(app, everybody["US"])
    keeps_out(app, everybody["GB"])
    shelf.run(lambda tx: testers.add(tx, shelf.clock, app, everybody["GB"]))
    lets_in(app, everybody["GB"])
