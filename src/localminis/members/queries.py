"""All SQL of the team: functions that take a transaction and return models."""

from typing import Any, Final

from sqlalchemy import Row, Select, delete, func, insert, select, update

from localminis.members.model import ApiToken, AuditEntry, Member, Role
from localminis.store.tables.members import (
    audit_entries,
    member_sessions,
    member_tokens,
    members,
)
from localminis.store.transaction import Tx

_NEWEST: Final = select(audit_entries).order_by(audit_entries.c.id.desc())


def _member(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        has_password=row.password_hash is not None,
        is_disabled=bool(row.is_disabled),
        created_at_s=row.created_at_s,
        last_seen_at_s=row.last_seen_at_s,
    )


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        member_id=row.member_id,
        name=row.name,
        created_at_s=row.created_at_s,
        expires_at_s=row.expires_at_s,
        last_used_at_s=row.last_used_at_s,
    )


def _one(tx: Tx, query: Select[Any]) -> Member | None:
    row = tx.first(query)
    return _member(row) if row else None


def insert_member(tx: Tx, **values: Any) -> int:
    """Store a new member and return the number."""
    return tx.insert(insert(members).values(**values))


def update_member(tx: Tx, member_id: int, **values: Any) -> None:
    """Change columns of a member."""
    tx.execute(update(members).where(members.c.id == member_id).values(**values))


def delete_member(tx: Tx, member_id: int) -> None:
    """Forget a member with all tokens and sessions."""
    tx.execute(delete(member_tokens).where(member_tokens.c.member_id == member_id))
    delete_sessions(tx, member_id)
    tx.execute(delete(members).where(members.c.id == member_id))


def member_by_email(tx: Tx, email: str) -> Member | None:
    """Find a member by the folded e-mail address."""
    return _one(tx, select(members).where(members.c.email == email))


def lock_member(tx: Tx, member_id: int) -> tuple[Member, str | None] | None:
    """Return a member as they are now, with the password's hash; whoever changes them waits."""
    query = select(members).where(members.c.id == member_id).with_for_update()
    row = tx.first(query)
    return (_member(row), row.password_hash) if row else None


def member_by_subject(tx: Tx, subject: str) -> Member | None:
    """Find a member by what the identity provider calls them."""
    return _one(tx, select(members).where(members.c.provider_subject == subject))


def subject_of(tx: Tx, member_id: int) -> str | None:
    """Return what the identity provider calls a member, once it is known."""
    found = tx.scalar(select(members.c.provider_subject).where(members.c.id == member_id))
    return None if found is None else str(found)


def password_hash(tx: Tx, email: str) -> str | None:
    """Return the hash of a member's password, if the member exists and has one."""
    found = tx.scalar(select(members.c.password_hash).where(members.c.email == email))
    return None if found is None else str(found)


def all_members(tx: Tx) -> list[Member]:
    """Return every member, by address."""
    return [_member(row) for row in tx.all(select(members).order_by(members.c.email))]


def lock_admins(tx: Tx) -> list[Member]:
    """Return the admins who may sign in, and make others that ask wait for this transaction."""
    query = (
        select(members)
        .where(members.c.role == Role.ADMIN, members.c.is_disabled == 0)
        .order_by(members.c.id)
        .with_for_update()
    )
    return [_member(row) for row in tx.all(query)]


def insert_token(tx: Tx, **values: Any) -> None:
    """Store a token."""
    tx.execute(insert(member_tokens).values(**values))


def tokens_of(tx: Tx, member_id: int) -> list[ApiToken]:
    """Return a member's tokens, by name."""
    mine = select(member_tokens).where(member_tokens.c.member_id == member_id)
    return [_token(row) for row in tx.all(mine.order_by(member_tokens.c.name))]


def token_by_digest(tx: Tx, token_digest: str) -> tuple[ApiToken, Member] | None:
    """Find a token with its member."""
    row = tx.first(select(member_tokens).where(member_tokens.c.token_digest == token_digest))
    if row is None:
        return None
    member = _one(tx, select(members).where(members.c.id == row.member_id))
    assert member is not None, "a token belongs to a member"
    return _token(row), member


def mark_token_used(tx: Tx, token_id: int, wall_s: int) -> None:
    """Note when a token was last used."""
    tx.execute(
        update(member_tokens).where(member_tokens.c.id == token_id).values(last_used_at_s=wall_s)
    )


def delete_token(tx: Tx, token_id: int) -> None:
    """Forget a token."""
    tx.execute(delete(member_tokens).where(member_tokens.c.id == token_id))


def insert_session(tx: Tx, **values: Any) -> None:
    """Store a session."""
    tx.execute(insert(member_sessions).values(**values))


def session_member(tx: Tx, session_digest: str, wall_s: int) -> Member | None:
    """Find the member of a session that has not ended."""
    mine = select(member_sessions.c.member_id).where(
        member_sessions.c.session_digest == session_digest,
        member_sessions.c.expires_at_s > wall_s,
    )
    return _one(tx, select(members).where(members.c.id == mine.scalar_subquery()))


def delete_session(tx: Tx, session_digest: str) -> None:
    """End a session."""
    tx.execute(delete(member_sessions).where(member_sessions.c.session_digest == session_digest))


def delete_sessions(tx: Tx, member_id: int) -> None:
    """End all sessions of a member."""
    tx.execute(delete(member_sessions).where(member_sessions.c.member_id == member_id))


def delete_ended_sessions(tx: Tx, wall_s: int) -> None:
    """Forget the sessions that have ended by themselves."""
    tx.execute(delete(member_sessions).where(member_sessions.c.expires_at_s <= wall_s))


def insert_audit(tx: Tx, **values: Any) -> None:
    """Store what somebody did."""
    tx.execute(insert(audit_entries).values(**values))


def audit_page(
    tx: Tx, *, before: int | None, actor: str | None, count_max: int
) -> list[AuditEntry]:
    """Return a page of what was done, the newest first."""
    query = _NEWEST.limit(count_max)
    if before is not None:
        query = query.where(audit_entries.c.id < before)
    if actor is not None:
        query = query.where(audit_entries.c.actor == actor)
    return [
        AuditEntry(row.id, row.at_s, row.actor, row.action, row.subject) for row in tx.all(query)
    ]


def count_members(tx: Tx) -> int:
    """Return how many members there are."""
    return int(tx.scalar(select(func.count()).select_from(members)))
