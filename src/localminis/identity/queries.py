"""All SQL of identity: functions that take a transaction and return models.

The statements of each request are built once, here: building one costs five times its running.
"""

from collections import namedtuple
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from localminis.identity.model import App, Grant, Session, User
from localminis.ids import AppId, ClientKey, OpenId, UserId
from localminis.store.tables.identity import (
    apps,
    grants,
    login_codes,
    open_ids,
    redirect_uris,
    test_users,
    tokens,
    users,
)
from localminis.store.tables.schema import clocks
from localminis.store.transaction import Tx

# Of a digest of 64: enough to be one of its kind, too little to be of use.
_SESSION_LENGTH: Final = 12


def _with_open_id(table: Table) -> Select[Any]:
    """Select what is a living user's in an app, together with the user's id within that app."""
    return (
        select(table, open_ids.c.open_id)
        .join_from(table, users, users.c.id == table.c.user_id)
        .outerjoin(
            open_ids,
            and_(open_ids.c.app_id == table.c.app_id, open_ids.c.user_id == table.c.user_id),
        )
        .where(users.c.deleted_at_s.is_(None))
    )


_APP: BindParameter[int] = bindparam("app_id")
_USER: BindParameter[int] = bindparam("user_id")
_DIGEST: BindParameter[str] = bindparam("digest")

_LIVING_USERS = select(users).where(users.c.deleted_at_s.is_(None))
_USER_BY_ID = _LIVING_USERS.where(users.c.id == _USER)
_LIVING_APPS = select(apps).where(apps.c.deleted_at_s.is_(None))
_APP_BY_KEY = _LIVING_APPS.where(apps.c.client_key == bindparam("client_key"))
_APP_BY_ID = _LIVING_APPS.where(apps.c.id == _APP)
_LOCK_APP = select(apps.c.id).where(apps.c.id == _APP).with_for_update()
_SEALED_SECRET = select(apps.c.client_secret_sealed).where(apps.c.id == _APP)
_OPEN_ID = select(open_ids.c.open_id).where(open_ids.c.app_id == _APP, open_ids.c.user_id == _USER)
_INSERT_CODE, _INSERT_TOKENS = insert(login_codes), insert(tokens)
# With the user's id within the app, when there is one yet; a deleted user's are not found.
_CODE = _with_open_id(login_codes).where(login_codes.c.code_digest == _DIGEST)
_USER_OF_CODE = select(login_codes.c.user_id).where(login_codes.c.code_digest == _DIGEST)
_USE_CODE = (
    update(login_codes)
    .where(login_codes.c.code_digest == _DIGEST, login_codes.c.used_at_s.is_(None))
    .values(used_at_s=bindparam("now_s"))
)
_TOKEN = select(tokens).where(tokens.c.token_digest == _DIGEST)
# Apps and users come first, so that a part of a row is one of them; some of their names are equal.
_ACCESS = (
    select(
        apps,
        users,
        tokens.c.kind.label("token_kind"),
        tokens.c.scope,
        tokens.c.expires_at_s,
        tokens.c.revoked_at_s,
    )
    .select_from(tokens)
    .outerjoin(apps, and_(apps.c.id == tokens.c.app_id, apps.c.deleted_at_s.is_(None)))
    .outerjoin(users, and_(users.c.id == tokens.c.user_id, users.c.deleted_at_s.is_(None)))
    .where(tokens.c.token_digest == _DIGEST)
)
_PARTY = (
    select(apps, users, open_ids.c.open_id)
    .select_from(apps)
    .join(users, users.c.id == _USER)
    .outerjoin(open_ids, and_(open_ids.c.app_id == apps.c.id, open_ids.c.user_id == users.c.id))
    .where(
        apps.c.client_key == bindparam("client_key"),
        apps.c.deleted_at_s.is_(None),
        users.c.deleted_at_s.is_(None),
    )
)
_REFRESH_TOKEN = _with_open_id(tokens).where(
    tokens.c.token_digest == _DIGEST, tokens.c.kind == "refresh"
)
_REVOKE_TOKEN = (
    update(tokens)
    .where(tokens.c.token_digest == _DIGEST, tokens.c.revoked_at_s.is_(None))
    .values(revoked_at_s=bindparam("now_s"))
)
_GRANTS = select(grants).where(grants.c.app_id == _APP, grants.c.user_id == _USER)


_Named: Any = namedtuple  # noqa: PYI024 - the names are known at run time only
_AppRow: Any = _Named("_AppRow", apps.c.keys())
_UserRow: Any = _Named("_UserRow", users.c.keys())
_USERS_FROM: Final = len(apps.c)
_USERS_TO: Final = _USERS_FROM + len(users.c)


@lru_cache(maxsize=256)  # the same row is the same app, whoever changed it last
def _app(columns: Sequence[Any]) -> App:
    row: Any = _AppRow._make(columns)
    return App(
        id=AppId(row.id),
        client_key=ClientKey(row.client_key),
        name=row.name,
        webhook_url=row.webhook_url,
        is_payment_enabled=bool(row.is_payment_enabled),
        created_at_s=row.created_at_s,
        developer=row.developer,
        terms_url=row.terms_url,
        privacy_url=row.privacy_url,
        requires_test_user=bool(row.requires_test_user),
        kind=row.kind,
        description=row.description,
        category=row.category,
        is_ads_enabled=bool(row.is_ads_enabled),
        sandbox_of=None if row.sandbox_of is None else AppId(row.sandbox_of),
        revision=row.revision,
        release_revision=row.release_revision,
        former_secret_until_s=row.former_secret_until_s,
        regions=tuple(row.regions.split()),
        min_library_version=row.min_library_version,
        clock_id=row.clock_id,
    )


@lru_cache(maxsize=256)
def _user(columns: Sequence[Any]) -> User:
    row: Any = _UserRow._make(columns)
    return User(
        id=UserId(row.id),
        name=row.name,
        union_id=row.union_id,
        region=row.region,
        created_at_s=row.created_at_s,
        language=row.language,
        is_adult=bool(row.is_adult),
        is_banned=bool(row.is_banned),
        avatar_url=row.avatar_url,
    )


def _both(row: Row[Any]) -> tuple[App | None, User | None]:
    """Return the app and the user of a row that begins with their columns."""
    app, user = row[:_USERS_FROM], row[_USERS_FROM:_USERS_TO]
    return _app(app) if app[0] is not None else None, _user(user) if user[0] is not None else None


def _grant(row: Row[Any]) -> Grant:
    return Grant(AppId(row.app_id), UserId(row.user_id), row.scope, row.granted_at_s)


def insert_app(tx: Tx, **values: Any) -> AppId:
    """Store a new app and return its number."""
    return AppId(tx.insert(insert(apps).values(**values)))


def update_app(tx: Tx, app_id: AppId, **values: Any) -> None:
    """Change columns of an app."""
    tx.execute(update(apps).where(apps.c.id == app_id).values(**values))


def app_by_client_key(tx: Tx, client_key: str) -> App | None:
    """Find an app by its client key."""
    row = tx.first(_APP_BY_KEY, {"client_key": client_key})
    return _app(row) if row else None


def is_client_key_taken(tx: Tx, client_key: str) -> bool:
    """Return whether an app has, or a deleted sandbox had, this client key."""
    return tx.first(select(apps.c.id).where(apps.c.client_key == client_key)) is not None


def app_by_id(tx: Tx, app_id: AppId) -> App | None:
    """Find an app by its number."""
    row = tx.first(_APP_BY_ID, {"app_id": app_id})
    return _app(row) if row else None


def lock_app(tx: Tx, app_id: AppId) -> None:
    """Make other transactions that lock the same app wait for this one."""
    tx.execute(_LOCK_APP, {"app_id": app_id})


def apps_page(
    tx: Tx, *, limit: int | None, after: int, name: str | None, kind: str | None
) -> list[App]:
    """Return apps and sandboxes in the order of creation, from behind a number.

    Args:
        name: only those whose names or client keys hold it.
        kind: only those of this kind.
    """
    statement = _LIVING_APPS.where(apps.c.id > after).order_by(apps.c.id).limit(limit)
    if name is not None:
        held = [
            column.icontains(name, autoescape=True) for column in (apps.c.name, apps.c.client_key)
        ]
        statement = statement.where(or_(*held))
    if kind is not None:
        statement = statement.where(apps.c.kind == kind)
    return [_app(row) for row in tx.all(statement)]


def sandboxes_of(tx: Tx, app_id: AppId) -> list[App]:
    """Return an app's sandboxes, in the order of creation."""
    return [_app(row) for row in tx.all(_LIVING_APPS.where(apps.c.sandbox_of == app_id))]


def bump(tx: Tx, app_id: AppId, revision: str) -> None:
    """Count one more change of an app; `revision` names the column that counts."""
    column = apps.c[revision]
    tx.execute(update(apps).where(apps.c.id == app_id).values({column: column + 1}))


def next_version(tx: Tx, app_id: AppId) -> int:
    """Give out the next number of an app's code versions; the caller holds the lock on the app."""
    bump(tx, app_id, "newest_version")
    return int(tx.scalar(select(apps.c.newest_version).where(apps.c.id == app_id)))


def apps_by_id(tx: Tx, ids: Collection[int]) -> list[App]:
    """Return the apps with these numbers."""
    return [_app(row) for row in tx.all(select(apps).where(apps.c.id.in_(ids)))]


def newest_apps(tx: Tx, *, limit: int) -> list[App]:
    """Return the apps that were made last, the newest first."""
    return [_app(row) for row in tx.all(_LIVING_APPS.order_by(apps.c.id.desc()).limit(limit))]


def sealed_secret(tx: Tx, app_id: AppId) -> str:
    """Return an app's client secret as it is stored: sealed."""
    return str(tx.scalar(_SEALED_SECRET, {"app_id": app_id}))


def credentials_by_client_key(tx: Tx, client_key: str) -> tuple[App, str, str | None] | None:
    """Find an app with its secret and, while that has an end, the one before, both sealed."""
    row = tx.first(_APP_BY_KEY, {"client_key": client_key})
    return (_app(row), row.client_secret_sealed, row.former_secret_sealed) if row else None


def sealed_secrets(tx: Tx) -> list[tuple[ClientKey, str]]:
    """Return every client key with its secret as it is stored: sealed."""
    rows = tx.all(select(apps.c.client_key, apps.c.client_secret_sealed).order_by(apps.c.id))
    return [(ClientKey(row.client_key), row.client_secret_sealed) for row in rows]


def insert_user(tx: Tx, **values: Any) -> UserId:
    """Store a new user and return its number."""
    return UserId(tx.insert(insert(users).values(**values)))


def update_user(tx: Tx, user_id: UserId, **values: Any) -> None:
    """Change columns of a user."""
    tx.execute(update(users).where(users.c.id == user_id).values(**values))


def user_by_name(tx: Tx, name: str) -> User | None:
    """Find a user by name; a deleted one is not found."""
    row = tx.first(_LIVING_USERS.where(users.c.name == name))
    return _user(row) if row else None


def user_by_id(tx: Tx, user_id: int) -> User | None:
    """Find a user by number; a deleted one is not found."""
    row = tx.first(_USER_BY_ID, {"user_id": user_id})
    return _user(row) if row else None


def users_page(tx: Tx, *, limit: int, after: int, name: str | None) -> list[User]:
    """Return users that are not deleted, in the order of creation, from behind a number.

    Args:
        name: only those whose names begin like this.
    """
    statement = _LIVING_USERS.where(users.c.id > after).order_by(users.c.id).limit(limit)
    if name is not None:
        statement = statement.where(users.c.name.istartswith(name, autoescape=True))
    return [_user(row) for row in tx.all(statement)]


def all_users(tx: Tx) -> list[User]:
    """Return every user that is not deleted, in the order of creation."""
    return [_user(row) for row in tx.all(_LIVING_USERS.order_by(users.c.id))]


def open_id(tx: Tx, app_id: AppId, user_id: UserId) -> OpenId | None:
    """Return the id of a user within an app, when there is one yet."""
    found = tx.scalar(_OPEN_ID, {"app_id": app_id, "user_id": user_id})
    return OpenId(found) if found else None


def insert_open_id(tx: Tx, app_id: AppId, user_id: UserId, value: OpenId) -> None:
    """Store the id of a user within an app."""
    tx.execute(insert(open_ids).values(app_id=app_id, user_id=user_id, open_id=value))


def insert_code(tx: Tx, **values: Any) -> None:
    """Store the digest of a login code."""
    tx.execute(_INSERT_CODE, values)


def code_by_digest(tx: Tx, code_digest: str) -> Row[Any] | None:
    """Find a login code, with the `open_id` of its user, None when there is none yet."""
    return tx.first(_CODE, {"digest": code_digest})


def user_of_code(tx: Tx, code_digest: str) -> UserId | None:
    """Return whose login code it was."""
    found = tx.scalar(_USER_OF_CODE, {"digest": code_digest})
    return None if found is None else UserId(found)


def mark_code_used(tx: Tx, code_digest: str, used_at_s: int) -> bool:
    """Mark a login code as used; False when it already was."""
    marked = tx.execute(_USE_CODE, {"digest": code_digest, "now_s": used_at_s})
    return marked.rowcount == 1


def insert_tokens(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Store the digests of new tokens."""
    tx.execute(_INSERT_TOKENS, rows)


def token_by_digest(tx: Tx, token_digest: str) -> Row[Any] | None:
    """Find a token."""
    return tx.first(_TOKEN, {"digest": token_digest})


class Access(NamedTuple):
    """A token with whose it is; an app or a user that has come to an end is None."""

    app: App | None
    user: User | None
    kind: str
    scope: str
    expires_at_s: int
    revoked_at_s: int | None


def access_by_digest(tx: Tx, token_digest: str) -> Access | None:
    """Find a token with its app and its user."""
    row = tx.first(_ACCESS, {"digest": token_digest})
    return Access(*_both(row), *row[_USERS_TO:]) if row else None


def party(tx: Tx, client_key: str, user_id: int) -> tuple[App, User, OpenId | None] | None:
    """Find an app and a user, and the user's id within the app, when there is one yet."""
    row = tx.first(_PARTY, {"client_key": client_key, "user_id": user_id})
    if row is None:
        return None
    app, user = _both(row)
    assert app is not None
    assert user is not None
    return app, user, row.open_id


def refresh_token_by_digest(tx: Tx, token_digest: str) -> Row[Any] | None:
    """Find a refresh token, with the `open_id` of its user."""
    return tx.first(_REFRESH_TOKEN, {"digest": token_digest})


def revoke_token(tx: Tx, token_digest: str, revoked_at_s: int) -> bool:
    """Mark one token as dead; False when it already was."""
    marked = tx.execute(_REVOKE_TOKEN, {"digest": token_digest, "now_s": revoked_at_s})
    return marked.rowcount == 1


def revoke_tokens(
    tx: Tx,
    app_id: AppId,
    user_id: UserId,
    revoked_at_s: int,
    *,
    kind: str | None = None,
    family: str | None = None,
) -> None:
    """Mark the living tokens of one user in one app as dead: all, of one kind, of one family."""
    chosen = [tokens.c.app_id == app_id, tokens.c.user_id == user_id]
    if kind is not None:
        chosen.append(tokens.c.kind == kind)
    if family is not None:
        chosen.append(tokens.c.family == family)
    _end_tokens(tx, revoked_at_s, *chosen)


def _end_tokens(tx: Tx, revoked_at_s: int, *chosen: ColumnElement[bool]) -> None:
    living = (*chosen, tokens.c.revoked_at_s.is_(None))
    # A refresh under way in another process holds its old token; once it is through, the second
    # statement sees what it made. SQLite has one writer and needs no lock.
    tx.all(select(tokens.c.token_digest).where(*living).with_for_update())
    tx.execute(update(tokens).where(*living).values(revoked_at_s=revoked_at_s))


def revoke_everything(tx: Tx, app_id: AppId, now_s: int) -> None:
    """Mark every living token and unused code of an app as dead, and forget its grants."""
    # Codes before tokens: an exchange that holds its code in another process is waited for.
    tx.execute(
        update(login_codes)
        .where(login_codes.c.app_id == app_id, login_codes.c.used_at_s.is_(None))
        .values(used_at_s=now_s)
    )
    _end_tokens(tx, now_s, tokens.c.app_id == app_id)
    tx.execute(delete(grants).where(grants.c.app_id == app_id))


def void_codes(tx: Tx, app_id: AppId, user_id: UserId, used_at_s: int) -> None:
    """Mark every unused login code of one user in one app as used."""
    tx.execute(
        update(login_codes)
        .where(
            login_codes.c.app_id == app_id,
            login_codes.c.user_id == user_id,
            login_codes.c.used_at_s.is_(None),
        )
        .values(used_at_s=used_at_s)
    )


def insert_grants(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Store newly granted scopes."""
    tx.execute(insert(grants), rows)


def grants_of(tx: Tx, app_id: AppId, user_id: UserId) -> list[Grant]:
    """Return what one user has granted to one app."""
    return [_grant(row) for row in tx.all(_GRANTS, {"app_id": app_id, "user_id": user_id})]


def grants_of_user(tx: Tx, user_id: UserId) -> list[Grant]:
    """Return what one user has granted, app by app, the oldest app first."""
    statement = select(grants).where(grants.c.user_id == user_id)
    rows = tx.all(statement.order_by(grants.c.app_id, grants.c.granted_at_s, grants.c.scope))
    return [_grant(row) for row in rows]


def delete_grants(tx: Tx, app_id: AppId, user_id: UserId) -> int:
    """Forget what one user has granted to one app; returns how many scopes that were."""
    return tx.execute(
        delete(grants).where(grants.c.app_id == app_id, grants.c.user_id == user_id)
    ).rowcount


def redirect_uris_of(tx: Tx, app_id: AppId) -> list[str]:
    """Return an app's registered redirect addresses, sorted."""
    statement = select(redirect_uris.c.redirect_uri).where(redirect_uris.c.app_id == app_id)
    return sorted(row.redirect_uri for row in tx.all(statement))


def replace_redirect_uris(tx: Tx, app_id: AppId, uris: Sequence[str]) -> None:
    """Store an app's redirect addresses in place of the earlier ones."""
    tx.execute(delete(redirect_uris).where(redirect_uris.c.app_id == app_id))
    if uris:
        rows = [{"app_id": app_id, "redirect_uri": uri} for uri in uris]
        tx.execute(insert(redirect_uris), rows)


def test_users_of(tx: Tx, app_id: AppId) -> list[User]:
    """Return an app's test users, in the order of their own creation."""
    joined = _LIVING_USERS.join(test_users, test_users.c.user_id == users.c.id)
    rows = tx.all(joined.where(test_users.c.app_id == app_id).order_by(users.c.id))
    return [_user(row) for row in rows]


def is_test_user(tx: Tx, app_id: AppId, user_id: UserId) -> bool:
    """Return whether a user is a test user of an app."""
    statement = select(func.count()).where(
        test_users.c.app_id == app_id, test_users.c.user_id == user_id
    )
    return bool(tx.scalar(statement))


def insert_test_user(tx: Tx, app_id: AppId, user_id: UserId, added_at_s: int) -> None:
    """Make a user a test user of an app."""
    tx.execute(insert(test_users).values(app_id=app_id, user_id=user_id, added_at_s=added_at_s))


def delete_test_user(tx: Tx, app_id: AppId, user_id: UserId) -> None:
    """End a user's membership in an app's test users."""
    tx.execute(
        delete(test_users).where(test_users.c.app_id == app_id, test_users.c.user_id == user_id)
    )


def delete_test_user_everywhere(tx: Tx, user_id: UserId) -> None:
    """End every test user membership of a user."""
    tx.execute(delete(test_users).where(test_users.c.user_id == user_id))


def living_sessions(tx: Tx, user_id: UserId, wall_now_s: int) -> list[Session]:
    """Return a user's families of tokens that are neither revoked nor over, the newest first."""
    now_s = func.coalesce(clocks.c.frozen_at_s, clocks.c.offset_s + wall_now_s)
    rows = tx.all(
        select(tokens, apps.c.client_key)
        .join(apps, apps.c.id == tokens.c.app_id)
        .join(clocks, clocks.c.id == apps.c.clock_id)
        .where(
            tokens.c.user_id == user_id,
            tokens.c.family.is_not(None),
            tokens.c.revoked_at_s.is_(None),
            tokens.c.expires_at_s > now_s,
        )
        .order_by(tokens.c.issued_at_s.desc(), tokens.c.token_digest)
    )
    families: dict[str, list[Row[Any]]] = {}
    for row in rows:
        families.setdefault(row.family, []).append(row)
    return [_session(family, alive) for family, alive in families.items()]


def _session(family: str, alive: list[Row[Any]]) -> Session:
    ends = {row.kind: row.expires_at_s for row in alive}
    return Session(
        number=family[:_SESSION_LENGTH],
        app_id=AppId(alive[0].app_id),
        client_key=ClientKey(alive[0].client_key),
        family=family,
        scope=alive[0].scope,
        issued_at_s=alive[0].issued_at_s,
        access_until_s=ends.get("access"),
        refresh_until_s=ends.get("refresh"),
    )
