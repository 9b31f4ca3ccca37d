import pytest

from localminis.members import access, people
from localminis.members.model import (
    EmailInvalid,
    LastAdmin,
    MemberExists,
    MemberUnknown,
    Role,
    RoleInvalid,
)


def add(tx, email, role=Role.DEVELOPER):
    return people.add(tx, email, name="", role=role, password_hash=None)


def test_an_address_is_one_member_in_any_spelling(shelf):
    """Letters of either case are the same person, and a second one is refused."""
    made = shelf.run(lambda tx: add(tx, " Ana@Example.COM "))
    assert (made.email, made.name, made.has_password) == (
        "ana@example.com",
        "ana@example.com",
        False,
    )
    assert shelf.run(lambda tx: people.find(tx, "ANA@example.com")) == made
    with pytest.raises(MemberExists):
        shelf.run(lambda tx: add(tx, "ana@EXAMPLE.com"))
    with pytest.raises(MemberUnknown):
        shelf.run(lambda tx: people.find(tx, "bea@example.com"))


@pytest.mark.parametrize("email", ["", "ana", "ana@", "@example.com", "a b@example.com", "a\0@b.c"])
def test_what_is_no_address_is_refused(shelf, email):
    """Nothing is written for it."""
    with pytest.raises(EmailInvalid):
        shelf.run(lambda tx: add(tx, email))
    assert shelf.run(people.listing) == []


def test_a_role_is_one_of_three():
    """The refusal names them."""
    assert people.parse_role("Admin") is Role.ADMIN
    with pytest.raises(RoleInvalid, match="viewer, developer, admin"):
        people.parse_role("owner")


@pytest.mark.parametrize(
    "change",
    [
        lambda tx, member: people.set_role(tx, member, Role.VIEWER),
        lambda tx, member: people.set_disabled(tx, member, is_disabled=True),
        people.remove,
    ],
    ids=["role", "disabled", "removed"],
)
def test_the_last_admin_stays(shelf, change):
    """Nobody can shut everybody out of managing the team; with a second admin the first may go."""
    ana = shelf.run(lambda tx: add(tx, "ana@example.com", Role.ADMIN))
    shelf.run(lambda tx: add(tx, "dev@example.com"))
    with pytest.raises(LastAdmin):
        shelf.run(lambda tx: change(tx, ana))
    assert shelf.run(lambda tx: people.find(tx, ana.email)) == ana
    shelf.run(lambda tx: add(tx, "bea@example.com", Role.ADMIN))
    shelf.run(lambda tx: change(tx, ana))


def test_a_new_password_and_shutting_out_end_every_session(shelf):
    """Whoever held a cookie must sign in again."""
    ana = shelf.run(lambda tx: add(tx, "ana@example.com"))
    for change in (
        lambda tx: people.set_password(tx, ana, "hash"),
        lambda tx: people.set_disabled(tx, ana, is_disabled=True),
    ):
        session = shelf.run(lambda tx: access.open_session(tx, ana, now_s=1))
        assert shelf.run(lambda tx, held=session: access.by_session(tx, held, now_s=1))
        shelf.run(change)
        assert shelf.run(lambda tx, held=session: access.by_session(tx, held, now_s=1)) is None


def test_a_removed_member_leaves_nothing(shelf):
    """Sessions and tokens go with the account."""
    ana = shelf.run(lambda tx: add(tx, "ana@example.com"))
    session = shelf.run(lambda tx: access.open_session(tx, ana, now_s=1))
    token = shelf.run(lambda tx: access.make_token(tx, ana, "ci", days=1, now_s=1))
    shelf.run(lambda tx: people.remove(tx, ana))
    assert shelf.run(lambda tx: access.by_session(tx, session, now_s=1)) is None
    assert shelf.run(lambda tx: access.by_token(tx, token, now_s=1)) is None
    assert shelf.run(people.listing) == []
