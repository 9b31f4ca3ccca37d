"""Simulated TikTok users and what the open API tells of them."""

from collections.abc import Sequence

from localminis.clock import Clock
from localminis.identity import queries
from localminis.identity.model import (
    App,
    Caller,
    FieldsInvalid,
    NameInvalid,
    ScopeNotAuthorized,
    User,
    UserNameTaken,
    UserNotFound,
)
from localminis.ids import OpenId, new_open_id, new_union_id
from localminis.spec import scopes
from localminis.store.transaction import Tx

_NAME_LENGTH_MAX = 50


def create(tx: Tx, clock: Clock, *, name: str, region: str = "US") -> User:
    """Make a simulated user.

    Args:
        name: up to 50 characters, unique; not only digits, so that it is never taken for a number.
        region: the two-letter country of the user's account.

    Raises:
        NameInvalid: the name or the region has another form; nothing is written.
        UserNameTaken: another user has the name; nothing is written.
    """
    name = name.strip()
    if not 1 <= len(name) <= _NAME_LENGTH_MAX or name.isdigit():
        raise NameInvalid(
            f"The user name {name!r} is empty, longer than {_NAME_LENGTH_MAX}, or a number."
        )
    if len(region) != 2 or not region.isascii() or not region.isalpha():  # noqa: PLR2004 - ISO 3166
        raise NameInvalid(f"The region {region!r} is not a two-letter country code such as US.")
    if queries.user_by_name(tx, name) is not None:
        raise UserNameTaken(f"A user named {name!r} exists already.")
    user_id = queries.insert_user(
        tx,
        name=name,
        union_id=new_union_id(),
        region=region.upper(),
        created_at_s=clock.now_s(),
    )
    return get(tx, str(user_id))


def get(tx: Tx, name_or_number: str) -> User:
    """Return a user by name or number.

    Raises:
        UserNotFound: there is none.
    """
    if name_or_number.isdecimal() and len(name_or_number) < 10:  # noqa: PLR2004 - fits any key
        user = queries.user_by_id(tx, int(name_or_number))
    else:
        user = queries.user_by_name(tx, name_or_number)
    if user is None:
        raise UserNotFound(
            f"No user is called {name_or_number!r}. `localminis user list` shows all users."
        )
    return user


def listing(tx: Tx) -> list[User]:
    """Return every user, in the order of creation."""
    return queries.all_users(tx)


def open_id(tx: Tx, app: App, user: User) -> OpenId:
    """Return the id of a user within an app, made at the first asking."""
    found = queries.open_id(tx, app.id, user.id)
    if found is None:
        found = new_open_id()
        queries.insert_open_id(tx, app.id, user.id, found)
    return found


def info(tx: Tx, caller: Caller, fields: Sequence[str], *, avatar_base: str) -> dict[str, str]:
    """Return the requested fields of the caller's user.

    Args:
        fields: names of `spec/scopes.py`, at least one.
        avatar_base: the platform's address, under which avatars are drawn.

    Raises:
        FieldsInvalid: no field, or an unknown one.
        ScopeNotAuthorized: a field needs a scope that the token does not carry.

    Source: contract server-api §2. Which of the two scope errors fires is unknown; assumed
    `scope_not_authorized`.
    """
    if not fields:
        raise FieldsInvalid("The parameter fields is missing. Name fields, such as open_id.")
    for field in fields:
        if field not in scopes.FIELD_SCOPES:
            known = ", ".join(scopes.FIELD_SCOPES)
            raise FieldsInvalid(f"The field {field!r} is unknown. Known fields: {known}.")
        if caller.scopes.isdisjoint(scopes.FIELD_SCOPES[field]):
            raise ScopeNotAuthorized(
                f"The field {field!r} needs the scope {scopes.FIELD_SCOPES[field][-1]}, "
                f"and the token has {', '.join(sorted(caller.scopes))}. "
                "Ask for it with TTMinis.authorize."
            )
    avatar = f"{avatar_base}/avatars/{caller.user.id}.svg"
    values = {
        "open_id": str(open_id(tx, caller.app, caller.user)),
        "union_id": caller.user.union_id,
        "avatar_url": avatar,
        "avatar_url_100": f"{avatar}?size=100",
        "avatar_large_url": f"{avatar}?size=1000",
        "display_name": caller.user.name,
    }
    return {field: values[field] for field in fields}
