"""The admin API's handlers for the team: members, their API tokens, the audit log."""

from dataclasses import asdict
from typing import Any, Final

import msgspec
from starlette.requests import Request

from localminis.clock import wall_s
from localminis.members import access, audit, passwords, people
from localminis.members.model import Actor, Member
from localminis.store.transaction import Tx
from localminis.web.admin import fingerprints, paging, shapes
from localminis.web.context import Context


class NewMember(msgspec.Struct):
    """A new member; without a password they sign in through the identity provider only."""

    email: str
    name: str = ""
    role: str = "developer"
    password: str | None = None


class MemberChange(msgspec.Struct):
    """What shall change of a member; a new password or a disabled account ends every session."""

    role: str | None = None
    password: str | None = None
    is_disabled: bool | None = None
    fingerprint: str | None = None


class NewToken(msgspec.Struct):
    """A new API token of a member; `days` is its life, null for ever."""

    name: str
    days: int | None = 90


def list_members(tx: Tx, _: Context, __: Request, ___: shapes.Nothing) -> Any:
    """List the team."""
    return {"members": [_shown(each) for each in people.listing(tx)]}


def add_member(tx: Tx, _: Context, __: Request, body: NewMember) -> Any:
    """Add a member."""
    role = people.parse_role(body.role)
    # Hashed inside the transaction: a tenth of a second is nothing for what happens once a month.
    hashed = body.password and passwords.hashed(body.password, email=body.email)
    return _shown(
        people.add(tx, body.email, name=body.name, role=role, password_hash=hashed or None)
    )


def change_member(tx: Tx, _: Context, request: Request, body: MemberChange) -> Any:
    """Change a member's role or password, or shut them out."""
    member = _member(tx, request)
    fingerprints.require({"fingerprint": _fingerprint(member)}, body.fingerprint)
    if body.role is not None:
        people.set_role(tx, member, people.parse_role(body.role))
    if body.password is not None:
        people.set_password(tx, member, passwords.hashed(body.password, email=member.email))
    if body.is_disabled is not None:
        people.set_disabled(tx, member, is_disabled=body.is_disabled)
    return _shown(_member(tx, request))


def remove_member(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Remove a member with all tokens and sessions."""
    member = _member(tx, request)
    people.remove(tx, member)
    return _shown(member)


def list_tokens(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List a member's API tokens by name; the tokens themselves are not kept."""
    found = access.tokens(tx, _member(tx, request))
    return {
        "tokens": [
            {
                "name": each.name,
                "created_at_s": each.created_at_s,
                "expires_at_s": each.expires_at_s,
                "last_used_at_s": each.last_used_at_s,
            }
            for each in found
        ]
    }


def make_token(tx: Tx, _: Context, request: Request, body: NewToken) -> Any:
    """Make an API token for a member; this answer is the only one that holds it."""
    token = access.make_token(tx, _member(tx, request), body.name, days=body.days, now_s=wall_s())
    return {"name": body.name, "token": token}


def revoke_token(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Revoke a member's API token."""
    name = request.path_params["name"]
    access.revoke_token(tx, _member(tx, request), name)
    return {"name": name}


def show_me(_: Tx, __: Context, request: Request, ___: shapes.Nothing) -> Any:
    """Say who is calling, with which role."""
    actor: Actor = request.state.actor
    return {"name": actor.name, "role": actor.role.word}


def list_audit(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List what was done, the newest first, by the page; of one actor when asked."""
    size = paging.limit(request)
    found = audit.page(
        tx,
        limit=size + 1,
        before=paging.number(request, "before"),
        actor=request.query_params.get("actor"),
    )
    entries, following = paging.cut(found, size, lambda each: each.id)
    return {"entries": [asdict(each) for each in entries], "next": following}


def _member(tx: Tx, request: Request) -> Member:
    return people.find(tx, request.path_params["email"])


def _shown(member: Member) -> dict[str, Any]:
    return {
        **asdict(member),
        "role": member.role.word,
        "fingerprint": _fingerprint(member),
    }


def _fingerprint(member: Member) -> str:
    """Tell a member's state apart by what can be changed of it, not by when they were seen."""
    return fingerprints.of({"role": member.role.word, "is_disabled": member.is_disabled})


_MEMBER: Final = "members/{email}"

TABLE: Final = (
    ("GET", "members", shapes.Nothing, list_members),
    ("POST", "members", NewMember, add_member),
    ("GET", "members/me", shapes.Nothing, show_me),
    ("PATCH", _MEMBER, MemberChange, change_member),
    ("DELETE", _MEMBER, shapes.Nothing, remove_member),
    ("GET", f"{_MEMBER}/tokens", shapes.Nothing, list_tokens),
    ("POST", f"{_MEMBER}/tokens", NewToken, make_token),
    ("DELETE", f"{_MEMBER}/tokens/{{name}}", shapes.Nothing, revoke_token),
    ("GET", "audit", shapes.Nothing, list_audit),
)
