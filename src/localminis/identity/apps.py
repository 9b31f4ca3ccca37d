"""Apps and their credentials."""

import hmac
import re

from localminis.clock import Clock
from localminis.identity import queries
from localminis.identity.model import (
    App,
    AppNotFound,
    ClientKeyTaken,
    InvalidClient,
    NameInvalid,
)
from localminis.ids import ClientKey, new_client_key, new_client_secret
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks import guard

_CLIENT_KEY_FORM = re.compile(r"[A-Za-z0-9_-]{4,64}")
_NAME_LENGTH_MAX = 50


def create(
    tx: Tx,
    clock: Clock,
    vault: Vault,
    *,
    name: str,
    client_key: str | None = None,
    client_secret: str | None = None,
) -> App:
    """Register an app with payment enabled.

    Args:
        name: up to 50 characters, shown in the simulator.
        client_key: 4 to 64 letters, digits, `-` or `_`; made up when not given.
        client_secret: made up when not given; stored sealed.

    Raises:
        NameInvalid: the name or the key has another form; nothing is written.
        ClientKeyTaken: another app has the key; nothing is written.
    """
    if not 1 <= len(name.strip()) <= _NAME_LENGTH_MAX:
        raise NameInvalid(f"The app name {name!r} is empty or longer than {_NAME_LENGTH_MAX}.")
    if client_key is not None and not _CLIENT_KEY_FORM.fullmatch(client_key):
        raise NameInvalid(
            f"The client key {client_key!r} is not 4 to 64 letters, digits, '-' or '_'."
        )
    key = ClientKey(client_key or new_client_key())
    if queries.app_by_client_key(tx, key) is not None:
        raise ClientKeyTaken(f"An app with the client key {key} exists already.")
    sealed = vault.seal(client_secret or new_client_secret(), record=key)
    queries.insert_app(
        tx,
        client_key=key,
        client_secret_sealed=sealed,
        name=name.strip(),
        webhook_url=None,
        is_payment_enabled=1,
        created_at_s=clock.now_s(),
    )
    return get(tx, key)


def get(tx: Tx, client_key: str) -> App:
    """Return the app with this client key.

    Raises:
        AppNotFound: no app has it.
    """
    app = queries.app_by_client_key(tx, client_key)
    if app is None:
        raise AppNotFound(
            f"No app has the client key {client_key!r}. `localminis app list` shows all apps."
        )
    return app


def listing(tx: Tx) -> list[App]:
    """Return every app, in the order of creation."""
    return queries.all_apps(tx)


def secret(tx: Tx, vault: Vault, app: App) -> str:
    """Return an app's client secret in the clear, for signing and for its owner's eyes."""
    return vault.open(queries.sealed_secret(tx, app.id), record=app.client_key)


def set_webhook_url(tx: Tx, app: App, url: str | None) -> App:
    """Set the one address that receives all of an app's events, or none.

    Raises:
        AddressRefused: not http or https, no host, user info in it, or not on this machine.
    """
    if url is not None:
        guard.check(url)
    queries.update_app(tx, app.id, webhook_url=url)
    return get(tx, app.client_key)


def set_payment_enabled(tx: Tx, app: App, *, is_enabled: bool) -> App:
    """Switch the payment capability; without it orders are refused with `20021001`."""
    queries.update_app(tx, app.id, is_payment_enabled=int(is_enabled))
    return get(tx, app.client_key)


def authenticate(tx: Tx, vault: Vault, *, client_key: str, client_secret: str) -> App:
    """Return the app whose key and secret these are.

    Raises:
        InvalidClient: the key is unknown or the secret is another; which one is not said.
    """
    app = queries.app_by_client_key(tx, client_key)
    if app is None or not hmac.compare_digest(
        secret(tx, vault, app).encode(), client_secret.encode()
    ):
        raise InvalidClient(
            "The client_key and client_secret are not those of one app. "
            "`localminis app show KEY --secret` prints the right pair."
        )
    return app
