"""What users have granted to apps: asking whether a login may happen, granting, revoking."""

from collections.abc import Sequence

from localminis.agenda.agenda import Bell
from localminis.clock import Clock
from localminis.identity import queries, users
from localminis.identity.model import (
    App,
    LegalUrlsMissing,
    ScopeInvalid,
    User,
    UserMayNotLogIn,
)
from localminis.spec import scopes as spec
from localminis.spec.scopes import RemovalReason
from localminis.store.transaction import Tx
from localminis.webhooks import events


def require_login_allowed(tx: Tx, user: User, app: App) -> None:
    """Let a login or an authorization happen, silent or not.

    Raises:
        LegalUrlsMissing: the app has no terms of service or privacy policy address.
        UserMayNotLogIn: banned, not an adult, or no test user of an app that takes only those.

    Source: contract client-sdk §4.3, toolchain-portal §5. That a ban or a young age refuses a login
    is assumed.
    """
    if app.terms_url is None or app.privacy_url is None:
        raise LegalUrlsMissing(
            f"The app {app.client_key} has no terms or privacy address. Set them with "
            f"`localminis app set {app.client_key} --terms-url URL --privacy-url URL`."
        )
    if user.is_banned:
        raise UserMayNotLogIn(
            f"The user {user.name!r} is banned. "
            f"Lift it with `localminis user set {user.id} --banned off`."
        )
    if not user.is_adult:
        raise UserMayNotLogIn(
            f"The user {user.name!r} is not an adult, and apps take adults only. "
            f"Change it with `localminis user set {user.id} --adult on`."
        )
    if app.requires_test_user and not queries.is_test_user(tx, app.id, user.id):
        raise UserMayNotLogIn(
            f"The user {user.name!r} is no test user of {app.client_key}. Add them with "
            f"`localminis app test-user add {app.client_key} {user.id}`."
        )


def parse_scopes(names: Sequence[str]) -> tuple[str, ...]:
    """Return the named scopes, each once, in the order they were named.

    Raises:
        ScopeInvalid: none is named, or one that Minis does not have.

    Source: contract server-api §2: Minis has exactly two.
    """
    if not names:
        raise ScopeInvalid(f"No scope is named. Minis has {' and '.join(spec.SCOPES)}.")
    for name in names:
        if name not in spec.SCOPES:
            raise ScopeInvalid(
                f"The scope {name!r} is unknown. Minis has {' and '.join(spec.SCOPES)}."
            )
    return tuple(dict.fromkeys(names))


def granted(tx: Tx, user: User, app: App) -> tuple[str, ...]:
    """Return the scopes that a user has granted to an app, in the order of `spec/scopes.py`."""
    held = {each.scope for each in queries.grants_of(tx, app.id, user.id)}
    return tuple(scope for scope in spec.SCOPES if scope in held)


def grant(tx: Tx, clock: Clock, user: User, app: App, names: Sequence[str]) -> tuple[str, ...]:
    """Remember that a user grants an app these scopes; what was granted before stays.

    Args:
        names: scopes of `spec/scopes.py`, at least one.

    Returns:
        Everything the user has granted to the app now.

    Raises:
        ScopeInvalid: none is named, or an unknown one; nothing is written.
        LegalUrlsMissing, UserMayNotLogIn: nothing is written.
    """
    wanted = parse_scopes(names)
    require_login_allowed(tx, user, app)
    held = granted(tx, user, app)
    missing = [scope for scope in wanted if scope not in held]
    if missing:
        now_s = clock.now_s()
        queries.insert_grants(
            tx,
            [
                {"app_id": app.id, "user_id": user.id, "scope": scope, "granted_at_s": now_s}
                for scope in missing
            ],
        )
    return tuple(scope for scope in spec.SCOPES if scope in held or scope in missing)


def revoke(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    user: User,
    app: App,
    *,
    reason: RemovalReason = RemovalReason.USER_DISCONNECTED,
) -> bool:
    """Disconnect a user from an app: every grant, code and token dies, the silent login's too.

    Returns:
        Whether there was anything to disconnect; only then is `authorization.removed` recorded.

    Source: contract client-sdk §4.4, server-api §1.1, §8.
    """
    now_s = clock.now_s()
    was_connected = queries.delete_grants(tx, app.id, user.id) > 0
    # Codes before tokens: an exchange that holds its code in another process is waited for.
    queries.void_codes(tx, app.id, user.id, now_s)
    queries.revoke_tokens(tx, app.id, user.id, now_s)
    if was_connected:
        events.record_authorization_removed(
            tx,
            bell,
            app_id=app.id,
            open_id=users.open_id(tx, app, user),
            reason=reason,
            now_s=now_s,
        )
    return was_connected


def revoke_everywhere(
    tx: Tx, clock: Clock, bell: Bell, user: User, *, reason: RemovalReason
) -> list[App]:
    """Disconnect a user from every app; returns those there were."""
    ended = connected_apps(tx, user)
    for app in ended:
        revoke(tx, clock.of(app.clock_id), bell, user, app, reason=reason)
    return ended


def connected_apps(tx: Tx, user: User) -> list[App]:
    """Return the apps that a user has granted something to, the oldest app first."""
    app_ids = dict.fromkeys(each.app_id for each in queries.grants_of_user(tx, user.id))
    found = [queries.app_by_id(tx, app_id) for app_id in app_ids]
    return [app for app in found if app is not None]
