"""One change at a time: the lock on an app, and the number by which the second of two tabs learns.

Each half of an app's page has its own number: what the app is, and what is released of it.
"""

from typing import Literal

from localminis.identity import queries as identity_queries
from localminis.identity.model import App
from localminis.publishing.model import StaleRevision
from localminis.store.transaction import Tx

Half = Literal["revision", "release_revision"]


def hold(tx: Tx, app: App, seen: int | None, half: Half) -> App:
    """Lock an app for a change and count the change.

    Args:
        seen: the number that the caller looked at, or None for a caller that looked at nothing.

    Returns:
        The app as it is now, with the number that the change gets.

    Raises:
        StaleRevision: another change came between; nothing is written.
    """
    identity_queries.lock_app(tx, app.id)
    fresh = identity_queries.app_by_id(tx, app.id)
    assert fresh is not None, "an app that is locked is there"
    now: int = getattr(fresh, half)
    if seen is not None and seen != now:
        raise StaleRevision(
            f"The {'releases' if half == 'release_revision' else 'settings'} of {app.client_key} "
            f"changed since you looked (revision {seen}, now {now}). Look again, then decide anew."
        )
    identity_queries.bump(tx, app.id, half)
    changed = identity_queries.app_by_id(tx, app.id)
    assert changed is not None, "nothing deletes it under the lock"
    return changed
