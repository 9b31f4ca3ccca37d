"""An app's credentials: its rotated secrets, and whose key and secret these are."""

import hmac
from typing import Final

from localminis.clock import Clock
from localminis.identity import apps, queries
from localminis.identity.model import App, InvalidClient, OverlapInvalid
from localminis.ids import new_client_secret
from localminis.store.transaction import Tx
from localminis.store.vault import Vault

# How long a former secret is good unless something else is asked for, and at most.
OVERLAP_S: Final = 86_400
OVERLAP_MAX_S: Final = 30 * 86_400


def rotate(tx: Tx, clock: Clock, vault: Vault, app: App, *, overlap_s: int = OVERLAP_S) -> str:
    """Give an app a new secret; the former one is accepted for a while, and signs nothing more.

    Args:
        overlap_s: for how much platform time the former secret still authenticates; 0 ends it now.

    Returns:
        The new secret.

    Raises:
        OverlapInvalid: below zero, or above thirty days; nothing is written.

    The real platform's rotation is not documented; that there is an overlap is assumed.
    """
    if not 0 <= overlap_s <= OVERLAP_MAX_S:
        raise OverlapInvalid(
            f"The former secret cannot stay good for {overlap_s} s. Use 0 to {OVERLAP_MAX_S}."
        )
    queries.lock_app(tx, app.id)
    former = queries.sealed_secret(tx, app.id)
    made = new_client_secret()
    queries.update_app(
        tx,
        app.id,
        client_secret_sealed=vault.seal(made, record=app.client_key),
        former_secret_sealed=former if overlap_s else None,
        former_secret_until_s=clock.now_s() + overlap_s if overlap_s else None,
    )
    return made


def put(tx: Tx, vault: Vault, app: App, client_secret: str) -> None:
    """Let an app have this secret, at once and without the former one; the same changes nothing."""
    if apps.secret(tx, vault, app) != client_secret:
        sealed = vault.seal(client_secret, record=app.client_key)
        queries.update_app(
            tx,
            app.id,
            client_secret_sealed=sealed,
            former_secret_sealed=None,
            former_secret_until_s=None,
        )


def authenticate(tx: Tx, clock: Clock, vault: Vault, *, client_key: str, client_secret: str) -> App:
    """Return the app whose key and secret these are; a former secret counts until its end.

    Raises:
        InvalidClient: the key is unknown or the secret is another; which one is not said.
    """
    held = apps.credentials(tx, client_key)
    if held is None or not _is_secret(clock, vault, *held, client_secret):
        raise InvalidClient(
            "The client_key and client_secret are not those of one app. "
            "`localminis app show KEY --secret` prints the right pair."
        )
    return held[0]


def _is_secret(
    clock: Clock, vault: Vault, app: App, sealed: str, former_sealed: str | None, given: str
) -> bool:
    secret = vault.open(sealed, record=app.client_key)
    if hmac.compare_digest(secret.encode(), given.encode()):
        return True
    if (
        app.former_secret_until_s is None
        or clock.of(app.clock_id).now_s() >= app.former_secret_until_s
    ):
        return False
    assert former_sealed is not None, "a former secret has its end, and the other way round"
    former = vault.open(former_sealed, record=app.client_key)
    return hmac.compare_digest(former.encode(), given.encode())
