"""The Beans tiers that the simulated store sells, and which prices of products are allowed.

The amounts and prices are ours (assumed), around the documentation's sample of 100 Beans for
1.19 USD. Source: contract server-api §3, §4, §5.5.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from localminis.commerce import queries, regions
from localminis.commerce.model import ParametersInvalid, Tier, TierNotFound
from localminis.spec import limits
from localminis.store.transaction import Tx

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


_NAME_MAX: Final = 100
_TIER_ID_FORM: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_PRICE_FORM: Final = re.compile(r"[0-9]{1,5}\.[0-9]{2}")
_NONE: Final[Mapping[str, Tier]] = {}


def own(tx: Tx) -> dict[str, Tier]:
    """Return the tiers that a test world sells beside ours, by id; prices in US dollars."""
    return {
        row.tier_id: Tier(row.tier_id, row.tier_name, row.token_amount, row.price_usd, "USD", "$")
        for row in queries.own_tiers(tx)
    }


def put(tx: Tx, tier_id: str, *, token_amount: int, price_usd: str, name: str = "") -> Tier:
    """Sell a tier in a test world, in place of an earlier one with its id.

    Args:
        price_usd: a decimal with two places, such as `1.19`.
        name: the tier's name on the wire; made from the amount when empty.

    Raises:
        ParametersInvalid: a value has a form that is not taken; nothing is written.
    """
    if not _TIER_ID_FORM.fullmatch(tier_id) or tier_id in TIERS:
        raise ParametersInvalid(
            f"The tier id {tier_id!r} is one of ours, or not 1 to 64 letters, digits, '-', '_' "
            "or '.'."
        )
    if not limits.TOKEN_AMOUNT_MIN <= token_amount <= limits.TOKEN_AMOUNT_MAX:
        raise ParametersInvalid(
            f"The tier {tier_id} has {token_amount} Beans; use {limits.TOKEN_AMOUNT_MIN} to "
            f"{limits.TOKEN_AMOUNT_MAX}."
        )
    if not _PRICE_FORM.fullmatch(price_usd) or not name.isprintable() or len(name) > _NAME_MAX:
        raise ParametersInvalid(
            f"The tier {tier_id} has the price {price_usd!r} and the name {name!r}. Write a price "
            f"in US dollars such as 1.19, and a name of at most {_NAME_MAX} characters."
        )
    tier_name = name or f"pd_beans_{token_amount}"
    queries.put_tier(
        tx, tier_id, tier_name=tier_name, token_amount=token_amount, price_usd=price_usd
    )
    return own(tx)[tier_id]


def get(tier_id: str, region: str = "US", also: Mapping[str, Tier] = _NONE) -> Tier:
    """Return a tier, priced for a user's region.

    Args:
        also: what is sold beside our own tiers, as `own` returns it.

    Raises:
        TierNotFound: the store sells none of this id.
    """
    tier = also.get(tier_id) or TIERS.get(tier_id)
    if tier_id == _REFERENCE.tier_id:
        tier = tier or _REFERENCE
    if tier is None:
        known = ", ".join([*TIERS, *also])
        raise TierNotFound(
            f"The tier {tier_id!r} is not sold here. Local tiers: {known}.",
            field="tier_ids",
            passes=f"One of {known}.",
        )
    return _priced(tier, region)


def listing(region: str, also: Mapping[str, Tier] = _NONE) -> list[Tier]:
    """Return everything that the store sells, priced for a region, the smallest first."""
    return [_priced(tier, region) for tier in _by_size(also)]


def infos(tier_ids: Collection[str], region: str, also: Mapping[str, Tier] = _NONE) -> list[Tier]:
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
    return [get(tier_id, region, also) for tier_id in tier_ids]


def covering(beans: int, region: str = "US", also: Mapping[str, Tier] = _NONE) -> Tier:
    """Return the smallest tier that covers an amount, or the largest there is.

    Source: contract server-api §5.5 (rounding up).
    """
    by_size = _by_size(also)
    fitting = (tier for tier in by_size if tier.token_amount >= beans)
    return _priced(next(fitting, by_size[-1]), region)


def _by_size(also: Mapping[str, Tier]) -> list[Tier]:
    return sorted([*TIERS.values(), *also.values()], key=lambda tier: tier.token_amount)


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
