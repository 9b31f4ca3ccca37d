"""What a user's logins have left alive in each app, and ending one of them."""

from localminis.clock import Clock, wall_s
from localminis.identity import queries
from localminis.identity.model import App, Session, SessionNotFound, User
from localminis.store.transaction import Tx


def listing(tx: Tx, user: User) -> list[Session]:
    """Return the sessions of a user that live by the clock of their app, the newest first."""
    return queries.living_sessions(tx, user.id, wall_s())


def end(tx: Tx, clock: Clock, user: User, app: App, number: str) -> Session:
    """End one session: its access and refresh tokens die, others and all grants stay.

    Raises:
        SessionNotFound: no living session of this user in this app has the number.
    """
    for each in listing(tx, user):
        if each.app_id == app.id and each.number == number:
            queries.revoke_tokens(tx, app.id, user.id, clock.now_s(), family=each.family)
            return each
    raise SessionNotFound(
        f"The user {user.name!r} has no living session {number!r} in {app.client_key}. "
        f"`localminis user show {user.id}` lists those there are."
    )
