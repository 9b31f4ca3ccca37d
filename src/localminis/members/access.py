"""Signing in, sessions and API tokens: who is behind a call.

`now_s` is the machine's time throughout, so that turning the platform's clock signs nobody out.
"""

from typing import Final

from localminis.ids import digest, new_member_token, new_session_token
from localminis.members import queries
from localminis.members.model import (
    OPERATOR,
    Actor,
    ApiToken,
    Member,
    Role,
    SignInRefused,
    TokenExists,
    TokenInvalid,
    TokenUnknown,
)
from localminis.store.transaction import Tx

SESSION_S: Final = 12 * 3600
_DAY_S: Final = 86_400
_TOKEN_DAYS_MAX: Final = 3650
_TOKEN_NAME_MAX: Final = 64
# How exactly it is noted when somebody was last seen; a write for every call is too much.
_SEEN_STEP_S: Final = 60
# Said of a wrong password and of no account alike.
WRONG: Final = "The address and the password are not those of an account."

OPERATOR_ACTOR: Final = Actor(OPERATOR, Role.ADMIN)


def open_session(tx: Tx, member: Member, *, now_s: int, password_hash: str | None = None) -> str:
    """Begin a session and return what the browser keeps; the database keeps its digest.

    Args:
        member: as they were read before their password was looked at, which takes its time.
        password_hash: what that password was right for; None for who comes by the provider.

    Raises:
        SignInRefused: the member has been shut out or removed, or has another password by now.
    """
    found = queries.lock_member(tx, member.id)
    if found is None or (password_hash is not None and found[1] != password_hash):
        raise SignInRefused(WRONG)
    if found[0].is_disabled:
        raise SignInRefused("This account may not sign in. Ask an admin of this platform.")
    token = new_session_token()
    queries.delete_ended_sessions(tx, now_s)
    queries.insert_session(
        tx,
        session_digest=digest(token),
        member_id=member.id,
        created_at_s=now_s,
        expires_at_s=now_s + SESSION_S,
    )
    queries.update_member(tx, member.id, last_seen_at_s=now_s)
    return token


def close_session(tx: Tx, token: str) -> None:
    """End a session; one that is unknown has ended already."""
    queries.delete_session(tx, digest(token))


def by_session(tx: Tx, token: str, *, now_s: int) -> Actor | None:
    """Return who holds a session, or None when it has ended."""
    member = queries.session_member(tx, digest(token), now_s)
    if member is None or member.is_disabled:
        return None
    if now_s - (member.last_seen_at_s or 0) >= _SEEN_STEP_S:
        queries.update_member(tx, member.id, last_seen_at_s=now_s)
    return _actor(member)


def by_token(tx: Tx, token: str, *, now_s: int) -> Actor | None:
    """Return whose API token it is, or None when it is unknown, expired or its member shut out."""
    found = queries.token_by_digest(tx, digest(token))
    if found is None:
        return None
    kept, member = found
    is_over = kept.expires_at_s is not None and kept.expires_at_s <= now_s
    if is_over or member.is_disabled:
        return None
    if now_s - (kept.last_used_at_s or 0) >= _SEEN_STEP_S:
        queries.mark_token_used(tx, kept.id, now_s)
    return _actor(member)


def by_provider(tx: Tx, *, subject: str, email: str) -> Member:
    """Return the member whom the identity provider has vouched for.

    The first time they are found by the address that the provider has verified; from then on by the
    provider's own name for them, so that an address given to somebody else opens nothing.

    Raises:
        SignInRefused: nobody here has that name or address.
    """
    member = queries.member_by_subject(tx, subject)
    if member is not None:
        return member
    member = queries.member_by_email(tx, email.strip().casefold())
    if member is None or queries.subject_of(tx, member.id) is not None:
        raise SignInRefused(
            f"{email} is no member of this platform. Ask an admin to add the address with "
            "`localminis member add`."
        )
    queries.update_member(tx, member.id, provider_subject=subject)
    return member


def make_token(tx: Tx, member: Member, name: str, *, days: int | None, now_s: int) -> str:
    """Make an API token for a member and return it; it cannot be shown again.

    Args:
        days: how long it is good for; None for ever.

    Raises:
        TokenInvalid: the name or the life cannot be taken.
        TokenExists: the member has one of this name.
    """
    if not 1 <= len(name) <= _TOKEN_NAME_MAX or not name.isprintable():
        raise TokenInvalid(
            f"The name {name!r} cannot be taken. Use 1 to {_TOKEN_NAME_MAX} letters."
        )
    if days is not None and not 1 <= days <= _TOKEN_DAYS_MAX:
        raise TokenInvalid(f"A token cannot live {days} days. Use 1 to {_TOKEN_DAYS_MAX}.")
    if any(each.name == name for each in queries.tokens_of(tx, member.id)):
        raise TokenExists(
            f"{member.email} has a token {name!r} already. Revoke it, or use another name."
        )
    token = new_member_token()
    queries.insert_token(
        tx,
        member_id=member.id,
        name=name,
        token_digest=digest(token),
        created_at_s=now_s,
        expires_at_s=None if days is None else now_s + days * _DAY_S,
    )
    return token


def tokens(tx: Tx, member: Member) -> list[ApiToken]:
    """Return a member's tokens, by name."""
    return queries.tokens_of(tx, member.id)


def revoke_token(tx: Tx, member: Member, name: str) -> None:
    """Revoke a member's token; it is refused from the next call on.

    Raises:
        TokenUnknown: the member has none of this name.
    """
    for each in queries.tokens_of(tx, member.id):
        if each.name == name:
            queries.delete_token(tx, each.id)
            return
    raise TokenUnknown(
        f"{member.email} has no token {name!r}. `localminis member token list` shows all."
    )


def _actor(member: Member) -> Actor:
    return Actor(member.email, member.role, member.id)
