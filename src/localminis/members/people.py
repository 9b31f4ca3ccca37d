"""Members: adding, changing and removing the people of the team."""

import re
from typing import Final

from localminis.clock import wall_s
from localminis.members import queries
from localminis.members.model import (
    EmailInvalid,
    LastAdmin,
    Member,
    MemberExists,
    MemberUnknown,
    Role,
    RoleInvalid,
)
from localminis.store.transaction import Tx

_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,255}")


def fold(email: str) -> str:
    """Return the form of an address that is stored and compared.

    Raises:
        EmailInvalid: it is no address.
    """
    folded = email.strip().casefold()
    if _EMAIL.fullmatch(folded) is None:
        raise EmailInvalid(f"{email!r} is no e-mail address. Write it as name@example.com.")
    return folded


def parse_role(word: str) -> Role:
    """Read a role's name.

    Raises:
        RoleInvalid: there is no such role.
    """
    try:
        return Role[word.upper()]
    except KeyError as error:
        accepted = ", ".join(role.word for role in Role)
        raise RoleInvalid(f"There is no role {word!r}. Use one of {accepted}.") from error


def add(tx: Tx, email: str, *, name: str, role: Role, password_hash: str | None) -> Member:
    """Add a member.

    Args:
        password_hash: as `passwords.hashed` gives it; None for a member of the identity provider.

    Raises:
        EmailInvalid: nothing is written.
        MemberExists: nothing is written.
    """
    folded = fold(email)
    if queries.member_by_email(tx, folded) is not None:
        raise MemberExists(f"{folded} is a member already. `localminis member set` changes one.")
    queries.insert_member(
        tx,
        email=folded,
        name=name.strip() or folded,
        role=role,
        password_hash=password_hash,
        is_disabled=0,
        created_at_s=wall_s(),
    )
    return find(tx, folded)


def find(tx: Tx, email: str) -> Member:
    """Find a member.

    Raises:
        MemberUnknown: nobody has this address.
    """
    member = queries.member_by_email(tx, fold(email))
    if member is None:
        raise MemberUnknown(
            f"No member has the address {email!r}. `localminis member list` shows all."
        )
    return member


def with_password(tx: Tx, email: str) -> tuple[Member | None, str | None]:
    """Return the member with this address and the hash of the password, as far as there are any."""
    folded = email.strip().casefold()
    if not folded.isprintable():  # no address is not, and PostgreSQL takes no NUL
        return None, None
    return queries.member_by_email(tx, folded), queries.password_hash(tx, folded)


def listing(tx: Tx) -> list[Member]:
    """Return every member, by address."""
    return queries.all_members(tx)


def set_role(tx: Tx, member: Member, role: Role) -> None:
    """Give a member another role; it counts from the next call on.

    Raises:
        LastAdmin: nobody would be left to manage the team.
    """
    if role is not Role.ADMIN:
        _require_another_admin(tx, member)
    queries.update_member(tx, member.id, role=role)


def set_disabled(tx: Tx, member: Member, *, is_disabled: bool) -> None:
    """Shut a member out or let them in again; shutting out ends every session.

    Raises:
        LastAdmin: nobody would be left to manage the team.
    """
    if is_disabled:
        _require_another_admin(tx, member)
    # The member before the sessions: a sign-in under way in another process is waited for.
    queries.update_member(tx, member.id, is_disabled=int(is_disabled))
    if is_disabled:
        queries.delete_sessions(tx, member.id)


def set_password(tx: Tx, member: Member, password_hash: str) -> None:
    """Replace a member's password and end every session."""
    queries.update_member(tx, member.id, password_hash=password_hash)
    queries.delete_sessions(tx, member.id)


def remove(tx: Tx, member: Member) -> None:
    """Remove a member with all tokens and sessions; what they did stays in the audit log.

    Raises:
        LastAdmin: nobody would be left to manage the team.
    """
    _require_another_admin(tx, member)
    queries.lock_member(tx, member.id)  # as above
    queries.delete_member(tx, member.id)


def _require_another_admin(tx: Tx, member: Member) -> None:
    admins = queries.lock_admins(tx)
    if [each.id for each in admins] == [member.id]:
        raise LastAdmin(
            f"{member.email} is the only admin. Make somebody else one first, with "
            "`localminis member set EMAIL --role admin`."
        )
