"""SQL of what commerce knows about a user."""

from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from localminis.ids import AppId, OpenId, UserId
from localminis.store.tables.commerce import sandbox_users
from localminis.store.tables.identity import open_ids
from localminis.store.transaction import Tx

_SANDBOX_USER: Final = select(sandbox_users.c.user_id).where(
    sandbox_users.c.user_id == bindparam("user")
)


def is_sandbox_user(tx: Tx, user_id: UserId) -> bool:
    """Return whether a user pays without Beans."""
    return tx.first(_SANDBOX_USER, {"user": user_id}) is not None


def insert_sandbox_user(tx: Tx, user_id: UserId, since_s: int) -> None:
    """Remember that a user pays without Beans."""
    tx.execute(insert(sandbox_users).values(user_id=user_id, since_s=since_s))


def remove_sandbox_user(tx: Tx, user_id: UserId) -> None:
    """Forget that a user pays without Beans."""
    tx.execute(delete(sandbox_users).where(sandbox_users.c.user_id == user_id))


def open_id(tx: Tx, app_id: AppId, user_id: UserId) -> OpenId:
    """Return a user's id within an app; empty while the app has never seen the user."""
    found = tx.scalar(
        select(open_ids.c.open_id).where(open_ids.c.app_id == app_id, open_ids.c.user_id == user_id)
    )
    return OpenId(found or "")
