import pytest

from localminis.identity import apps, codes, sessions, tokens, users
from localminis.identity.model import AccessTokenInvalid, SessionNotFound
from localminis.store import vault


@pytest.fixture
def desk(shelf, tmp_path):
    """Register an app and a user, and give what logs them in."""
    seal = vault.load(tmp_path / "secret.key")

    class Desk:
        app = shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))
        mia = shelf.run(lambda tx: users.create(tx, shelf.clock, name="Mia"))

        def log_in(self):
            def work(tx):
                code = codes.issue(tx, shelf.clock, self.mia, self.app)
                return tokens.exchange(tx, shelf.clock, self.app, code, lifetimes="minis")

            return shelf.run(work)

        def listing(self):
            return shelf.run(lambda tx: sessions.listing(tx, self.mia))

        def end(self, number):
            return shelf.run(lambda tx: sessions.end(tx, shelf.clock, self.mia, self.app, number))

    return Desk()


def test_each_login_is_a_session_until_it_is_over(desk, shelf):
    """The access token ends first, the refresh token with the session."""
    given = desk.log_in()
    [found] = desk.listing()
    assert found.access_until_s == shelf.clock.now_s() + given.expires_in_s
    assert found.refresh_until_s == shelf.clock.now_s() + given.refresh_expires_in_s
    assert found.family.startswith(found.number)
    shelf.turn(given.expires_in_s)
    [later] = desk.listing()
    assert later.access_until_s is None
    shelf.turn(given.refresh_expires_in_s)
    assert desk.listing() == []


def test_one_session_ends_and_the_others_stay(desk, shelf):
    """Its tokens are refused; an ended or invented number is not found."""
    first = desk.log_in()
    [session] = desk.listing()
    second = desk.log_in()
    desk.end(session.number)
    assert len(desk.listing()) == 1

    def caller(token):
        return shelf.run(lambda tx: tokens.caller(tx, shelf.clock, token))

    assert caller(second.access_token).user.name == "Mia"
    with pytest.raises(AccessTokenInvalid):
        caller(first.access_token)
    for number in (session.number, "", "x"):
        with pytest.raises(SessionNotFound):
            desk.end(number)
