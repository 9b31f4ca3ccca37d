"""Tokens: exchange, refresh, client credentials, revocation, and who stands behind one.

Every token is stored as a digest, with its platform-time expiry.
"""

from typing import Any, Final

from localminis.agenda.agenda import Bell
from localminis.clock import Clock
from localminis.identity import codes, consent, queries, users
from localminis.identity.model import (
    AccessTokenInvalid,
    App,
    Caller,
    ClientToken,
    GrantReused,
    InvalidGrant,
    UserTokens,
)
from localminis.ids import (
    AppId,
    UserId,
    digest,
    new_access_token,
    new_client_token,
    new_refresh_token,
)
from localminis.spec import limits
from localminis.spec.scopes import SILENT_LOGIN_SCOPES, RemovalReason
from localminis.store.transaction import Tx

# Made in another process while its app or its user came to an end, so it was not revoked with them.
_ENDED: Final = "The app or the user of this access token is no more. Log in another user."
_SILENT_SCOPE: Final = ",".join(SILENT_LOGIN_SCOPES)


def exchange(
    tx: Tx,
    clock: Clock,
    app: App,
    code: str,
    *,
    lifetimes: str,
    redirect_uri: str | None = None,
    code_verifier: str | None = None,
) -> UserTokens:
    """Swap a login code for tokens, exactly once.

    When the user was asked for more than the silent login has, the new access token replaces the
    earlier ones of this user in this app (observed); their refresh tokens stay (assumed).

    Args:
        lifetimes: the fidelity setting, a key of `limits.TOKEN_LIFETIMES_S`.
        redirect_uri: required for a code of the web flow, tolerated for a mini app's.
        code_verifier: required when the web flow was given a challenge.

    Raises:
        InvalidGrant: the code is unknown, another app's or expired; nothing is written.
        GrantReused: the code has been used or voided; nothing is written.
        CodeProofInvalid: the address or the verifier is not the code's; nothing is written.

    Source: contract server-api §1.1.
    """
    row = queries.code_by_digest(tx, digest(code))
    now_s = clock.now_s()
    if row is None or row.app_id != app.id:
        raise InvalidGrant(_unknown_code(code))
    if row.expires_at_s <= now_s and row.used_at_s is None:
        raise InvalidGrant(
            f"The code expired {now_s - row.expires_at_s} s ago; codes live "
            f"{limits.CODE_LIFETIME_S} s. Call TTMinis.login again."
        )
    codes.check_proof(
        redirect_uri=row.redirect_uri,
        code_challenge=row.code_challenge,
        given_redirect_uri=redirect_uri,
        given_verifier=code_verifier,
    )
    if not queries.mark_code_used(tx, row.code_digest, now_s):
        raise GrantReused(
            "The code has been used or revoked; each works once. Call TTMinis.login again.",
            family=row.code_digest,
        )
    if row.redirect_uri is None and row.scope != _SILENT_SCOPE:
        queries.revoke_tokens(tx, app.id, row.user_id, now_s, kind="access")
    return _issue(tx, now_s, row, lifetimes, family=row.code_digest)


def refresh(tx: Tx, clock: Clock, app: App, refresh_token: str, *, lifetimes: str) -> UserTokens:
    """Swap a refresh token for new tokens; the old refresh token dies.

    The old access token lives on until its own expiry (assumed).

    Raises:
        InvalidGrant: unknown, another app's, or expired; nothing is written.
        GrantReused: used or revoked before; nothing is written.

    Source: contract server-api §1.2, contradiction C-2.
    """
    row = queries.refresh_token_by_digest(tx, digest(refresh_token))
    now_s = clock.now_s()
    if row is None or row.app_id != app.id:
        raise InvalidGrant(
            "The refresh_token is unknown for this client_key. Send the newest one that this app "
            "was given, or call TTMinis.login again."
        )
    if row.expires_at_s <= now_s and row.revoked_at_s is None:
        raise InvalidGrant("The refresh_token has expired. Call TTMinis.login again.")
    if not queries.revoke_token(tx, row.token_digest, now_s):
        raise GrantReused(
            "The refresh_token was used or revoked. Keep the newest one that a refresh returned.",
            family=row.family,
        )
    return _issue(tx, now_s, row, lifetimes, family=row.family)


def _unknown_code(code: str) -> str:
    if "%" in code:
        return (
            "The code holds a %, so it is still encoded as in an address. Decode it once, and "
            "send it again."
        )
    return "The code is unknown for this client_key. Call TTMinis.login again."


def revoke_family(tx: Tx, clock: Clock, app: App, family: str | None) -> None:
    """End every token that came from one code, by refreshes too; of none when there is no family.

    Source: RFC 6749 §4.1.2, §10.4; done only under the setting `reuse_revokes`.
    """
    user_id = queries.user_of_code(tx, family) if family is not None else None
    if user_id is not None:
        queries.revoke_tokens(tx, app.id, user_id, clock.now_s(), family=family)


def client_credentials(tx: Tx, clock: Clock, app: App) -> ClientToken:
    """Give a token that stands for the app alone.

    Source: contract server-api §1.3.
    """
    token, now_s = new_client_token(), clock.now_s()
    lifetime_s = limits.CLIENT_TOKEN_LIFETIME_S
    queries.insert_tokens(tx, [_row(token, "client", app.id, None, "", now_s, lifetime_s, None)])
    return ClientToken(token, lifetime_s)


def revoke(tx: Tx, clock: Clock, app: App, token: str, *, bell: Bell | None = None) -> None:
    """Disconnect the user behind an access token from the app, as `consent.revoke` does.

    Args:
        token: a user access token; an expired one still names its user.
        bell: rung for the webhook; without one the event waits for the worker's next look.

    Raises:
        InvalidGrant: the token is unknown, another app's, of another kind, or revoked before.

    Source: contract server-api §1.4; that the refresh token dies too, and that the event's reason
    is then 5, is inferred.
    """
    row = queries.token_by_digest(tx, digest(token))
    if row is None or row.app_id != app.id or row.kind != "access":
        raise InvalidGrant(
            "The token is not a user access token of this client_key. Send the access_token that "
            "this app was given."
        )
    if row.revoked_at_s is not None:
        raise InvalidGrant("The token was revoked before. There is nothing left to do.")
    user = queries.user_by_id(tx, row.user_id)
    assert user is not None
    reason = RemovalReason.DEVELOPER_REVOKED
    consent.revoke(tx, clock, bell or Bell(), user, app, reason=reason)


def caller(tx: Tx, clock: Clock, token: str | None) -> Caller:
    """Return who stands behind a user access token, which lives by the clock of its app.

    Raises:
        AccessTokenInvalid: missing, unknown, expired, revoked, or a token of another kind.
    """
    if not token:
        raise AccessTokenInvalid(
            "There is no header `Authorization: Bearer TOKEN`. Send the access_token of the user."
        )
    found = queries.access_by_digest(tx, digest(token))
    if found is None:
        raise AccessTokenInvalid("The access token is unknown. Log the user in again.")
    app, user = found.app, found.user
    if app is None:
        raise AccessTokenInvalid(_ENDED)
    if found.kind != "access":
        raise AccessTokenInvalid(
            f"This is a {found.kind} token; the call needs the user access token of its user.",
            client_key=app.client_key,
        )
    if found.revoked_at_s is not None:
        raise AccessTokenInvalid(
            "The access token was revoked. Log the user in again.", client_key=app.client_key
        )
    if found.expires_at_s <= clock.of(app.clock_id).now_s():
        raise AccessTokenInvalid(
            "The access token has expired. Refresh it or log in again.", client_key=app.client_key
        )
    if user is None:
        raise AccessTokenInvalid(_ENDED, client_key=app.client_key)
    return Caller(app, user, frozenset(found.scope.split(",")))


def _issue(tx: Tx, now_s: int, source: Any, lifetimes: str, *, family: str | None) -> UserTokens:
    """Make tokens for whom `source` was made, the row of a code or of a refresh token."""
    access_s, refresh_s = limits.TOKEN_LIFETIMES_S[lifetimes]
    app_id, user_id = AppId(source.app_id), UserId(source.user_id)
    tokens = UserTokens(
        open_id=source.open_id or users.make_open_id(tx, app_id, user_id),
        scope=source.scope,
        access_token=new_access_token(),
        expires_in_s=access_s,
        refresh_token=new_refresh_token(),
        refresh_expires_in_s=refresh_s,
    )
    queries.insert_tokens(
        tx,
        [
            _row(token, kind, app_id, user_id, source.scope, now_s, lifetime_s, family)
            for token, kind, lifetime_s in (
                (tokens.access_token, "access", access_s),
                (tokens.refresh_token, "refresh", refresh_s),
            )
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
    family: str | None,
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
        "family": family,
    }
