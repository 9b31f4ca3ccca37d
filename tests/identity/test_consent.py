import json
from functools import partial

import pytest
from sqlalchemy import select

from localminis.identity import apps, codes, consent, testers, tokens, users
from localminis.identity.model import (
    AccessTokenInvalid,
    InvalidGrant,
    LegalUrlsMissing,
    ScopeInvalid,
    ScopeNotAuthorized,
    ScopePermissionMissed,
    UserMayNotLogIn,
)
from localminis.spec.scopes import BASIC, OPEN_ID, RemovalReason
from localminis.store import vault
from localminis.store.tables.identity import grants, login_codes
from localminis.store.tables.webhooks import webhook_events


class World:
    """One app, one user and the verbs of consent over one database."""

    def __init__(self, shelf, folder) -> None:
        self.shelf = shelf
        self.seal = vault.load(folder / "secret.key")
        self.app = self.new_app("Drama")
        self.mia = shelf.run(lambda tx: users.create(tx, shelf.clock, name="Mia"))

    def new_app(self, name):
        return self.shelf.run(lambda tx: apps.create(tx, self.shelf.clock, self.seal, name=name))

    def code(self, *scopes, **given):
        issue = partial(codes.issue, scopes=scopes) if scopes else codes.issue
        user, app = given.pop("user", self.mia), given.pop("app", self.app)
        return self.shelf.run(lambda tx: issue(tx, self.shelf.clock, user, app, **given))

    def exchange(self, code, app=None):
        return self.shelf.run(
            lambda tx: tokens.exchange(
                tx, self.shelf.clock, app or self.app, code, lifetimes="minis"
            )
        )

    def log_in(self, *scopes, **given):
        return self.exchange(self.code(*scopes, **given), given.get("app"))

    def caller(self, token):
        return self.shelf.run(lambda tx: tokens.caller(tx, self.shelf.clock, token))

    def granted(self, app=None):
        return self.shelf.run(lambda tx: consent.granted(tx, self.mia, app or self.app))

    def grant(self, *scopes):
        return self.shelf.run(
            lambda tx: consent.grant(tx, self.shelf.clock, self.mia, self.app, scopes)
        )

    def revoke(self, **given):
        return self.shelf.run(
            lambda tx: consent.revoke(
                tx, self.shelf.clock, self.shelf.bell, self.mia, self.app, **given
            )
        )

    def info(self, token, *fields):
        caller = self.caller(token)
        return self.shelf.run(lambda tx: users.info(tx, caller, fields, avatar_base="http://h"))

    def removals(self):
        rows = self.shelf.run(lambda tx: tx.all(select(webhook_events)))
        return [(row.event, json.loads(row.body)) for row in rows]


@pytest.fixture
def world(shelf, tmp_path):
    """Register an app and a user."""
    return World(shelf, tmp_path)


def test_a_silent_login_grants_the_open_id_once_and_keeps_its_time(world, shelf):
    """The first login is remembered with its time, later ones change nothing."""
    assert world.granted() == ()
    world.code()
    shelf.turn(60)
    world.code()
    rows = shelf.run(lambda tx: tx.all(select(grants)))
    assert [(row.scope, row.granted_at_s) for row in rows] == [(OPEN_ID, shelf.clock.now_s() - 60)]


def test_an_explicit_authorization_adds_to_what_was_granted(world):
    """Grants add up and are told in one order, however they were asked for."""
    world.code()
    assert world.grant(BASIC) == (OPEN_ID, BASIC) == world.granted()
    assert world.grant(BASIC, OPEN_ID, BASIC) == (OPEN_ID, BASIC)


@pytest.mark.parametrize("names", [(), ("user.info.phone",), (OPEN_ID, "")])
def test_unknown_and_no_scopes_are_refused(world, names):
    """Minis has two scopes, and nothing is granted or minted for another."""
    with pytest.raises(ScopeInvalid):
        world.grant(*names)
    with pytest.raises(ScopeInvalid):
        world.shelf.run(lambda tx: codes.issue(tx, world.shelf.clock, world.mia, world.app, names))
    assert world.granted() == ()
    assert world.shelf.run(lambda tx: tx.all(select(login_codes))) == []


def test_an_accepted_authorizations_token_replaces_the_earlier_ones(world):
    """The earlier access tokens die when the new code is exchanged, not before; refreshes live."""
    silent = world.log_in()
    code = world.code(OPEN_ID, BASIC)
    assert world.caller(silent.access_token).scopes == {OPEN_ID}
    explicit = world.exchange(code)
    assert explicit.scope == f"{OPEN_ID},{BASIC}"
    assert world.info(explicit.access_token, "display_name") == {"display_name": "Mia"}
    with pytest.raises(AccessTokenInvalid, match="revoked"):
        world.caller(silent.access_token)
    refreshed = world.shelf.run(
        lambda tx: tokens.refresh(
            tx, world.shelf.clock, world.app, silent.refresh_token, lifetimes="minis"
        )
    )
    assert refreshed.scope == OPEN_ID
    assert world.log_in().scope == OPEN_ID
    assert world.caller(explicit.access_token)


def test_the_web_flows_token_replaces_nothing(world):
    """A sign-in on a website leaves the mini app's session alone."""
    silent = world.log_in()
    code = world.code(BASIC, redirect_uri="http://localhost/cb")
    world.shelf.run(
        lambda tx: tokens.exchange(
            tx,
            world.shelf.clock,
            world.app,
            code,
            lifetimes="minis",
            redirect_uri="http://localhost/cb",
        )
    )
    assert world.caller(silent.access_token)


def test_a_missing_grant_and_a_narrow_token_are_told_apart(world):
    """Not granted is 401's word; granted after this token was made is 400's."""
    silent = world.log_in()
    with pytest.raises(ScopeNotAuthorized, match=r"TTMinis\.authorize"):
        world.info(silent.access_token, "display_name")
    world.grant(BASIC)
    with pytest.raises(ScopePermissionMissed, match="does not carry it"):
        world.info(silent.access_token, "display_name")


def test_revoking_kills_everything_and_tells_the_app(world):
    """Silent and explicit tokens, refreshes and unspent codes die; one event says why."""
    explicit, silent = world.log_in(OPEN_ID, BASIC), world.log_in()
    unspent = world.code()
    assert world.revoke() is True
    assert world.granted() == ()
    for given in (silent, explicit):
        with pytest.raises(AccessTokenInvalid, match="revoked"):
            world.caller(given.access_token)
        with pytest.raises(InvalidGrant, match="revoked"):
            world.shelf.run(
                partial(
                    tokens.refresh,
                    clock=world.shelf.clock,
                    app=world.app,
                    refresh_token=given.refresh_token,
                    lifetimes="minis",
                )
            )
    with pytest.raises(InvalidGrant, match="revoked"):
        world.exchange(unspent)
    ((event, body),) = world.removals()
    assert event == "authorization.removed"
    assert json.loads(body["content"]) == {"reason": 1}
    assert body["user_openid"] == silent.open_id
    assert body["create_time"] == world.shelf.clock.now_s()


def test_revoking_what_is_not_granted_tells_nobody(world):
    """A second revocation has nothing to end."""
    assert world.revoke() is False
    world.log_in()
    world.revoke()
    assert world.revoke() is False
    assert len(world.removals()) == 1


def test_a_revoked_user_logs_in_again_with_the_same_open_id(world):
    """Disconnecting is no farewell: the next login grants the open id anew, and only that."""
    before = world.log_in(OPEN_ID, BASIC)
    world.revoke()
    after = world.log_in()
    assert after.open_id == before.open_id
    assert world.granted() == (OPEN_ID,)


def test_the_app_revokes_with_reason_five_and_other_apps_stay(world):
    """The revoke endpoint's verb ends one connection, once."""
    other_app = world.new_app("Other")
    kept = world.log_in(app=other_app)
    given = world.log_in()
    rung = world.shelf.rung

    def revoke(token):
        world.shelf.run(
            lambda tx: tokens.revoke(tx, world.shelf.clock, world.app, token, bell=world.shelf.bell)
        )

    with pytest.raises(InvalidGrant, match="not a user access token"):
        revoke(given.refresh_token)
    revoke(given.access_token)
    with pytest.raises(InvalidGrant, match="revoked before"):
        revoke(given.access_token)
    assert [json.loads(body["content"]) for _, body in world.removals()] == [{"reason": 5}]
    assert world.caller(kept.access_token)
    assert world.shelf.rung == rung  # the app has no address, so there is nothing to deliver


@pytest.mark.parametrize("field", ["terms_url", "privacy_url"])
def test_nobody_logs_in_to_an_app_without_legal_addresses(world, field):
    """Silent login, authorization and web flow need both, under the documented number."""
    app = world.shelf.run(lambda tx: apps.set_legal_urls(tx, world.app, **{field: ""}))
    with pytest.raises(LegalUrlsMissing, match=app.client_key) as refused:
        world.code(app=app)
    assert refused.value.code == "102102"
    app = world.shelf.run(
        lambda tx: apps.set_legal_urls(tx, app, **{field: "https://example.com/x"})
    )
    assert world.log_in(app=app)


def test_an_app_in_test_takes_its_test_users_only(world):
    """Membership is asked at each login; what was granted stays when it ends."""
    app = world.shelf.run(lambda tx: apps.set_test_users_required(tx, world.app, is_required=True))
    with pytest.raises(UserMayNotLogIn, match="no test user"):
        world.code(app=app)
    world.shelf.run(lambda tx: testers.add(tx, world.shelf.clock, app, world.mia))
    token = world.log_in(app=app).access_token
    world.shelf.run(lambda tx: testers.remove(tx, app, world.mia))
    with pytest.raises(UserMayNotLogIn) as refused:
        world.code(app=app)
    assert refused.value.code == "102600"
    assert world.caller(token)


def test_revoking_everywhere_names_every_app_once(world):
    """Each connected app hears the reason; one without a grant does not."""
    world.new_app("Never opened")
    second = world.new_app("Second")
    world.log_in(OPEN_ID, BASIC)
    world.log_in(app=second)
    ended = world.shelf.run(
        lambda tx: consent.revoke_everywhere(
            tx,
            world.shelf.clock,
            world.shelf.bell,
            world.mia,
            reason=RemovalReason.ACCOUNT_BANNED,
        )
    )
    assert ended == [world.app, second]
    assert [json.loads(body["content"])["reason"] for _, body in world.removals()] == [4, 4]
