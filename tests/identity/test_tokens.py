from functools import partial

import pytest
from sqlalchemy import select, update

from localminis.identity import apps, codes, tokens, users
from localminis.identity.model import AccessTokenInvalid, InvalidGrant
from localminis.spec import limits
from localminis.store import vault
from localminis.store.tables.identity import apps as app_table
from localminis.store.tables.identity import tokens as table
from localminis.store.tables.identity import users as user_table

ACCESS_S, REFRESH_S = limits.TOKEN_LIFETIMES_S["minis"]


class Login:
    """Two apps, two users, and the verbs of identity over one database."""

    def __init__(self, shelf, folder) -> None:
        self.shelf = shelf
        seal = vault.load(folder / "secret.key")
        make_app = partial(apps.create, clock=shelf.clock, vault=seal)
        self.app, self.other_app = (
            shelf.run(lambda tx, name=name: make_app(tx, name=name)) for name in ("A", "B")
        )
        self.mia, self.kenji = (
            shelf.run(lambda tx, name=name: users.create(tx, shelf.clock, name=name))
            for name in ("Mia", "Kenji")
        )

    def code(self, user=None) -> str:
        return self.shelf.run(
            lambda tx: codes.issue(tx, self.shelf.clock, user or self.mia, self.app)
        )

    def exchange(self, code, app=None, lifetimes="minis"):
        return self.shelf.run(
            lambda tx: tokens.exchange(
                tx, self.shelf.clock, app or self.app, code, lifetimes=lifetimes
            )
        )

    def refresh(self, token, app=None):
        return self.shelf.run(
            lambda tx: tokens.refresh(
                tx, self.shelf.clock, app or self.app, token, lifetimes="minis"
            )
        )

    def revoke(self, token, app=None):
        self.shelf.run(lambda tx: tokens.revoke(tx, self.shelf.clock, app or self.app, token))

    def caller(self, token):
        return self.shelf.run(lambda tx: tokens.caller(tx, self.shelf.clock, token))

    def stored(self) -> int:
        return len(self.shelf.run(lambda tx: tx.all(select(table))))


@pytest.fixture
def login(shelf, tmp_path):
    """Register two apps and two users."""
    return Login(shelf, tmp_path)


@pytest.mark.parametrize("lifetimes", limits.TOKEN_LIFETIMES_S)
def test_a_code_becomes_tokens_of_its_user_and_app(login, lifetimes):
    """The tokens carry the documented prefixes and the lifetimes of the setting."""
    given = login.exchange(login.code(), lifetimes=lifetimes)
    caller = login.caller(given.access_token)
    assert (caller.app, caller.user) == (login.app, login.mia)
    assert caller.scopes == {"user.info.open_id"} == {given.scope}
    assert given.access_token.startswith("act.")
    assert given.refresh_token.startswith("rft.")
    lives = (given.expires_in_s, given.refresh_expires_in_s)
    assert lives == limits.TOKEN_LIFETIMES_S[lifetimes]
    assert given.open_id == login.exchange(login.code()).open_id
    assert given.open_id != login.exchange(login.code(login.kenji)).open_id


def test_a_code_works_once(login):
    """The second exchange is refused and makes no token."""
    code = login.code()
    login.exchange(code)
    with pytest.raises(InvalidGrant, match="has been used"):
        login.exchange(code)
    assert login.stored() == 2


@pytest.mark.parametrize(("age_s", "is_good"), [(299, True), (300, False), (86_400, False)])
def test_a_code_lives_five_minutes_of_platform_time(login, shelf, age_s, is_good):
    """The last second counts, the three hundredth is too late."""
    code = login.code()
    shelf.turn(age_s)
    if is_good:
        assert login.exchange(code).access_token
    else:
        with pytest.raises(InvalidGrant, match=f"expired {age_s - 300} s ago"):
            login.exchange(code)
        assert login.stored() == 0


def test_a_code_is_bound_to_its_app_and_survives_a_foreign_try(login):
    """Another app's secret cannot spend a code, nor can it burn it."""
    code = login.code()
    with pytest.raises(InvalidGrant, match="unknown"):
        login.exchange(code, app=login.other_app)
    assert login.exchange(code).access_token


@pytest.mark.parametrize("code", ["", "x", "\x00", "é", "x" * 5_000])
def test_an_unknown_code_is_refused(login, code):
    """Nothing that was not issued is taken."""
    with pytest.raises(InvalidGrant):
        login.exchange(code)


def test_a_refresh_rotates_and_the_old_one_dies(login):
    """Only the newest refresh token works; the old access token lives on."""
    first = login.exchange(login.code())
    second = login.refresh(first.refresh_token)
    assert second.refresh_token != first.refresh_token
    assert second.open_id == first.open_id
    with pytest.raises(InvalidGrant, match="used or revoked"):
        login.refresh(first.refresh_token)
    assert login.caller(first.access_token).user == login.mia
    assert login.refresh(second.refresh_token).access_token


def test_a_refresh_token_is_bound_to_its_app_its_kind_and_its_life(login, shelf):
    """Another app, an access token and a late refresh are refused and write nothing."""
    given = login.exchange(login.code())
    for token, app in (
        (given.refresh_token, login.other_app),
        (given.access_token, login.app),
        ("rft.unknown", login.app),
    ):
        with pytest.raises(InvalidGrant, match="unknown"):
            login.refresh(token, app=app)
    shelf.turn(REFRESH_S)
    with pytest.raises(InvalidGrant, match="expired"):
        login.refresh(given.refresh_token)
    assert login.stored() == 2


def test_an_access_token_ends_after_its_lifetime(login, shelf):
    """The last second counts, and not one more."""
    token = login.exchange(login.code()).access_token
    shelf.turn(ACCESS_S - 1)
    assert login.caller(token).user == login.mia
    shelf.turn(1)
    with pytest.raises(AccessTokenInvalid, match="expired"):
        login.caller(token)


def test_only_a_user_access_token_stands_for_a_user(login, shelf):
    """Missing, unknown, refresh and client tokens are told apart and refused."""
    given = login.exchange(login.code())
    client = shelf.run(lambda tx: tokens.client_credentials(tx, shelf.clock, login.app))
    assert (client.access_token[:4], client.expires_in_s) == ("clt.", 7_200)
    for token, said in (
        (None, "no header"),
        ("", "no header"),
        ("act.unknown", "unknown"),
        (given.refresh_token, "refresh token"),
        (client.access_token, "client token"),
    ):
        with pytest.raises(AccessTokenInvalid, match=said):
            login.caller(token)


def test_revoking_disconnects_the_user_from_this_app_only(login):
    """Every token of the user in the app dies, and no other."""
    first, second = login.exchange(login.code()), login.exchange(login.code())
    other = login.exchange(login.code(login.kenji))
    login.revoke(first.access_token)
    for token in (first.access_token, second.access_token):
        with pytest.raises(AccessTokenInvalid, match="revoked"):
            login.caller(token)
    for token in (first.refresh_token, second.refresh_token):
        with pytest.raises(InvalidGrant, match="used or revoked"):
            login.refresh(token)
    assert login.caller(other.access_token).user == login.kenji
    assert login.exchange(login.code()).access_token


def test_only_an_own_users_token_is_revoked(login, shelf):
    """Another app's, an unknown and a client token are refused."""
    given = login.exchange(login.code())
    client = shelf.run(lambda tx: tokens.client_credentials(tx, shelf.clock, login.app))
    for token, app in (
        (given.access_token, login.other_app),
        ("act.unknown", login.app),
        (client.access_token, login.app),
    ):
        with pytest.raises(InvalidGrant):
            login.revoke(token, app=app)
    assert login.caller(given.access_token).user == login.mia


def test_tokens_are_stored_as_digests(login):
    """No token can be read out of the database."""
    given = login.exchange(login.code())
    stored = str(login.shelf.run(lambda tx: tx.all(select(table))))
    assert given.access_token not in stored
    assert given.refresh_token not in stored


@pytest.mark.parametrize("ended", [app_table, user_table])
def test_a_token_that_outlived_its_app_or_user_is_refused(login, ended):
    """Another process may store one in the moment of the end; it opens nothing, and says so."""
    token = login.exchange(login.code()).access_token
    login.shelf.run(lambda tx: tx.execute(update(ended).values(deleted_at_s=1)))
    with pytest.raises(AccessTokenInvalid, match="is no more"):
        login.caller(token)
