"""The subscription tiers that can be bought here, and where their periods end.

The four sandbox tiers are documented; the local ones are ours (assumed), one for each documented
cycle. Source: contract server-api §6.1, §6.3.
"""

import calendar
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

from localminis.commerce import regions
from localminis.commerce.model import ParametersInvalid, SubscriptionTier, TierNotFound
from localminis.spec import limits
from localminis.spec import subscriptions as spec

LOCAL_TIERS: Final[dict[str, tuple[spec.DeductCycle, str]]] = {
    "local_199_1W": ("WEEKLY", "1.99"),
    "local_499_1M": ("MONTHLY", "4.99"),
    "local_949_2M": ("BIMONTHLY", "9.49"),
    "local_1347_3M": ("QUARTERLY", "13.47"),
    "local_2499_6M": ("SEMIANNYALLY", "24.99"),
    "local_4499_1Y": ("ANNUALLY", "44.99"),
}

_MONTHS_A_YEAR: Final = 12


def get(tier_id: str, region: str = "US") -> SubscriptionTier:
    """Return a tier, priced for a user's region; sandbox tiers always cost US dollars.

    Raises:
        TierNotFound: neither a sandbox tier nor one of ours.
    """
    is_sandbox = tier_id in spec.SANDBOX_TIERS
    found = spec.SANDBOX_TIERS.get(tier_id) or LOCAL_TIERS.get(tier_id)
    if found is None:
        known = ", ".join([*spec.SANDBOX_TIERS, *LOCAL_TIERS])
        raise TierNotFound(
            f"The tier {tier_id!r} cannot be subscribed to here. Tiers: {known}.",
            field="tier_id",
            passes=f"One of {known}.",
        )
    deduct_cycle, usd = found
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


def listing(region: str, *, is_sandbox: bool) -> list[SubscriptionTier]:
    """Return every tier that can be subscribed to, in the sandbox or outside of it."""
    return [get(each, region) for each in (spec.SANDBOX_TIERS if is_sandbox else LOCAL_TIERS)]


def infos(tier_ids: Collection[str], region: str) -> list[SubscriptionTier]:
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
    return [get(tier_id, region) for tier_id in tier_ids]


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
