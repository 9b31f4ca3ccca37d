"""An app's test users: who may log in while the app is in development or preview."""

from localminis.clock import Clock
from localminis.identity import queries
from localminis.identity.model import App, TooManyTestUsers, User
from localminis.spec import scopes
from localminis.spec.publishing import SANDBOX_TARGET_USERS_MAX
from localminis.store.transaction import Tx


def add(tx: Tx, clock: Clock, app: App, user: User) -> None:
    """Make a user a test user of an app; one that is stays one.

    Raises:
        TooManyTestUsers: the app has as many as the platform allows; nothing is written.

    Source: contract server-api §9, toolchain-portal §9.4.
    """
    queries.lock_app(tx, app.id)
    if queries.is_test_user(tx, app.id, user.id):
        return
    most = SANDBOX_TARGET_USERS_MAX if app.is_sandbox else scopes.TEST_USERS_MAX
    if len(queries.test_users_of(tx, app.id)) >= most:
        raise TooManyTestUsers(
            f"The app {app.client_key} has {most} test users, and more are not allowed. "
            "Remove one first."
        )
    queries.insert_test_user(tx, app.id, user.id, clock.now_s())


def remove(tx: Tx, app: App, user: User) -> None:
    """End a user's membership; what they have granted stays."""
    queries.delete_test_user(tx, app.id, user.id)


def listing(tx: Tx, app: App) -> list[User]:
    """Return an app's test users."""
    return queries.test_users_of(tx, app.id)
