"""The Beans tiers that the simulated store sells.

The amounts and prices are ours (assumed), around the documentation's sample of 100 Beans for
1.19 USD. Source: contract server-api §3, §5.5.
"""

from typing import Final

from localminis.commerce.model import Tier, TierNotFound

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


def get(tier_id: str) -> Tier:
    """Return a tier.

    Raises:
        TierNotFound: the store sells none of this id.
    """
    tier = TIERS.get(tier_id)
    if tier is None:
        raise TierNotFound(
            f"The tier {tier_id!r} is not sold here. Local tiers: {', '.join(TIERS)}."
        )
    return tier


def covering(shortfall_beans: int) -> Tier:
    """Return the smallest tier that covers a shortfall, or the largest there is.

    Source: contract server-api §5.5 (rounding up); that the shortfall counts, not the price, is
    assumed.
    """
    covering_it = [tier for tier in TIERS.values() if tier.token_amount >= shortfall_beans]
    return covering_it[0] if covering_it else list(TIERS.values())[-1]
