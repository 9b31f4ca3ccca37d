import json

import pytest
from sqlalchemy import select

from localminis.identity import accounts, apps, codes, consent, testers, tokens, users
from localminis.identity.model import (
    AccessTokenInvalid,
    AddressInvalid,
    NameInvalid,
    UserMayNotLogIn,
    UserNameTaken,
    UserNotFound,
)
from localminis.spec.scopes import OPEN_ID
from localminis.store import vault
from localminis.store.tables.webhooks import webhook_events


@pytest.fixture
def mia(shelf):
    """Make a user."""
    return shelf.run(lambda tx: users.create(tx, shelf.clock, name="Mia"))


@pytest.fixture
def app(shelf, tmp_path):
    """Register an app."""
    seal = vault.load(tmp_path / "secret.key")
    return shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))


@pytest.fixture
def token(shelf, app, mia):
    """Log the user in."""

    def work(tx):
        code = codes.issue(tx, shelf.clock, mia, app)
        return tokens.exchange(tx, shelf.clock, app, code, lifetimes="minis").access_token

    return shelf.run(work)


def change(shelf, user, **given):
    return shelf.run(lambda tx: accounts.change(tx, shelf.clock, shelf.bell, user, **given))


def reasons(shelf):
    rows = shelf.run(lambda tx: tx.all(select(webhook_events.c.body)))
    return [json.loads(json.loads(row.body)["content"])["reason"] for row in rows]


def test_what_is_given_changes_and_the_rest_stays(shelf, mia):
    """Each value has its form, and nothing given is nothing changed."""
    assert change(shelf, mia) == mia
    changed = change(
        shelf,
        mia,
        name=" Mia B ",
        region="jp",
        language="pt-BR",
        avatar_url="https://example.com/a.png",
    )
    assert (changed.name, changed.region, changed.language) == ("Mia B", "JP", "pt-BR")
    assert changed.avatar_url == "https://example.com/a.png"
    assert changed.union_id == mia.union_id
    assert change(shelf, changed, avatar_url="").avatar_url is None
    assert change(shelf, changed, name="Mia B").name == "Mia B"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"name": "42"}, NameInvalid),
        ({"name": "a/b"}, NameInvalid),
        ({"name": "a\x00b"}, NameInvalid),
        ({"name": "Kenji"}, UserNameTaken),
        ({"region": "USA"}, NameInvalid),
        ({"language": "english!"}, NameInvalid),
        ({"avatar_url": "javascript:alert(1)"}, AddressInvalid),
    ],
)
def test_a_bad_value_changes_nothing(shelf, mia, given, kind):
    """One bad value takes the good ones beside it back."""
    shelf.run(lambda tx: users.create(tx, shelf.clock, name="Kenji"))
    with pytest.raises(kind):
        change(shelf, mia, **{"region": "FR", "is_banned": True, **given})
    assert shelf.run(lambda tx: users.get(tx, "Mia")) == mia


@pytest.mark.parametrize(
    ("given", "back", "reason"),
    [({"is_banned": True}, {"is_banned": False}, 4), ({"is_adult": False}, {"is_adult": True}, 3)],
)
def test_a_ban_and_a_young_age_end_every_authorization(shelf, app, mia, token, given, back, reason):
    """The apps hear why, the tokens are dead, and nobody logs in until it is lifted."""
    changed = change(shelf, mia, **given)
    assert reasons(shelf) == [reason]
    with pytest.raises(AccessTokenInvalid):
        shelf.run(lambda tx: tokens.caller(tx, shelf.clock, token))
    with pytest.raises(UserMayNotLogIn):
        shelf.run(lambda tx: codes.issue(tx, shelf.clock, changed, app))
    assert change(shelf, changed, **given) == changed
    lifted = change(shelf, changed, **back)
    assert shelf.run(lambda tx: codes.issue(tx, shelf.clock, lifted, app))
    assert reasons(shelf) == [reason]


def test_a_deleted_user_is_gone_and_the_name_is_free(shelf, app, mia, token):
    """Tokens, grants and memberships end, the app hears of it, and the number is not reused."""
    shelf.run(lambda tx: testers.add(tx, shelf.clock, app, mia))
    shelf.run(lambda tx: accounts.delete(tx, shelf.clock, shelf.bell, mia))
    assert reasons(shelf) == [2]
    for key in ("Mia", str(mia.id)):
        with pytest.raises(UserNotFound):
            shelf.run(lambda tx, key=key: users.get(tx, key))
    with pytest.raises(AccessTokenInvalid, match="revoked"):
        shelf.run(lambda tx: tokens.caller(tx, shelf.clock, token))
    assert shelf.run(users.listing) == []
    assert shelf.run(lambda tx: testers.listing(tx, app)) == []
    again = shelf.run(lambda tx: users.create(tx, shelf.clock, name="Mia"))
    assert again.id != mia.id
    assert again.union_id != mia.union_id


def test_connected_apps_are_those_with_a_grant(shelf, app, mia, token):
    """What TikTok's settings would list."""
    assert shelf.run(lambda tx: consent.connected_apps(tx, mia)) == [app]
    assert shelf.run(lambda tx: consent.granted(tx, mia, app)) == (OPEN_ID,)


def test_union_ids_differ_between_developers_only(shelf, app, mia, tmp_path):
    """Two apps of one developer see one union id, another developer's sees another."""
    seal = vault.load(tmp_path / "secret.key")
    second = shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Second"))
    assert mia.union_id_for(app.developer) == mia.union_id_for(second.developer) == mia.union_id
    moved = shelf.run(lambda tx: apps.set_developer(tx, second, " Studio B "))
    assert moved.developer == "Studio B"
    other = mia.union_id_for(moved.developer)
    assert other == mia.union_id_for("Studio B") != mia.union_id
    assert len(other) == len(mia.union_id)
    for name in ("", " ", "x" * 51, "a\nb"):
        with pytest.raises(NameInvalid):
            shelf.run(lambda tx, name=name: apps.set_developer(tx, second, name))
