"""The Beans tiers that the simulated store sells, and which prices of products are allowed.

The amounts and prices are ours (assumed), around the documentation's sample of 100 Beans for
1.19 USD. Source: contract server-api §3, §4, §5.5.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from localminis.commerce import regions
from localminis.commerce.model import ParametersInvalid, Tier, TierNotFound
from localminis.spec import limits

_SOLD: Final = (
    (100, "1.19"),
    (300, "3.49"),
    (500, "5.99"),
    (1_000, "11.99"),
    (2_000, "23.99"),
    (5_000, "59.99"),
    (10_000, "119.99"),
    (40_000, "479.99"),
)

# Prices in US dollars; `get` prices a tier for a region.
TIERS: Final = {
    f"local_beans_{beans}": Tier(
        tier_id=f"local_beans_{beans}",
        tier_name=f"pd_beans_local_{beans}",
        token_amount=beans,
        price=price,
        currency="USD",
        symbol="$",
    )
    for beans, price in _SOLD
}

# The id that a partner's answers to questions name for 100 Beans (observed), so that code written
# with it runs here.
_REFERENCE: Final = Tier(
    tier_id="1732621527608100",
    tier_name="pd_beans_showcase_100",
    token_amount=100,
    price="1.19",
    currency="USD",
    symbol="$",
)


def get(tier_id: str, region: str = "US") -> Tier:
    """Return a tier, priced for a user's region.

    Raises:
        TierNotFound: the store sells none of this id.
    """
    tier = _REFERENCE if tier_id == _REFERENCE.tier_id else TIERS.get(tier_id)
    if tier is None:
        raise TierNotFound(
            f"The tier {tier_id!r} is not sold here. Local tiers: {', '.join(TIERS)}.",
            field="tier_ids",
            passes=f"One of {', '.join(TIERS)}.",
        )
    return _priced(tier, region)


def listing(region: str) -> list[Tier]:
    """Return everything that the store sells, priced for a region, the smallest first."""
    return [_priced(tier, region) for tier in TIERS.values()]


def infos(tier_ids: Collection[str], region: str) -> list[Tier]:
    """Return several tiers, priced for a user's region; one unknown tier refuses all (assumed).

    Raises:
        ParametersInvalid: no id, or more than a hundred.
        TierNotFound: the store sells none of an id.
    """
    if not 1 <= len(tier_ids) <= limits.TIER_IDS_MAX:
        raise ParametersInvalid(
            f"tier_ids holds {len(tier_ids)} ids; send 1 to {limits.TIER_IDS_MAX}.",
            field="tier_ids",
        )
    return [get(tier_id, region) for tier_id in tier_ids]


def covering(beans: int, region: str = "US") -> Tier:
    """Return the smallest tier that covers an amount, or the largest there is.

    Source: contract server-api §5.5 (rounding up).
    """
    by_size = sorted(TIERS.values(), key=lambda tier: tier.token_amount)
    fitting = (tier for tier in by_size if tier.token_amount >= beans)
    return _priced(next(fitting, by_size[-1]), region)


def are_amounts_allowed(token_amounts: Collection[int], region: str) -> bool:
    """Return whether every price, in Beans, may be asked of a user; one verdict for all.

    The rule is unpublished; assumed: positive, and at most the cap per SKU of the user's region.

    Raises:
        ParametersInvalid: no amount, or more than a thousand.

    Source: contract server-api §4, §5.5.
    """
    if not 1 <= len(token_amounts) <= limits.TOKEN_AMOUNTS_MAX:
        raise ParametersInvalid(
            f"token_amounts holds {len(token_amounts)} numbers; "
            f"send 1 to {limits.TOKEN_AMOUNTS_MAX}.",
            field="token_amounts",
        )
    high = limits.TOKEN_AMOUNT_MAX_BY_REGION.get(region, limits.TOKEN_AMOUNT_MAX)
    return all(limits.TOKEN_AMOUNT_MIN <= amount <= high for amount in token_amounts)


def _priced(tier: Tier, region: str) -> Tier:
    currency = regions.currency(region)
    return replace(
        tier,
        price=currency.price(tier.price),
        currency=currency.code,
        symbol=currency.symbol,
    )
