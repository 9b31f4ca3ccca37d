"""The pages of a team that shares a served platform: its members, their tokens, what was done."""

from typing import Any, Final

from starlette.requests import Request

from localminis.members import people
from localminis.members.model import Role
from localminis.store.transaction import Tx
from localminis.web.admin import member_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_MEMBER: Final = "members/{email}"
_NOTHING: Final = Nothing()


def listing(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read the team."""
    found = member_views.list_members(tx, context, request, _NOTHING)
    return {**found, "roles": [each.word for each in Role]}


def one(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a member with the names of their tokens."""
    email = people.fold(request.path_params["email"])
    everybody = listing(tx, context, request)
    tokens = member_views.list_tokens(tx, context, request, _NOTHING)["tokens"]
    member = next(each for each in everybody["members"] if each["email"] == email)
    return {"member": member, "tokens": tokens, "roles": everybody["roles"]}


def audit(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a page of what was done."""
    return dict(member_views.list_audit(tx, context, request, _NOTHING))


PAGES: Final = (
    Page("members", "team", listing, "team", "localminis member list"),
    Page(_MEMBER, "member", one, "team", "localminis member token list {email}"),
    Page("audit", "audit", audit, "audit", "localminis member audit"),
)

ACTIONS: Final = (
    Action("members", ("POST", "members"), "members", "{email} is a member now."),
    Action(_MEMBER, ("PATCH", _MEMBER), _MEMBER, "Saved."),
    Action(f"{_MEMBER}/remove", ("DELETE", _MEMBER), _MEMBER, "{email} is gone.", then="members"),
    Action(
        f"{_MEMBER}/tokens",
        ("POST", f"{_MEMBER}/tokens"),
        _MEMBER,
        "The token {name} is made.",
        reveals="token",
    ),
    Action(
        f"{_MEMBER}/tokens/{{name}}/revoke",
        ("DELETE", f"{_MEMBER}/tokens/{{name}}"),
        _MEMBER,
        "The token {name} is revoked.",
    ),
)
