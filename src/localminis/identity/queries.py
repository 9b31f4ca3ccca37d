"""All SQL of identity: functions that take a transaction and return models."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from localminis.identity.model import App, User
from localminis.ids import AppId, ClientKey, OpenId, UserId
from localminis.store.tables.identity import apps, login_codes, open_ids, tokens, users
from localminis.store.transaction import Tx


def _app(row: Row[Any]) -> App:
    return App(
        id=AppId(row.id),
        client_key=ClientKey(row.client_key),
        name=row.name,
        webhook_url=row.webhook_url,
        is_payment_enabled=bool(row.is_payment_enabled),
        created_at_s=row.created_at_s,
    )


def _user(row: Row[Any]) -> User:
    return User(
        id=UserId(row.id),
        name=row.name,
        union_id=row.union_id,
        region=row.region,
        created_at_s=row.created_at_s,
    )


def insert_app(tx: Tx, **values: Any) -> AppId:
    """Store a new app and return its number."""
    return AppId(tx.insert(insert(apps).values(**values)))


def update_app(tx: Tx, app_id: AppId, **values: Any) -> None:
    """Change columns of an app."""
    tx.execute(update(apps).where(apps.c.id == app_id).values(**values))


def app_by_client_key(tx: Tx, client_key: str) -> App | None:
    """Find an app by its client key."""
    row = tx.first(select(apps).where(apps.c.client_key == client_key))
    return _app(row) if row else None


def app_by_id(tx: Tx, app_id: AppId) -> App | None:
    """Find an app by its number."""
    row = tx.first(select(apps).where(apps.c.id == app_id))
    return _app(row) if row else None


def all_apps(tx: Tx) -> list[App]:
    """Return every app, in the order of creation."""
    return [_app(row) for row in tx.all(select(apps).order_by(apps.c.id))]


def sealed_secret(tx: Tx, app_id: AppId) -> str:
    """Return an app's client secret as it is stored: sealed."""
    return str(tx.scalar(select(apps.c.client_secret_sealed).where(apps.c.id == app_id)))


def insert_user(tx: Tx, **values: Any) -> UserId:
    """Store a new user and return its number."""
    return UserId(tx.insert(insert(users).values(**values)))


def user_by_name(tx: Tx, name: str) -> User | None:
    """Find a user by name."""
    row = tx.first(select(users).where(users.c.name == name))
    return _user(row) if row else None


def user_by_id(tx: Tx, user_id: int) -> User | None:
    """Find a user by number."""
    row = tx.first(select(users).where(users.c.id == user_id))
    return _user(row) if row else None


def all_users(tx: Tx) -> list[User]:
    """Return every user, in the order of creation."""
    return [_user(row) for row in tx.all(select(users).order_by(users.c.id))]


def open_id(tx: Tx, app_id: AppId, user_id: UserId) -> OpenId | None:
    """Return the id of a user within an app, when there is one yet."""
    found = tx.scalar(
        select(open_ids.c.open_id).where(open_ids.c.app_id == app_id, open_ids.c.user_id == user_id)
    )
    return OpenId(found) if found else None


def insert_open_id(tx: Tx, app_id: AppId, user_id: UserId, value: OpenId) -> None:
    """Store the id of a user within an app."""
    tx.execute(insert(open_ids).values(app_id=app_id, user_id=user_id, open_id=value))


def insert_code(tx: Tx, **values: Any) -> None:
    """Store the digest of a login code."""
    tx.execute(insert(login_codes).values(**values))


def code_by_digest(tx: Tx, code_digest: str) -> Row[Any] | None:
    """Find a login code."""
    return tx.first(select(login_codes).where(login_codes.c.code_digest == code_digest))


def mark_code_used(tx: Tx, code_digest: str, used_at_s: int) -> bool:
    """Mark a login code as used; False when it already was."""
    marked = tx.execute(
        update(login_codes)
        .where(login_codes.c.code_digest == code_digest, login_codes.c.used_at_s.is_(None))
        .values(used_at_s=used_at_s)
    )
    return marked.rowcount == 1


def insert_tokens(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Store the digests of new tokens."""
    tx.execute(insert(tokens), rows)


def token_by_digest(tx: Tx, token_digest: str) -> Row[Any] | None:
    """Find a token."""
    return tx.first(select(tokens).where(tokens.c.token_digest == token_digest))


def revoke_token(tx: Tx, token_digest: str, revoked_at_s: int) -> None:
    """Mark one token as dead."""
    tx.execute(
        update(tokens)
        .where(tokens.c.token_digest == token_digest, tokens.c.revoked_at_s.is_(None))
        .values(revoked_at_s=revoked_at_s)
    )


def revoke_grant(tx: Tx, app_id: AppId, user_id: UserId, revoked_at_s: int) -> None:
    """Mark every living token of one user in one app as dead."""
    tx.execute(
        update(tokens)
        .where(
            tokens.c.app_id == app_id,
            tokens.c.user_id == user_id,
            tokens.c.revoked_at_s.is_(None),
        )
        .values(revoked_at_s=revoked_at_s)
    )
