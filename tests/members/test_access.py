import threading
from contextlib import closing

import pytest
from sqlalchemy import select, text

from localminis.members import access, people
from localminis.members.model import (
    Actor,
    Role,
    RoleTooLow,
    SignInRefused,
    TokenExists,
    TokenInvalid,
    TokenUnknown,
)
from localminis.store.postgres import PostgresStore
from localminis.store.tables.members import member_sessions

NOW_S = 1_800_000_000
ENDING = pytest.mark.parametrize(
    "change",
    [
        lambda tx, member: people.set_password(tx, member, "another hash"),
        lambda tx, member: people.set_disabled(tx, member, is_disabled=True),
        people.remove,
    ],
    ids=["password", "disabled", "removed"],
)


@pytest.fixture
def ana(shelf):
    return shelf.run(
        lambda tx: people.add(
            tx, "ana@example.com", name="Ana", role=Role.DEVELOPER, password_hash="hash"
        )
    )


def test_a_session_lasts_twelve_hours_of_the_machines_time(shelf, ana):
    """Turning the platform's clock signs nobody out."""
    session = shelf.run(lambda tx: access.open_session(tx, ana, now_s=NOW_S))
    shelf.turn(30 * 86_400)
    end_s = NOW_S + access.SESSION_S
    actor = shelf.run(lambda tx: access.by_session(tx, session, now_s=end_s - 1))
    assert actor == Actor("ana@example.com", Role.DEVELOPER, ana.id)
    assert shelf.run(lambda tx: access.by_session(tx, session, now_s=end_s)) is None


def test_a_session_ends_once_and_for_all(shelf, ana):
    """Ending one twice is no trouble, and an unknown one is nobody's."""
    session = shelf.run(lambda tx: access.open_session(tx, ana, now_s=NOW_S))
    for _ in range(2):
        shelf.run(lambda tx: access.close_session(tx, session))
    assert shelf.run(lambda tx: access.by_session(tx, session, now_s=NOW_S)) is None
    assert shelf.run(lambda tx: access.by_session(tx, "", now_s=NOW_S)) is None


@ENDING
def test_a_sign_in_is_overtaken_by_what_ends_sessions(shelf, ana, change):
    """The password was right when it was looked at, and is worth nothing a moment later."""
    shelf.run(lambda tx: change(tx, ana))
    with pytest.raises(SignInRefused):
        shelf.run(lambda tx: access.open_session(tx, ana, now_s=NOW_S, password_hash="hash"))


@pytest.mark.pg
@ENDING
def test_no_session_survives_what_another_process_does_meanwhile(new_database, change):
    """A change that comes while a sign-in is being stored waits for it, and ends its session."""
    with closing(PostgresStore(new_database())) as store:
        ana = store.run_sync(
            lambda tx: people.add(
                tx, "ana@example.com", name="", role=Role.DEVELOPER, password_hash="hash"
            )
        )
        opened, may_end = threading.Event(), threading.Event()

        def sign_in(tx):
            session = access.open_session(tx, ana, now_s=NOW_S, password_hash="hash")
            opened.set()
            assert may_end.wait(60)
            return session

        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        signed_in = store.submit(sign_in)
        assert opened.wait(60)
        changed = store.submit(lambda tx: change(tx, ana))
        while not store.run_sync(lambda tx: tx.scalar(waiting)):
            assert not changed.done()
        may_end.set()
        signed_in.result(60)
        changed.result(60)
        assert store.run_sync(lambda tx: tx.all(select(member_sessions))) == []


def test_a_token_is_its_members_until_it_ends(shelf, ana):
    """The member's role counts, the life is in days, and the last use is noted by the minute."""
    token = shelf.run(lambda tx: access.make_token(tx, ana, "ci", days=1, now_s=NOW_S))
    assert token.startswith("lmt.")
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=NOW_S)).role is Role.DEVELOPER
    (kept,) = shelf.run(lambda tx: access.tokens(tx, ana))
    assert (kept.last_used_at_s, kept.expires_at_s) == (NOW_S, NOW_S + 86_400)
    shelf.run(lambda tx: people.set_role(tx, ana, Role.VIEWER))
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=NOW_S)).role is Role.VIEWER
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=NOW_S + 86_400)) is None


def test_a_token_without_an_end_lives_until_it_is_revoked(shelf, ana):
    """Revoking it twice says that there is none."""
    token = shelf.run(lambda tx: access.make_token(tx, ana, "ci", days=None, now_s=NOW_S))
    much_later_s = NOW_S + 10 * 365 * 86_400
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=much_later_s))
    shelf.run(lambda tx: access.revoke_token(tx, ana, "ci"))
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=NOW_S)) is None
    with pytest.raises(TokenUnknown):
        shelf.run(lambda tx: access.revoke_token(tx, ana, "ci"))


@pytest.mark.parametrize(
    ("name", "days"), [("", 1), ("x" * 65, 1), ("a\nb", 1), ("a", 0), ("a", 9999)]
)
def test_a_token_that_cannot_be_is_refused(shelf, ana, name, days):
    """Nothing is written for it."""
    with pytest.raises(TokenInvalid):
        shelf.run(lambda tx: access.make_token(tx, ana, name, days=days, now_s=NOW_S))
    assert shelf.run(lambda tx: access.tokens(tx, ana)) == []


def test_a_tokens_name_is_taken_once(shelf, ana):
    """The first one stays good."""
    token = shelf.run(lambda tx: access.make_token(tx, ana, "ci", days=1, now_s=NOW_S))
    with pytest.raises(TokenExists):
        shelf.run(lambda tx: access.make_token(tx, ana, "ci", days=1, now_s=NOW_S))
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=NOW_S))


def test_who_is_shut_out_gets_in_by_no_way(shelf, ana):
    """Neither by a new session nor by a token made before."""
    token = shelf.run(lambda tx: access.make_token(tx, ana, "ci", days=1, now_s=NOW_S))
    shelf.run(lambda tx: people.set_disabled(tx, ana, is_disabled=True))
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=NOW_S)) is None
    shut = shelf.run(lambda tx: people.find(tx, ana.email))
    with pytest.raises(SignInRefused):
        shelf.run(lambda tx: access.open_session(tx, shut, now_s=NOW_S))


def test_the_providers_name_counts_once_it_is_known(shelf, ana):
    """The address finds a member once; later its new owner at the provider finds nobody."""
    found = shelf.run(lambda tx: access.by_provider(tx, subject="s-1", email="Ana@Example.com"))
    assert found.id == ana.id
    found = shelf.run(lambda tx: access.by_provider(tx, subject="s-1", email="new@example.com"))
    assert found.id == ana.id
    for subject, email in (("s-2", "ana@example.com"), ("s-3", "nobody@example.com")):
        with pytest.raises(SignInRefused):
            shelf.run(lambda tx, s=subject, e=email: access.by_provider(tx, subject=s, email=e))


def test_a_role_includes_those_below():
    """The refusal says which role there is and which it takes."""
    developer = Actor("ana@example.com", Role.DEVELOPER)
    developer.require(Role.VIEWER)
    developer.require(Role.DEVELOPER)
    with pytest.raises(RoleTooLow, match="is a developer, and this needs an admin"):
        developer.require(Role.ADMIN)
