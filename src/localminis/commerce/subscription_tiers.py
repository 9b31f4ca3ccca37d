"""The subscription tiers that can be bought here, and where their periods end.

The four sandbox tiers are documented; the local ones are ours (assumed), one for each documented
cycle. Source: contract server-api §6.1, §6.3.
"""

import calendar
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from localminis.commerce import regions
from localminis.commerce.model import ParametersInvalid, SubscriptionTier, TierNotFound
from localminis.commerce.queries import tiers as queries
from localminis.spec import limits
from localminis.spec import subscriptions as spec
from localminis.store.transaction import Tx

LOCAL_TIERS: Final[dict[str, tuple[spec.DeductCycle, str]]] = {
    "local_199_1W": ("WEEKLY", "1.99"),
    "local_499_1M": ("MONTHLY", "4.99"),
    "local_949_2M": ("BIMONTHLY", "9.49"),
    "local_1347_3M": ("QUARTERLY", "13.47"),
    "local_2499_6M": ("SEMIANNYALLY", "24.99"),
    "local_4499_1Y": ("ANNUALLY", "44.99"),
}

DEFAULT_SET: Final = "local"

_MONTHS_A_YEAR: Final = 12
_SET_NAME_MAX: Final = 50
_TIER_ID_FORM: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_USD_FORM: Final = re.compile(r"[0-9]{1,3}\.[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Sku:
    """A cycle at a price in US dollars, in a set; one that was taken out still renews."""

    tier_id: str
    set_name: str
    deduct_cycle: spec.DeductCycle
    price_usd: str
    is_removed: bool = False


Skus = Mapping[str, Sku]
DEFAULTS: Final[Skus] = {
    tier_id: Sku(tier_id, DEFAULT_SET, cycle, usd) for tier_id, (cycle, usd) in LOCAL_TIERS.items()
}


def skus(tx: Tx) -> Skus:
    """Return every SKU outside the sandbox by its tier id, those that were taken out included."""
    chosen = {
        row.tier_id: Sku(
            row.tier_id, row.set_name, row.deduct_cycle, row.price_usd, bool(row.is_removed)
        )
        for row in queries.chosen_skus(tx)
    }
    return {**DEFAULTS, **chosen} if chosen else DEFAULTS


def put(tx: Tx, tier_id: str, *, set_name: str, deduct_cycle: str, price_usd: str) -> Sku:
    """Sell a subscription SKU, in place of an earlier one with its id.

    A new price counts from the next payment of those who subscribe already (assumed).

    Raises:
        ParametersInvalid: a value has a form that is not taken, the set has another SKU of this
            cycle, or the id has another cycle already; nothing is written.

    Source: contract:toolchain-9, §9.9. That a set has each cycle once is read from "Tier ID per
    cycle".
    """
    present, set_name = skus(tx), set_name.strip()
    _check_form(tier_id, set_name, deduct_cycle, price_usd)
    before = present.get(tier_id)
    if before is not None and before.deduct_cycle != deduct_cycle:
        raise ParametersInvalid(
            f"{tier_id} is {before.deduct_cycle} and stays so: subscriptions count on it. Make "
            "another SKU for another cycle."
        )
    for each in present.values():
        is_same_place = (each.set_name, each.deduct_cycle) == (set_name, deduct_cycle)
        if is_same_place and each.tier_id != tier_id and not each.is_removed:
            raise ParametersInvalid(
                f"The set {set_name!r} has {each.tier_id} for {deduct_cycle} already. Change that "
                "one, or use another set."
            )
    if before is None and len(present) >= limits.SKUS_MAX:
        raise ParametersInvalid(f"There are {limits.SKUS_MAX} SKUs, and more are not kept.")
    queries.put_sku(
        tx,
        tier_id,
        set_name=set_name,
        deduct_cycle=deduct_cycle,
        price_usd=price_usd,
        is_removed=0,
    )
    return skus(tx)[tier_id]


def _check_form(tier_id: str, set_name: str, deduct_cycle: str, price_usd: str) -> None:
    if not _TIER_ID_FORM.fullmatch(tier_id) or tier_id in spec.SANDBOX_TIERS:
        raise ParametersInvalid(
            f"The tier id {tier_id!r} is one of the sandbox's, or not 1 to 64 letters, digits, "
            "'-', '_' or '.'."
        )
    if not 1 <= len(set_name) <= _SET_NAME_MAX or not set_name.isprintable():
        raise ParametersInvalid(
            f"The set's name {set_name!r} is empty or longer than {_SET_NAME_MAX} characters."
        )
    if deduct_cycle not in spec.CYCLE_MONTHS:
        raise ParametersInvalid(
            f"The cycle {deduct_cycle!r} is none of {', '.join(spec.CYCLE_MONTHS)}."
        )
    is_price = _USD_FORM.fullmatch(price_usd) is not None
    if not is_price or not 0 < Decimal(price_usd) <= limits.SKU_PRICE_MAX_USD:
        raise ParametersInvalid(
            f"The price {price_usd!r} is none. Write US dollars such as 4.99, at most "
            f"{limits.SKU_PRICE_MAX_USD}."
        )


def remove(tx: Tx, tier_id: str) -> Sku:
    """Sell a SKU to nobody new; who subscribes already goes on paying.

    Raises:
        TierNotFound: no such SKU is sold; nothing is written.
    """
    found = skus(tx).get(tier_id)
    if found is None or found.is_removed:
        raise TierNotFound(f"The SKU {tier_id!r} is not sold, so it cannot be taken out.")
    queries.put_sku(
        tx,
        tier_id,
        set_name=found.set_name,
        deduct_cycle=found.deduct_cycle,
        price_usd=found.price_usd,
        is_removed=1,
    )
    return skus(tx)[tier_id]


def restore(tx: Tx) -> Skus:
    """Sell our own SKUs again as they were, and nothing else to anybody new."""
    for tier_id, each in skus(tx).items():
        if tier_id in LOCAL_TIERS:
            queries.delete_sku(tx, tier_id)
        elif not each.is_removed:
            remove(tx, tier_id)
    return skus(tx)


def get(tier_id: str, region: str = "US", among: Skus = DEFAULTS) -> SubscriptionTier:
    """Return a tier, priced for a user's region; sandbox tiers always cost US dollars.

    Args:
        among: every SKU, as `skus` returns it; one that was taken out is found, for renewals.

    Raises:
        TierNotFound: neither a sandbox tier nor one of these.
    """
    is_sandbox = tier_id in spec.SANDBOX_TIERS
    if is_sandbox:
        deduct_cycle, usd = spec.SANDBOX_TIERS[tier_id]
    elif tier_id in among:
        deduct_cycle, usd = among[tier_id].deduct_cycle, among[tier_id].price_usd
    else:
        raise _unknown(tier_id, among)
    currency = regions.USD if is_sandbox else regions.currency(region)
    return SubscriptionTier(
        tier_id=tier_id,
        deduct_cycle=deduct_cycle,
        deduct_type="auto_renew",
        price=currency.price(usd),
        currency=currency.code,
        symbol=currency.symbol,
        is_sandbox=is_sandbox,
    )


def offered(tier_id: str, region: str = "US", among: Skus = DEFAULTS) -> SubscriptionTier:
    """Return a tier that somebody new may subscribe to.

    Raises:
        TierNotFound: no such tier, or one that was taken out.
    """
    if tier_id in among and among[tier_id].is_removed:
        raise _unknown(tier_id, among)
    return get(tier_id, region, among)


def _unknown(tier_id: str, among: Skus) -> TierNotFound:
    known = ", ".join([*spec.SANDBOX_TIERS, *_on_sale(among)])
    return TierNotFound(
        f"The tier {tier_id!r} cannot be subscribed to here. Tiers: {known}.",
        field="tier_id",
        passes=f"One of {known}.",
    )


def _on_sale(among: Skus) -> list[str]:
    return [tier_id for tier_id, each in among.items() if not each.is_removed]


def listing(region: str, *, is_sandbox: bool, among: Skus = DEFAULTS) -> list[SubscriptionTier]:
    """Return every tier that can be subscribed to, in the sandbox or outside of it."""
    ids = spec.SANDBOX_TIERS if is_sandbox else _on_sale(among)
    return [get(each, region, among) for each in ids]


def infos(tier_ids: Collection[str], region: str, among: Skus = DEFAULTS) -> list[SubscriptionTier]:
    """Return several tiers; one unknown tier refuses all (assumed).

    Raises:
        ParametersInvalid: no id, or more than a hundred.
        TierNotFound: a tier is unknown.
    """
    if not 1 <= len(tier_ids) <= limits.TIER_IDS_MAX:
        raise ParametersInvalid(
            f"tier_ids holds {len(tier_ids)} ids; send 1 to {limits.TIER_IDS_MAX}.",
            field="tier_ids",
        )
    return [offered(tier_id, region, among) for tier_id in tier_ids]


def is_longer(tier: SubscriptionTier, than: SubscriptionTier) -> bool:
    """Return whether a tier's cycle is longer than another's."""
    months = spec.CYCLE_MONTHS
    return months[tier.deduct_cycle] > months[than.deduct_cycle]


def period_end_s(tier: SubscriptionTier, anchor_s: int, periods: int) -> int:
    """Return when a number of whole cycles after `anchor_s` is over.

    Counted from the anchor and not from the last end, so that a subscription of 31 January ends on
    28 February and then on 31 March.
    """
    if tier.is_sandbox:
        return anchor_s + periods * spec.SANDBOX_PERIOD_S
    months = spec.CYCLE_MONTHS[tier.deduct_cycle] * periods
    if months == 0:
        return anchor_s + periods * spec.WEEK_S
    anchor = datetime.fromtimestamp(anchor_s, UTC)
    years, month = divmod(anchor.month - 1 + months, _MONTHS_A_YEAR)
    year, month = anchor.year + years, month + 1
    day = min(anchor.day, calendar.monthrange(year, month)[1])
    return int(anchor.replace(year=year, month=month, day=day).timestamp())
