"""Apps and their credentials."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from localminis.clock import Clock
from localminis.identity import addresses, queries
from localminis.identity.model import (
    AddressInvalid,
    App,
    AppNotFound,
    ClientKeyTaken,
    NameInvalid,
)
from localminis.ids import ClientKey, new_client_key, new_client_secret
from localminis.spec import publishing as spec
from localminis.spec import scopes
from localminis.spec.config import CLIENT_KEY_PATTERN
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks import guard
from localminis.webhooks.queries import deliveries as webhook_queries

_CLIENT_KEY_FORM: Final = re.compile(CLIENT_KEY_PATTERN)
_NAME_LENGTH_MAX: Final = 50


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
    parse_basics(name=name)
    if client_key is not None and not _CLIENT_KEY_FORM.fullmatch(client_key):
        raise NameInvalid(
            f"The client key {client_key!r} is not 4 to 64 letters, digits, '-' or '_'."
        )
    key = ClientKey(client_key or new_client_key())
    if queries.is_client_key_taken(tx, key):
        raise ClientKeyTaken(
            f"An app with the client key {key} exists already. `localminis app show {key}` shows "
            "it; `localminis state apply` makes what is missing, and takes what is there."
        )
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


def is_client_key(text: str) -> bool:
    """Return whether a text has the form of a client key."""
    return _CLIENT_KEY_FORM.fullmatch(text) is not None


def find(tx: Tx, client_key: str) -> App | None:
    """Return the app with this client key, or None; no text is too odd to be asked for."""
    if not is_client_key(client_key):
        return None
    return queries.app_by_client_key(tx, client_key)


def credentials(tx: Tx, client_key: str) -> tuple[App, str, str | None] | None:
    """Return the app with this client key, its secret and its former one, both sealed; or None."""
    if not is_client_key(client_key):
        return None
    return queries.credentials_by_client_key(tx, client_key)


def get(tx: Tx, client_key: str) -> App:
    """Return the app with this client key.

    Raises:
        AppNotFound: no app has it.
    """
    app = find(tx, client_key)
    if app is None:
        raise AppNotFound(
            f"No app has the client key {client_key!r}. `localminis app list` shows all apps."
        )
    return app


def listing(tx: Tx) -> list[App]:
    """Return every app, in the order of creation."""
    return page(tx)


def page(
    tx: Tx,
    *,
    limit: int | None = None,
    after: int = 0,
    name: str | None = None,
    kind: str | None = None,
) -> list[App]:
    """Return apps and sandboxes in the order of creation, from behind a number.

    Args:
        name: only those whose names or client keys hold it.
        kind: only those of this kind.
    """
    return queries.apps_page(tx, limit=limit, after=after, name=name, kind=kind)


def by_id(tx: Tx, ids: Collection[int]) -> dict[int, App]:
    """Return apps and sandboxes by their numbers."""
    return {each.id: each for each in queries.apps_by_id(tx, ids)}


def newest(tx: Tx, *, limit: int) -> list[App]:
    """Return the apps and sandboxes that were made last, the newest first."""
    return queries.newest_apps(tx, limit=limit)


def sealed(tx: Tx) -> list[tuple[ClientKey, str]]:
    """Return every client key with its secret as it is stored."""
    return queries.sealed_secrets(tx)


def secret(tx: Tx, vault: Vault, app: App) -> str:
    """Return an app's client secret in the clear, for signing and for its owner's eyes."""
    return vault.open(queries.sealed_secret(tx, app.id), record=app.client_key)


def set_webhook_url(
    tx: Tx, app: App, url: str | None, *, networks: Sequence[guard.Network] = guard.LOOPBACK
) -> App:
    """Set the one address that receives all of an app's events, or none; what waits goes there.

    Args:
        networks: where addresses may lie.

    Raises:
        AddressRefused: not http or https, no host, user info in it, or outside `networks`.
    """
    if url is not None:
        guard.check(url, networks)
    queries.update_app(tx, app.id, webhook_url=url)
    if url is not None:
        webhook_queries.redirect_pending(tx, app.id, url)
    return get(tx, app.client_key)


def set_payment_enabled(tx: Tx, app: App, *, is_enabled: bool) -> App:
    """Switch the payment capability; without it orders are refused with `20021001`."""
    queries.update_app(tx, app.id, is_payment_enabled=int(is_enabled))
    return get(tx, app.client_key)


def set_ads_enabled(tx: Tx, app: App, *, is_enabled: bool) -> App:
    """Switch the ad capability; without it no placement shows ads."""
    queries.update_app(tx, app.id, is_ads_enabled=int(is_enabled))
    return get(tx, app.client_key)


def parse_basics(
    *,
    name: str | None = None,
    description: str | None = None,
    category: str | None = None,
    kind: str | None = None,
) -> dict[str, str]:
    """Return what is given of an app's basic information, without blanks around it.

    Raises:
        NameInvalid: a text is too long, unprintable or, as a name, empty, or the kind is unknown.

    Source: contract:toolchain-9, §9.3; the length of a category is assumed.
    """
    lengths = {
        "name": (name, 1, spec.APP_NAME_MAX),
        "description": (description, 0, spec.APP_DESCRIPTION_MAX),
        "category": (category, 0, spec.APP_NAME_MAX),
    }
    values: dict[str, str] = {}
    for what, (text, least, most) in lengths.items():
        if text is None:
            continue
        values[what] = text.strip()
        is_shown = all(each.isprintable() or each == "\n" for each in values[what])
        if not least <= len(values[what]) <= most or not is_shown:
            raise NameInvalid(
                f"The app {what} {text[: most + 1]!r} is empty, longer than {most} characters or "
                "not printable."
            )
    if kind is not None:
        if kind not in spec.APP_KINDS:
            raise NameInvalid(f"The app kind {kind!r} is none of {', '.join(spec.APP_KINDS)}.")
        values["kind"] = kind
    return values


def set_basics(
    tx: Tx,
    app: App,
    *,
    name: str | None = None,
    description: str | None = None,
    category: str | None = None,
    kind: str | None = None,
) -> App:
    """Change what is given of an app's basic information.

    Raises:
        NameInvalid: a value is not taken; nothing is written.
    """
    values = parse_basics(name=name, description=description, category=category, kind=kind)
    if values:
        queries.update_app(tx, app.id, **values)
    return get(tx, app.client_key)


def set_legal_urls(
    tx: Tx, app: App, *, terms_url: str | None = None, privacy_url: str | None = None
) -> App:
    """Set the portal's legal addresses; an empty text removes one, and then nobody can log in.

    Raises:
        AddressInvalid: not an http or https address; nothing is written.
    """
    given = {"terms_url": terms_url, "privacy_url": privacy_url}
    values = {
        name: addresses.parse_legal(url) if url else None
        for name, url in given.items()
        if url is not None
    }
    if values:
        queries.update_app(tx, app.id, **values)
    return get(tx, app.client_key)


def set_test_users_required(tx: Tx, app: App, *, is_required: bool) -> App:
    """Switch whether only test users can log in, as in development and preview."""
    queries.update_app(tx, app.id, requires_test_user=int(is_required))
    return get(tx, app.client_key)


def set_developer(tx: Tx, app: App, developer: str) -> App:
    """Hand an app to another developer, whose apps know a user by another union id.

    Raises:
        NameInvalid: the name is empty, too long or unprintable; nothing is written.
    """
    developer = developer.strip()
    if not 1 <= len(developer) <= _NAME_LENGTH_MAX or not developer.isprintable():
        raise NameInvalid(
            f"The developer's name {developer!r} is empty or longer than {_NAME_LENGTH_MAX}."
        )
    queries.update_app(tx, app.id, developer=developer)
    return get(tx, app.client_key)


def redirect_uris(tx: Tx, app: App) -> list[str]:
    """Return the registered redirect addresses of the web flow, sorted."""
    return queries.redirect_uris_of(tx, app.id)


def set_redirect_uris(tx: Tx, app: App, uris: Sequence[str]) -> list[str]:
    """Register these redirect addresses in place of the earlier ones.

    Raises:
        AddressInvalid: one has a form that is not taken, or there are too many; nothing is written.
    """
    wanted = parse_redirect_uris(uris)
    queries.lock_app(tx, app.id)
    queries.replace_redirect_uris(tx, app.id, wanted)
    return queries.redirect_uris_of(tx, app.id)


def parse_redirect_uris(uris: Sequence[str]) -> list[str]:
    """Return redirect addresses that may be registered together, each once.

    Raises:
        AddressInvalid: one has a form that is not taken, or there are too many.
    """
    wanted = list(dict.fromkeys(addresses.parse_redirect(uri) for uri in uris))
    if len(wanted) > scopes.REDIRECT_URIS_MAX:
        raise AddressInvalid(
            f"{len(wanted)} redirect addresses are too many. "
            f"Register at most {scopes.REDIRECT_URIS_MAX}."
        )
    return wanted


def end(tx: Tx, clock: Clock, app: App) -> None:
    """End an app: it is found no more, and its codes and tokens are dead.

    Its row stays for the orders and events that name it, and its client key stays taken.
    """
    queries.lock_app(tx, app.id)
    queries.revoke_everything(tx, app.id, clock.now_s())
    queries.update_app(tx, app.id, deleted_at_s=clock.now_s(), webhook_url=None)
