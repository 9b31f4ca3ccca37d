"""Tokens: exchange, refresh, client credentials, revocation, and who stands behind one.

Every token is stored as a digest, with its platform-time expiry.
"""

from typing import Any

from localminis.clock import Clock
from localminis.identity import queries, users
from localminis.identity.model import (
    AccessTokenInvalid,
    App,
    Caller,
    ClientToken,
    InvalidGrant,
    User,
    UserTokens,
    digest,
)
from localminis.ids import AppId, UserId, new_access_token, new_client_token, new_refresh_token
from localminis.spec import limits
from localminis.store.transaction import Tx


def exchange(tx: Tx, clock: Clock, app: App, code: str, *, lifetimes: str) -> UserTokens:
    """Swap a login code for tokens, exactly once.

    Args:
        lifetimes: the fidelity setting, a key of `limits.TOKEN_LIFETIMES_S`.

    Raises:
        InvalidGrant: the code is unknown, another app's, used or expired; nothing is written.

    Source: contract server-api §1.1.
    """
    row = queries.code_by_digest(tx, digest(code))
    now_s = clock.now_s()
    if row is None or row.app_id != app.id:
        raise InvalidGrant("The code is unknown for this client_key. Call TTMinis.login again.")
    if row.expires_at_s <= now_s:
        raise InvalidGrant(
            f"The code expired {now_s - row.expires_at_s} s ago; codes live "
            f"{limits.CODE_LIFETIME_S} s. Call TTMinis.login again."
        )
    if not queries.mark_code_used(tx, row.code_digest, now_s):
        raise InvalidGrant("The code has been used; each works once. Call TTMinis.login again.")
    user = queries.user_by_id(tx, row.user_id)
    assert user is not None
    return _issue(tx, now_s, app, user, row.scope, lifetimes)


def refresh(tx: Tx, clock: Clock, app: App, refresh_token: str, *, lifetimes: str) -> UserTokens:
    """Swap a refresh token for new tokens; the old refresh token dies.

    The old access token lives on until its own expiry (assumed).

    Raises:
        InvalidGrant: unknown, another app's, used, revoked or expired; nothing is written.

    Source: contract server-api §1.2, contradiction C-2.
    """
    row = queries.token_by_digest(tx, digest(refresh_token))
    now_s = clock.now_s()
    if row is None or row.kind != "refresh" or row.app_id != app.id:
        raise InvalidGrant("The refresh_token is unknown for this client_key.")
    if row.revoked_at_s is not None:
        raise InvalidGrant(
            "The refresh_token was used or revoked. Keep the newest one that a refresh returned."
        )
    if row.expires_at_s <= now_s:
        raise InvalidGrant("The refresh_token has expired. Call TTMinis.login again.")
    queries.revoke_token(tx, row.token_digest, now_s)
    user = queries.user_by_id(tx, row.user_id)
    assert user is not None
    return _issue(tx, now_s, app, user, row.scope, lifetimes)


def client_credentials(tx: Tx, clock: Clock, app: App) -> ClientToken:
    """Give a token that stands for the app alone.

    Source: contract server-api §1.3.
    """
    token, now_s = new_client_token(), clock.now_s()
    lifetime_s = limits.CLIENT_TOKEN_LIFETIME_S
    queries.insert_tokens(tx, [_row(token, "client", app.id, None, "", now_s, lifetime_s)])
    return ClientToken(token, lifetime_s)


def revoke(tx: Tx, clock: Clock, app: App, token: str) -> None:
    """Disconnect the user behind an access token from the app: all their tokens die.

    Raises:
        InvalidGrant: the token is unknown, or not this app's.

    Source: contract server-api §1.4; that the refresh token dies too is inferred.
    """
    row = queries.token_by_digest(tx, digest(token))
    if row is None or row.app_id != app.id or row.user_id is None:
        raise InvalidGrant("The token is not a user access token of this client_key.")
    queries.revoke_grant(tx, app.id, UserId(row.user_id), clock.now_s())


def caller(tx: Tx, clock: Clock, token: str | None) -> Caller:
    """Return who stands behind a user access token.

    Raises:
        AccessTokenInvalid: missing, unknown, expired, revoked, or a token of another kind.
    """
    if not token:
        raise AccessTokenInvalid(
            "The header Authorization: Bearer with a user access token is missing."
        )
    row = queries.token_by_digest(tx, digest(token))
    if row is None:
        raise AccessTokenInvalid("The access token is unknown. Log the user in again.")
    if row.kind != "access":
        raise AccessTokenInvalid(
            f"This is a {row.kind} token; the call needs the user access token of its user."
        )
    if row.revoked_at_s is not None:
        raise AccessTokenInvalid("The access token was revoked. Log the user in again.")
    if row.expires_at_s <= clock.now_s():
        raise AccessTokenInvalid("The access token has expired. Refresh it or log in again.")
    app = queries.app_by_id(tx, AppId(row.app_id))
    user = queries.user_by_id(tx, row.user_id)
    assert app is not None
    assert user is not None
    return Caller(app, user, frozenset(row.scope.split(",")))


def _issue(tx: Tx, now_s: int, app: App, user: User, scope: str, lifetimes: str) -> UserTokens:
    access_s, refresh_s = limits.TOKEN_LIFETIMES_S[lifetimes]
    tokens = UserTokens(
        open_id=users.open_id(tx, app, user),
        scope=scope,
        access_token=new_access_token(),
        expires_in_s=access_s,
        refresh_token=new_refresh_token(),
        refresh_expires_in_s=refresh_s,
    )
    queries.insert_tokens(
        tx,
        [
            _row(tokens.access_token, "access", app.id, user.id, scope, now_s, access_s),
            _row(tokens.refresh_token, "refresh", app.id, user.id, scope, now_s, refresh_s),
        ],
    )
    return tokens


def _row(
    token: str,
    kind: str,
    app_id: AppId,
    user_id: UserId | None,
    scope: str,
    now_s: int,
    lifetime_s: int,
) -> dict[str, Any]:
    return {
        "token_digest": digest(token),
        "kind": kind,
        "app_id": app_id,
        "user_id": user_id,
        "scope": scope,
        "issued_at_s": now_s,
        "expires_at_s": now_s + lifetime_s,
        "revoked_at_s": None,
    }
