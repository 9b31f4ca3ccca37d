"""Worlds: the first users of a new state folder, and the test world that a team keeps in a file."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from localminis.clock import Clock
from localminis.commerce import ledger
from localminis.identity import apps, testers, users
from localminis.identity.model import App, AppNotFound, UserNotFound
from localminis.publishing import domains, placements
from localminis.spec.publishing import PlacementKind
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks.guard import LOOPBACK, Network

_FIRST_USERS: Final = (("Mia", "US"), ("Kenji", "JP"))
_FIRST_BEANS: Final = 50


class WorldPlacement(msgspec.Struct, forbid_unknown_fields=True):
    """An ad placement of an app in a world file, known by its name."""

    name: str
    kind: PlacementKind = "rewarded"
    active: bool = True


class WorldApp(msgspec.Struct, forbid_unknown_fields=True):
    """An app of a world file; without a secret a new app gets a made-up one.

    What is left out of it stays as it is.
    """

    client_key: str
    name: str
    client_secret: str | None = None
    webhook_url: str | None = None
    payment: bool = True
    ads: bool | None = None
    description: str | None = None
    category: str | None = None
    kind: str | None = None
    trusted_domains: list[str] | None = None
    test_users: list[str] | None = None
    placements: list[WorldPlacement] | None = None


class WorldUser(msgspec.Struct, forbid_unknown_fields=True):
    """A user of a world file; `beans` is what the wallet shall hold."""

    name: str
    region: str = "US"
    beans: int | None = None


class World(msgspec.Struct, forbid_unknown_fields=True):
    """What `localminis.toml` declares: `[[apps]]` and `[[users]]`."""

    apps: list[WorldApp] = []
    users: list[WorldUser] = []


def populate(tx: Tx, clock: Clock) -> None:
    """Make the first users and fill their wallets, unless there are users already.

    Each has fewer Beans than an episode costs, so that the first purchase meets the recharge.
    """
    if users.listing(tx):
        return
    for name, region in _FIRST_USERS:
        user = users.create(tx, clock, name=name, region=region)
        ledger.grant(tx, clock, user.id, _FIRST_BEANS)


def apply(
    tx: Tx, clock: Clock, vault: Vault, wanted: World, *, networks: Sequence[Network] = LOOPBACK
) -> dict[str, Any]:
    """Make what a world declares; what exists by key or name is brought in line, not replaced.

    Raises:
        MinisError: the first refusal of a verb; nothing of the world is applied then.
    """
    for person in wanted.users:
        _apply_user(tx, clock, person)
    for each in wanted.apps:
        _apply_app(tx, clock, vault, each, networks)
    return {"apps": len(wanted.apps), "users": len(wanted.users)}


def _apply_app(
    tx: Tx, clock: Clock, vault: Vault, wanted: WorldApp, networks: Sequence[Network]
) -> None:
    try:
        app = apps.get(tx, wanted.client_key)
    except AppNotFound:
        app = apps.create(
            tx,
            clock,
            vault,
            name=wanted.name,
            client_key=wanted.client_key,
            client_secret=wanted.client_secret,
        )
    app = apps.set_webhook_url(tx, app, wanted.webhook_url, networks=networks)
    app = apps.set_payment_enabled(tx, app, is_enabled=wanted.payment)
    _apply_portal(tx, clock, app, wanted)


def _apply_portal(tx: Tx, clock: Clock, app: App, wanted: WorldApp) -> None:
    app = apps.set_basics(
        tx, app, description=wanted.description, category=wanted.category, kind=wanted.kind
    )
    if wanted.ads is not None:
        app = apps.set_ads_enabled(tx, app, is_enabled=wanted.ads)
    if wanted.trusted_domains is not None:
        domains.replace(tx, app, wanted.trusted_domains)
    if wanted.test_users is not None:
        people = [users.get(tx, name) for name in wanted.test_users]
        for user in testers.listing(tx, app):
            if user not in people:
                testers.remove(tx, app, user)
        for user in people:
            testers.add(tx, clock, app, user)
    present = {each.name: each for each in placements.listing(tx, app)}
    for each in wanted.placements or ():
        slot = present.get(each.name) or placements.create(
            tx, clock, app, name=each.name, kind=each.kind
        )
        placements.change(tx, app, slot.placement_id, is_active=each.active)


def _apply_user(tx: Tx, clock: Clock, wanted: WorldUser) -> None:
    try:
        user = users.get(tx, wanted.name)
    except UserNotFound:
        user = users.create(tx, clock, name=wanted.name, region=wanted.region)
    if wanted.beans is not None and wanted.beans != (held := ledger.balance(tx, user.id)):
        ledger.grant(tx, clock, user.id, wanted.beans - held)
