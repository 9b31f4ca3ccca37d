"""One-time login codes."""

from localminis.clock import Clock
from localminis.identity import queries
from localminis.identity.model import App, User, digest
from localminis.ids import new_code
from localminis.spec import limits, scopes
from localminis.store.transaction import Tx


def issue(tx: Tx, clock: Clock, user: User, app: App) -> str:
    """Mint a code of silent login: five minutes, one use, bound to the app and the user.

    Only its digest is stored.

    Source: seed:login, contract client-sdk §4.3; the lifetime is observed, not documented.
    """
    code = new_code()
    queries.insert_code(
        tx,
        code_digest=digest(code),
        app_id=app.id,
        user_id=user.id,
        scope=",".join(scopes.SILENT_LOGIN_SCOPES),
        expires_at_s=clock.now_s() + limits.CODE_LIFETIME_S,
        used_at_s=None,
    )
    return code
