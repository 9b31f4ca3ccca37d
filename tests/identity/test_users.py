import pytest

from localminis.identity import apps, users
from localminis.identity.model import (
    AppNotFound,
    Caller,
    FieldsInvalid,
    NameInvalid,
    ScopeNotAuthorized,
    UserNameTaken,
    UserNotFound,
)
from localminis.spec import scopes
from localminis.store import vault


def create(shelf, name="Mia", **given):
    return shelf.run(lambda tx: users.create(tx, shelf.clock, name=name, **given))


def make_app(shelf):
    seal = vault.Vault(bytes(32))
    return shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))


def test_a_user_is_found_by_name_and_by_number(shelf):
    """Both ways lead to the same user; names with digits stay names."""
    mia, agent = create(shelf, " Mia "), create(shelf, "agent 007", region="jp")
    for key in ("Mia", str(mia.id)):
        assert shelf.run(lambda tx, key=key: users.get(tx, key)) == mia
    assert shelf.run(lambda tx: users.get(tx, "agent 007")) == agent
    assert agent.region == "JP"
    assert shelf.run(users.listing) == [mia, agent]


@pytest.mark.parametrize("key", ["", "0", "99", "-1", "9" * 30, "mia", "²"])
def test_an_unknown_user_is_refused(shelf, key):
    """Names are exact, and no number is too large to be asked for."""
    create(shelf)
    with pytest.raises(UserNotFound):
        shelf.run(lambda tx: users.get(tx, key))


def test_an_app_and_a_user_are_found_together(shelf):
    """One look finds both, each as it is found alone, and the user's id within the app."""
    mia, app = create(shelf), make_app(shelf)

    def party(tx):
        return users.party(tx, app.client_key, mia.id)

    assert shelf.run(party) == (app, mia, None)
    open_id = shelf.run(lambda tx: users.open_id(tx, app, mia))
    assert shelf.run(party) == shelf.run(party) == (app, mia, open_id)


@pytest.mark.parametrize("number", [0, -1, 99, 10**30])
def test_who_is_missing_of_an_app_and_a_user_is_said(shelf, number):
    """The refusal is about the one that is not there."""
    mia, app = create(shelf), make_app(shelf)
    with pytest.raises(UserNotFound):
        shelf.run(lambda tx: users.party(tx, app.client_key, number))
    for key in ("mnnone", "\x00", ""):
        with pytest.raises(AppNotFound):
            shelf.run(lambda tx, key=key: users.party(tx, key, mia.id))


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("", "US"),
        (" ", "US"),
        ("x" * 51, "US"),
        ("42", "US"),
        ("a", "USA"),
        ("a", "1X"),
        ("a", "É"),
    ],
)
def test_a_bad_name_or_region_is_refused(shelf, name, region):
    """A name is not a number, and a region is two letters; nothing is written otherwise."""
    with pytest.raises(NameInvalid):
        create(shelf, name, region=region)
    assert shelf.run(users.listing) == []


def test_a_name_is_taken_once(shelf):
    """Two users never share a name."""
    create(shelf)
    with pytest.raises(UserNameTaken, match="Mia"):
        create(shelf, "Mia ")


@pytest.fixture
def caller(shelf, tmp_path):
    """Make a caller with a choice of scopes."""
    seal = vault.load(tmp_path / "secret.key")
    app = shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))
    user = create(shelf)
    return lambda *granted: Caller(app, user, frozenset(granted))


def info(shelf, caller, *fields):
    return shelf.run(lambda tx: users.info(tx, caller, fields, avatar_base="http://h"))


def test_an_open_id_is_made_once_for_an_app_and_a_user(shelf, caller):
    """The same user has one id in one app."""
    asking = caller(scopes.OPEN_ID)
    first = shelf.run(lambda tx: users.open_id(tx, asking.app, asking.user))
    assert shelf.run(lambda tx: users.open_id(tx, asking.app, asking.user)) == first
    assert info(shelf, asking, "open_id") == {"open_id": first}


def test_the_basic_scope_opens_every_field(shelf, caller):
    """Exactly the fields asked for are told, in that order."""
    told = info(shelf, caller(scopes.BASIC), *reversed(scopes.FIELD_SCOPES))
    assert list(told) == list(reversed(scopes.FIELD_SCOPES))
    assert told["display_name"] == "Mia"
    assert told["avatar_url"] == "http://h/avatars/1.svg"


@pytest.mark.parametrize("field", [name for name in scopes.FIELD_SCOPES if name != "open_id"])
def test_silent_login_opens_the_open_id_only(shelf, caller, field):
    """Every other field names the scope it needs."""
    with pytest.raises(ScopeNotAuthorized, match=r"user\.info\.basic"):
        info(shelf, caller(scopes.OPEN_ID), "open_id", field)


@pytest.mark.parametrize("fields", [(), ("follower_count",), ("open_id", "Open_Id")])
def test_missing_and_unknown_fields_are_refused(shelf, caller, fields):
    """A field is named exactly."""
    with pytest.raises(FieldsInvalid):
        info(shelf, caller(scopes.OPEN_ID, scopes.BASIC), *fields)
