"""Worlds: the first users of a new state folder, and the test world that a team keeps in a file."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from localminis.agenda.agenda import Bell
from localminis.clock import Clock
from localminis.commerce import ledger, orders, tiers
from localminis.errors import Invalid
from localminis.identity import accounts, apps, availability, credentials, testers, users
from localminis.identity.model import App, AppNotFound, UserNotFound
from localminis.publishing import domains, placements
from localminis.spec.publishing import PlacementKind
from localminis.store import state
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks.guard import LOOPBACK, Network

_FIRST_USERS: Final = (("Mia", "US"), ("Kenji", "JP"))
_FIRST_BEANS: Final = 50
# Where the first users leave rows.
_FIRST_TABLES: Final = frozenset({"clocks", "users", "accounts", "transfers", "entries"})


class WorldInvalid(Invalid):
    """A world declares what cannot be."""

    code = "world_invalid"


class WorldPlacement(msgspec.Struct, forbid_unknown_fields=True):
    """An ad placement of an app, known by its id, the page's `adUnitId`, or else by its name."""

    name: str
    id: str | None = None
    kind: PlacementKind = "rewarded"
    active: bool = True


class WorldApp(msgspec.Struct, forbid_unknown_fields=True):
    """An app of a world file; without a secret a new app gets a made-up one.

    What is left out of it stays as it is; an empty `webhook_url` takes the address away.
    """

    client_key: str
    name: str
    client_secret: str | None = None
    webhook_url: str | None = None
    payment: bool | None = None
    ads: bool | None = None
    description: str | None = None
    category: str | None = None
    kind: str | None = None
    regions: list[str] | None = None
    min_library_version: str | None = None
    trusted_domains: list[str] | None = None
    test_users: list[str] | None = None
    placements: list[WorldPlacement] | None = None
    developer: str | None = None
    terms_url: str | None = None
    privacy_url: str | None = None
    redirect_uris: list[str] | None = None
    requires_test_user: bool | None = None


class WorldUser(msgspec.Struct, forbid_unknown_fields=True):
    """A user of a world file; `beans` is what the wallet shall hold.

    What is left out of it stays as it is, and is as of any new user when the user is new.
    """

    name: str
    region: str | None = None
    beans: int | None = None
    language: str | None = None
    adult: bool | None = None
    sandbox: bool | None = None


class WorldTier(msgspec.Struct, forbid_unknown_fields=True):
    """A tier that the store sells beside ours; the price is a decimal in US dollars."""

    tier_id: str
    beans: int
    price: str
    name: str = ""


class World(msgspec.Struct, forbid_unknown_fields=True):
    """What `localminis.toml` declares: `[[users]]`, `[[tiers]]`, `[[apps]]`."""

    apps: list[WorldApp] = []
    users: list[WorldUser] = []
    tiers: list[WorldTier] = []


def populate(tx: Tx, clock: Clock) -> None:
    """Make the first users and fill their wallets, unless there are users already.

    Each has fewer Beans than an episode costs, so that the first purchase meets the recharge.
    """
    if users.listing(tx):
        return
    for name, region in _FIRST_USERS:
        user = users.create(tx, clock, name=name, region=region)
        ledger.grant(tx, clock, user.id, _FIRST_BEANS)


def is_untouched(tx: Tx) -> bool:
    """Tell whether nothing is here but the first users with their first Beans."""
    first = {name for name, _ in _FIRST_USERS}
    return (
        state.is_empty(tx, but=_FIRST_TABLES)
        and {each.name for each in users.listing(tx)} == first
        and len(ledger.listing(tx, limit=len(first) + 1)) == len(first)
    )


def apply(
    tx: Tx,
    clock: Clock,
    vault: Vault,
    bell: Bell,
    wanted: World,
    *,
    networks: Sequence[Network] = LOOPBACK,
) -> dict[str, Any]:
    """Make what a world declares; what exists by key or name is brought in line, not replaced.

    Raises:
        MinisError: the first refusal of a verb; nothing of the world is applied then.
    """
    for person in wanted.users:
        _apply_user(tx, clock, bell, person)
    for tier in wanted.tiers:
        tiers.put(tx, tier.tier_id, token_amount=tier.beans, price_usd=tier.price, name=tier.name)
    for each in wanted.apps:
        _apply_app(tx, clock, vault, each, networks)
    return {
        "apps": len(wanted.apps),
        "users": len(wanted.users),
        "tiers": len(wanted.tiers),
        "placements": sum(len(each.placements or ()) for each in wanted.apps),
    }


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
    if wanted.client_secret is not None:
        credentials.put(tx, vault, app, wanted.client_secret)
    if wanted.webhook_url is not None:
        app = apps.set_webhook_url(tx, app, wanted.webhook_url or None, networks=networks)
    if wanted.payment is not None:
        app = apps.set_payment_enabled(tx, app, is_enabled=wanted.payment)
    _apply_portal(tx, clock, app, wanted)


def _apply_portal(tx: Tx, clock: Clock, app: App, wanted: WorldApp) -> None:
    app = apps.set_basics(
        tx,
        app,
        name=wanted.name,
        description=wanted.description,
        category=wanted.category,
        kind=wanted.kind,
    )
    app = apps.set_legal_urls(tx, app, terms_url=wanted.terms_url, privacy_url=wanted.privacy_url)
    availability.change(
        tx, app, regions=wanted.regions, min_library_version=wanted.min_library_version
    )
    if wanted.developer is not None:
        app = apps.set_developer(tx, app, wanted.developer)
    if wanted.redirect_uris is not None:
        apps.set_redirect_uris(tx, app, wanted.redirect_uris)
    if wanted.requires_test_user is not None:
        app = apps.set_test_users_required(tx, app, is_required=wanted.requires_test_user)
    if wanted.ads is not None:
        app = apps.set_ads_enabled(tx, app, is_enabled=wanted.ads)
    if wanted.trusted_domains is not None:
        domains.replace(tx, app, wanted.trusted_domains)
    if wanted.test_users is not None:
        _apply_test_users(tx, clock, app, wanted.test_users)
    for each in wanted.placements or ():
        _apply_placement(tx, clock, app, each)


def _apply_test_users(tx: Tx, clock: Clock, app: App, names: Sequence[str]) -> None:
    people = [users.get(tx, name) for name in names]
    for user in testers.listing(tx, app):
        if user not in people:
            testers.remove(tx, app, user)
    for user in people:
        testers.add(tx, clock, app, user)


def _apply_placement(tx: Tx, clock: Clock, app: App, wanted: WorldPlacement) -> None:
    found = next(
        (
            each
            for each in placements.listing(tx, app)
            if (each.placement_id == wanted.id if wanted.id else each.name == wanted.name)
        ),
        None,
    )
    if found is None:
        found = placements.create(
            tx, clock, app, name=wanted.name, kind=wanted.kind, placement_id=wanted.id
        )
    placements.change(tx, app, found.placement_id, name=wanted.name, is_active=wanted.active)


def _apply_user(tx: Tx, clock: Clock, bell: Bell, wanted: WorldUser) -> None:
    try:
        user = users.get(tx, wanted.name)
    except UserNotFound:
        user = users.create(tx, clock, name=wanted.name)
    accounts.change(
        tx,
        clock,
        bell,
        user,
        region=wanted.region,
        language=wanted.language,
        is_adult=wanted.adult,
    )
    if wanted.sandbox is not None:
        orders.set_sandbox_user(tx, clock, user.id, is_sandbox=wanted.sandbox)
    if wanted.beans is None:
        return
    if wanted.beans < 0:
        raise WorldInvalid(
            f"The wallet of {wanted.name} shall hold {wanted.beans} Beans. Use 0 or more."
        )
    if wanted.beans != (held := ledger.balance(tx, user.id)):
        ledger.grant(tx, clock, user.id, wanted.beans - held)
