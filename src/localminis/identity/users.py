"""Simulated TikTok users and what the open API tells of them."""

import re
from collections.abc import Sequence
from typing import Final

from localminis.clock import Clock
from localminis.errors import Refused
from localminis.identity import addresses, apps, queries
from localminis.identity.model import (
    App,
    Caller,
    FieldsInvalid,
    NameInvalid,
    ScopeNotAuthorized,
    ScopePermissionMissed,
    User,
    UserNameTaken,
    UserNotFound,
)
from localminis.ids import AppId, OpenId, UserId, new_open_id, new_union_id
from localminis.spec import scopes
from localminis.store.transaction import Tx

_NAME_LENGTH_MAX: Final = 50
# It fits any key.
_NUMBER_MAX: Final = 999_999_999
_LANGUAGE_FORM: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def create(
    tx: Tx,
    clock: Clock,
    *,
    name: str,
    region: str = "US",
    language: str = "en",
    is_adult: bool = True,
    avatar_url: str | None = None,
) -> User:
    """Make a simulated user.

    Args:
        name: up to 50 characters, unique; not only digits, so that it is never taken for a number.
        region: the two-letter country of the user's account.
        language: the language of the user's TikTok, such as `en` or `pt-BR`.
        avatar_url: an http or https picture; one is drawn when not given.

    Raises:
        NameInvalid: the name, the region or the language has another form; nothing is written.
        AddressInvalid: the avatar's address has another form; nothing is written.
        UserNameTaken: another user has the name; nothing is written.
    """
    user_id = queries.insert_user(
        tx,
        name=require_free_name(tx, name),
        union_id=new_union_id(),
        region=parse_region(region),
        created_at_s=clock.now_s(),
        language=parse_language(language),
        is_adult=int(is_adult),
        avatar_url=addresses.parse_picture(avatar_url) if avatar_url else None,
    )
    return get(tx, str(user_id))


def require_free_name(tx: Tx, name: str) -> str:
    """Return a name without the blanks around it, when it is well formed and nobody has it.

    Raises:
        NameInvalid: empty, too long, a number, or with a slash or something unprintable in it.
        UserNameTaken: another user has the name.
    """
    name = name.strip()
    if not 1 <= len(name) <= _NAME_LENGTH_MAX or name.isdigit():
        raise NameInvalid(
            f"The user name {name!r} is empty, longer than {_NAME_LENGTH_MAX}, or a number."
        )
    if "/" in name or not name.isprintable():
        raise NameInvalid(f"The user name {name!r} has a slash or an unprintable character in it.")
    if queries.user_by_name(tx, name) is not None:
        raise UserNameTaken(
            f"A user named {name!r} exists already. Take another name, or change this user."
        )
    return name


def parse_region(region: str) -> str:
    """Return a two-letter country code in capitals.

    Raises:
        NameInvalid: it has another form.
    """
    if len(region) != 2 or not region.isascii() or not region.isalpha():  # noqa: PLR2004 - ISO 3166
        raise NameInvalid(f"The region {region!r} is not a two-letter country code such as US.")
    return region.upper()


def parse_language(language: str) -> str:
    """Return a language tag as it was given.

    Raises:
        NameInvalid: it has another form.
    """
    if not _LANGUAGE_FORM.fullmatch(language):
        raise NameInvalid(f"The language {language!r} is not a tag such as en or pt-BR.")
    return language


def get(tx: Tx, name_or_number: str) -> User:
    """Return a user by name or number.

    Raises:
        UserNotFound: there is none.
    """
    user = None
    if name_or_number.isdecimal() and len(name_or_number) < 10:  # noqa: PLR2004 - fits any key
        user = queries.user_by_id(tx, int(name_or_number))
    elif name_or_number.isprintable():  # no name is not, and PostgreSQL takes no NUL
        user = queries.user_by_name(tx, name_or_number)
    if user is None:
        raise UserNotFound(
            f"No user is called {name_or_number!r}. `localminis user list` shows all users."
        )
    return user


def listing(tx: Tx) -> list[User]:
    """Return every user, in the order of creation."""
    return queries.all_users(tx)


def page(tx: Tx, *, limit: int, after: int = 0, name: str | None = None) -> list[User]:
    """Return users in the order of creation, from behind a number.

    Args:
        name: only those whose names begin like this.
    """
    return queries.users_page(tx, limit=limit, after=after, name=name)


def party(tx: Tx, client_key: str, number: int) -> tuple[App, User, OpenId | None]:
    """Return an app and a user, and the user's id within the app, when there is one yet.

    Raises:
        AppNotFound: no app has this client key.
        UserNotFound: no user has this number.
    """
    found = None
    if apps.is_client_key(client_key) and 0 <= number <= _NUMBER_MAX:
        found = queries.party(tx, client_key, number)
    return found or (apps.get(tx, client_key), get(tx, str(number)), None)


def open_id(tx: Tx, app: App, user: User) -> OpenId:
    """Return the id of a user within an app, made at the first asking."""
    return queries.open_id(tx, app.id, user.id) or make_open_id(tx, app.id, user.id)


def make_open_id(tx: Tx, app_id: AppId, user_id: UserId) -> OpenId:
    """Make the id of a user within an app, who has none there yet."""
    made = new_open_id()
    queries.insert_open_id(tx, app_id, user_id, made)
    return made


def info(tx: Tx, caller: Caller, fields: Sequence[str], *, avatar_base: str) -> dict[str, str]:
    """Return the requested fields of the caller's user.

    Args:
        fields: names of `spec/scopes.py`, at least one.
        avatar_base: the platform's address, under which avatars are drawn.

    Raises:
        FieldsInvalid: no field, or an unknown one.
        ScopeNotAuthorized: a field needs a scope that the user has not granted to the app.
        ScopePermissionMissed: the user has granted it, but after this token was made.

    Source: contract server-api §2. Which of the two scope errors fires in which case is unknown;
    assumed as above.
    """
    if not fields:
        raise FieldsInvalid(
            "The parameter fields is missing. Name fields, such as open_id.",
            field="fields",
            passes=f"Names out of {', '.join(scopes.FIELD_SCOPES)}.",
        )
    for field in fields:
        if field not in scopes.FIELD_SCOPES:
            known = ", ".join(scopes.FIELD_SCOPES)
            raise FieldsInvalid(
                f"The field {field!r} is unknown. Known fields: {known}.",
                field="fields",
                passes=f"Names out of {known}.",
            )
        if caller.scopes.isdisjoint(scopes.FIELD_SCOPES[field]):
            raise _missing_scope(tx, caller, field)
    drawn = f"{avatar_base}/avatars/{caller.user.id}.svg"
    own = caller.user.avatar_url
    values = {
        "open_id": str(open_id(tx, caller.app, caller.user)),
        "union_id": caller.user.union_id_for(caller.app.developer),
        "avatar_url": own or drawn,
        "avatar_url_100": own or f"{drawn}?size=100",
        "avatar_large_url": own or f"{drawn}?size=1000",
        "display_name": caller.user.name,
    }
    return {field: values[field] for field in fields}


def _missing_scope(tx: Tx, caller: Caller, field: str) -> Refused:
    scope = scopes.FIELD_SCOPES[field][-1]
    held = queries.grants_of(tx, caller.app.id, caller.user.id)
    if scope in {each.scope for each in held}:
        return ScopePermissionMissed(
            f"The field {field!r} needs the scope {scope}. The user has granted it, but this token "
            "does not carry it. Use the token that the authorization's code gave."
        )
    return ScopeNotAuthorized(
        f"The field {field!r} needs the scope {scope}, "
        f"and the token has {', '.join(sorted(caller.scopes))}. "
        "Ask for it with TTMinis.authorize."
    )
