"""The admin API's handlers for what is sold: Beans tiers by region, and subscription SKUs."""

from dataclasses import asdict
from typing import Any, Final

import msgspec
from starlette.requests import Request

from localminis.commerce import regions, subscription_tiers, tiers
from localminis.commerce.model import Tier
from localminis.commerce.subscription_tiers import Sku
from localminis.commerce.tiers import Assortment
from localminis.errors import Conflict, Invalid
from localminis.spec import subscriptions as spec
from localminis.store.transaction import Tx
from localminis.web.admin import fingerprints, shapes
from localminis.web.context import Context


class AlreadySold(Conflict):
    """What shall be new is there already."""

    code = "already_sold"


class SkuFixed(Invalid):
    """What is documented cannot be changed."""

    code = "sku_fixed"


class Known(msgspec.Struct):
    """A change; with a `fingerprint` only if nobody has changed the object since it was read.

    An empty one means that none shall be sold yet.
    """

    fingerprint: str | None = None


class TierBody(Known, kw_only=True):
    """What a tier is: its Beans, its price in US dollars, and its name on the wire."""

    beans: int
    price_usd: str
    name: str = ""


class RegionalPrice(Known, kw_only=True):
    """What a tier costs in a region, in its currency; empty: what follows from the dollars."""

    price: str = ""


class TierSheet(Known, kw_only=True):
    """Tiers as CSV, under the names of the columns: tier_id, beans, price_usd and perhaps name."""

    csv: str


class SkuBody(Known, kw_only=True):
    """What a subscription SKU is: its set, its cycle, its price in US dollars."""

    set_name: str
    deduct_cycle: str
    price_usd: str


def list_tiers(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the Beans tiers at the prices of a region, the US when none is asked for."""
    region = request.query_params.get("region", "US").upper()
    among = tiers.sold(tx)
    shown = [_tier(tier, region, among) for tier in among.by_size()]
    return {
        "region": region,
        "currency": regions.currency(region).code,
        "tiers": shown,
        "removed": [_tier(tier, region, among) for tier in among.removed.values()],
        "is_default": among == tiers.DEFAULTS,
        "fingerprint": _of_tiers(among),
    }


def show_tier(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show a Beans tier with its price in every region that has a currency of its own."""
    tier_id, among = request.path_params["tier_id"], tiers.sold(tx)
    tier = among.removed.get(tier_id) or among.tiers.get(tier_id)
    if tier is None:
        tiers.get(tier_id, among=among)  # says what is sold
    assert tier is not None
    places = sorted({*regions.REGIONS, *(where for of, where in among.prices if of == tier_id)})
    prices = [
        {
            "region": where,
            "price": among.priced(tier, where).price,
            "currency": regions.currency(where).code,
            "is_own": (tier_id, where) in among.prices,
        }
        for where in places
    ]
    return {**_tier(tier, "US", among), "prices": prices, "is_sold": tier_id in among.tiers}


def put_tier(tx: Tx, _: Context, request: Request, body: TierBody) -> Any:
    """Sell a Beans tier, in place of an earlier one with its id."""
    tier_id = request.path_params["tier_id"]
    _require_tier(tx, tier_id, body.fingerprint)
    tiers.put(tx, tier_id, token_amount=body.beans, price_usd=body.price_usd, name=body.name)
    return _one_tier(tx, tier_id)


def set_tier_price(tx: Tx, _: Context, request: Request, body: RegionalPrice) -> Any:
    """Choose what a Beans tier costs in a region."""
    tier_id, region = request.path_params["tier_id"], request.path_params["region"]
    _require_tier(tx, tier_id, body.fingerprint)
    tiers.set_price(tx, tier_id, region, body.price.strip() or None)
    return _one_tier(tx, tier_id, region.upper())


def remove_tier(tx: Tx, _: Context, request: Request, body: Known) -> Any:
    """Take a Beans tier out of the store."""
    tier_id = request.path_params["tier_id"]
    _require_tier(tx, tier_id, body.fingerprint)
    return {"tier_id": tiers.remove(tx, tier_id).tier_id}


def import_tiers(tx: Tx, _: Context, __: Request, body: TierSheet) -> Any:
    """Sell every tier of a CSV, or none of them."""
    fingerprints.require({"fingerprint": _of_tiers(tiers.sold(tx))}, body.fingerprint)
    return {"count": tiers.put_all(tx, body.csv)}


def restore_tiers(tx: Tx, _: Context, __: Request, body: Known) -> Any:
    """Sell the tiers that LocalMinis comes with, and nothing else."""
    fingerprints.require({"fingerprint": _of_tiers(tiers.sold(tx))}, body.fingerprint)
    return {"count": len(tiers.restore(tx).tiers)}


def list_skus(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the subscription SKUs by set, at the prices of a region; the sandbox's come last."""
    region = request.query_params.get("region", "US").upper()
    found = subscription_tiers.skus(tx)
    sets: dict[str, list[dict[str, Any]]] = {}
    for each in sorted(found.values(), key=lambda sku: spec.CYCLE_MONTHS[sku.deduct_cycle]):
        sets.setdefault(each.set_name, []).append(_sku(each, region, found))
    return {
        "region": region,
        "currency": regions.currency(region).code,
        "sets": [{"name": name, "skus": listed} for name, listed in sorted(sets.items())],
        "sandbox": [asdict(each) for each in subscription_tiers.listing(region, is_sandbox=True)],
        "is_default": found == subscription_tiers.DEFAULTS,
        "fingerprint": _of_skus(found),
    }


def show_sku(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show a subscription SKU."""
    found, tier_id = subscription_tiers.skus(tx), request.path_params["sku"]
    subscription_tiers.get(tier_id, among=found)  # says what is sold
    if tier_id not in found:
        raise SkuFixed(f"{tier_id} is a sandbox tier, which the platform documents. It stays.")
    return _sku(found[tier_id], "US", found)


def put_sku(tx: Tx, _: Context, request: Request, body: SkuBody) -> Any:
    """Sell a subscription SKU, in place of an earlier one with its id."""
    tier_id = request.path_params["sku"]
    _require_sku(tx, tier_id, body.fingerprint)
    made = subscription_tiers.put(
        tx,
        tier_id,
        set_name=body.set_name,
        deduct_cycle=body.deduct_cycle,
        price_usd=body.price_usd,
    )
    return _sku(made, "US", subscription_tiers.skus(tx))


def remove_sku(tx: Tx, _: Context, request: Request, body: Known) -> Any:
    """Sell a subscription SKU to nobody new."""
    tier_id = request.path_params["sku"]
    _require_sku(tx, tier_id, body.fingerprint)
    return _sku(subscription_tiers.remove(tx, tier_id), "US", subscription_tiers.skus(tx))


def restore_skus(tx: Tx, _: Context, __: Request, body: Known) -> Any:
    """Sell the subscription SKUs that LocalMinis comes with, and nothing else to anybody new."""
    now = subscription_tiers.skus(tx)
    fingerprints.require({"fingerprint": _of_skus(now)}, body.fingerprint)
    after = subscription_tiers.restore(tx)
    return {"count": sum(not each.is_removed for each in after.values())}


def _tier(tier: Tier, region: str, among: Assortment) -> dict[str, Any]:
    shown = {
        **asdict(among.priced(tier, region)),
        "price_usd": tier.price,
        "regional_price": among.prices.get((tier.tier_id, region)),
        "regions": sorted(where for tier_id, where in among.prices if tier_id == tier.tier_id),
        "is_ours": tiers.TIERS.get(tier.tier_id) == tier,
    }
    return {**shown, "fingerprint": _of_tier(tier, among)}


def _one_tier(tx: Tx, tier_id: str, region: str = "US") -> dict[str, Any]:
    among = tiers.sold(tx)
    return _tier(among.tiers[tier_id], region, among)


def _of_tier(tier: Tier, among: Assortment) -> str:
    prices = {where: cost for (of, where), cost in among.prices.items() if of == tier.tier_id}
    return fingerprints.of(
        {**asdict(tier), "prices": prices, "is_sold": tier.tier_id in among.tiers}
    )


def _of_tiers(among: Assortment) -> str:
    everything = [*among.tiers.values(), *among.removed.values()]
    return fingerprints.of({each.tier_id: _of_tier(each, among) for each in everything})


def _require_tier(tx: Tx, tier_id: str, given: str | None) -> None:
    among = tiers.sold(tx)
    tier = among.tiers.get(tier_id) or among.removed.get(tier_id)
    now = "" if tier is None else _of_tier(tier, among)
    _require(tier_id, now, given, is_sold=tier_id in among.tiers)


def _sku(each: Sku, region: str, found: subscription_tiers.Skus) -> dict[str, Any]:
    shown = {
        **asdict(each),
        **asdict(subscription_tiers.get(each.tier_id, region, found)),
        "is_ours": subscription_tiers.DEFAULTS.get(each.tier_id) == each,
    }
    return {**shown, "fingerprint": _of_sku(each)}


def _of_sku(each: Sku) -> str:
    return fingerprints.of(asdict(each))


def _of_skus(found: subscription_tiers.Skus) -> str:
    return fingerprints.of({tier_id: _of_sku(each) for tier_id, each in found.items()})


def _require_sku(tx: Tx, tier_id: str, given: str | None) -> None:
    found = subscription_tiers.skus(tx).get(tier_id)
    is_sold = found is not None and not found.is_removed
    _require(tier_id, "" if found is None else _of_sku(found), given, is_sold=is_sold)


def _require(tier_id: str, now: str, given: str | None, *, is_sold: bool) -> None:
    if given == "":
        if is_sold:
            raise AlreadySold(f"{tier_id} is there already. Change that one, or choose another id.")
        return  # new, or taken out before and sold again
    fingerprints.require({"fingerprint": now}, given)


_TIER: Final = "tiers/{tier_id}"
_SKU: Final = "skus/{sku}"

TABLE: Final = (
    ("GET", "tiers", shapes.Nothing, list_tiers),
    ("POST", "tiers/import", TierSheet, import_tiers),
    ("POST", "tiers/restore", Known, restore_tiers),
    ("GET", _TIER, shapes.Nothing, show_tier),
    ("PUT", _TIER, TierBody, put_tier),
    ("DELETE", _TIER, Known, remove_tier),
    ("PUT", f"{_TIER}/prices/{{region}}", RegionalPrice, set_tier_price),
    ("GET", "skus", shapes.Nothing, list_skus),
    ("POST", "skus/restore", Known, restore_skus),
    ("GET", _SKU, shapes.Nothing, show_sku),
    ("PUT", _SKU, SkuBody, put_sku),
    ("DELETE", _SKU, Known, remove_sku),
)
