"""What happens to an account after it was made: changes, a ban, an age, the end.

Some of it ends the account's authorizations; apps hear why.
"""

from typing import Any

from localminis.agenda.agenda import Bell
from localminis.clock import Clock
from localminis.identity import addresses, consent, queries, users
from localminis.identity.model import User
from localminis.spec.scopes import RemovalReason
from localminis.store.transaction import Tx


def change(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    user: User,
    *,
    name: str | None = None,
    region: str | None = None,
    language: str | None = None,
    avatar_url: str | None = None,
    is_adult: bool | None = None,
    is_banned: bool | None = None,
) -> User:
    """Change what is given of a user; the rest stays.

    A ban, and an age that is no adult's any more, disconnect the user from every app.

    Args:
        avatar_url: an http or https picture; an empty text goes back to the drawn one.

    Raises:
        NameInvalid, AddressInvalid: a value has a form that is not taken; nothing is written.
        UserNameTaken: another user has the name; nothing is written.

    Source: the reasons 3 and 4 of `authorization.removed`, contract server-api §8.
    """
    values: dict[str, Any] = {}
    if name is not None and name.strip() != user.name:
        values["name"] = users.require_free_name(tx, name)
    if region is not None:
        values["region"] = users.parse_region(region)
    if language is not None:
        values["language"] = users.parse_language(language)
    if avatar_url is not None:
        values["avatar_url"] = addresses.parse_picture(avatar_url) if avatar_url else None
    if is_adult is not None:
        values["is_adult"] = int(is_adult)
    if is_banned is not None:
        values["is_banned"] = int(is_banned)
    if values:
        queries.update_user(tx, user.id, **values)
    if is_banned and not user.is_banned:
        reason = RemovalReason.ACCOUNT_BANNED
        consent.revoke_everywhere(tx, clock, bell, user, reason=reason)
    elif is_adult is False and user.is_adult:
        consent.revoke_everywhere(tx, clock, bell, user, reason=RemovalReason.AGE_CHANGED)
    return users.get(tx, str(user.id))


def delete(tx: Tx, clock: Clock, bell: Bell, user: User) -> None:
    """End an account: it is found and listed no more, and every app is told.

    Its orders and ledger entries stay, under its number; its name is free again.

    Source: the reason 2 of `authorization.removed`, contract server-api §8.
    """
    consent.revoke_everywhere(tx, clock, bell, user, reason=RemovalReason.ACCOUNT_DELETED)
    queries.delete_test_user_everywhere(tx, user.id)
    # No living user is called like a number, so the row's own number is a free name.
    queries.update_user(tx, user.id, name=str(user.id), deleted_at_s=clock.now_s())
