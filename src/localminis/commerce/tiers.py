"""The Beans tiers that the simulated store sells, and which prices of products are allowed.

The amounts and prices are ours (assumed), around the documentation's sample of 100 Beans for
1.19 USD. Source: contract server-api §3, §4, §5.5.
"""

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from localminis.commerce import regions
from localminis.commerce.model import ParametersInvalid, Tier, TierNotFound
from localminis.commerce.queries import tiers as queries
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
_PRICE_FORM: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_USD_FORM: Final = re.compile(r"[0-9]{1,5}\.[0-9]{2}")
_REGION_LENGTH: Final = 2
# Beyond any amount that is taken, and short enough to be read as a number.
_DIGITS_MAX: Final = 9
_CSV_COLUMNS: Final = ("tier_id", "beans", "price_usd", "name")


@dataclass(frozen=True, slots=True)
class Assortment:
    """What the store sells: tiers by id in US dollars, and what some cost in a region of their own.

    `removed` are the tiers that were taken out, by id.
    """

    tiers: Mapping[str, Tier]
    prices: Mapping[tuple[str, str], str]
    removed: Mapping[str, Tier]

    def priced(self, tier: Tier, region: str) -> Tier:
        """Return a tier at the price of a region."""
        currency = regions.currency(region)
        price = self.prices.get((tier.tier_id, region.upper()))
        return replace(
            tier,
            price=currency.price(tier.price) if price is None else price,
            currency=currency.code,
            symbol=currency.symbol,
        )

    def by_size(self) -> list[Tier]:
        """Return the tiers, the smallest first."""
        return sorted(self.tiers.values(), key=lambda tier: tier.token_amount)


DEFAULTS: Final = Assortment(TIERS, {}, {})


def sold(tx: Tx) -> Assortment:
    """Return what the store sells: our tiers, and what was chosen beside them or in their place."""
    rows = queries.chosen_tiers(tx)
    if not rows:
        return DEFAULTS
    chosen = {
        row.tier_id: Tier(row.tier_id, row.tier_name, row.token_amount, row.price_usd, "USD", "$")
        for row in rows
    }
    removed = {row.tier_id: chosen[row.tier_id] for row in rows if row.is_removed}
    both = {**TIERS, **chosen}
    return Assortment(
        {tier_id: tier for tier_id, tier in both.items() if tier_id not in removed},
        {(row.tier_id, row.region): row.price for row in rows if row.region is not None},
        removed,
    )


def put(tx: Tx, tier_id: str, *, token_amount: int, price_usd: str, name: str = "") -> Tier:
    """Sell a tier, in place of an earlier one with its id, whether it is one of ours or not.

    Args:
        price_usd: a decimal with two places, such as `1.19`.
        name: the tier's name on the wire; made from the amount when empty.

    Raises:
        ParametersInvalid: a value has a form that is not taken, or there are too many tiers; the
            transaction must be given up then.
    """
    _put(tx, tier_id, token_amount, price_usd, name)
    return _counted(tx).tiers[tier_id]


def put_all(tx: Tx, text: str) -> int:
    """Sell the tiers of a CSV text, each in place of an earlier one; returns how many.

    Args:
        text: the columns `tier_id,beans,price_usd` and, when wanted, `name`, under their names.

    Raises:
        ParametersInvalid: a line cannot be read or sold, says which; the transaction must be given
            up then.

    Source: contract:toolchain-9, §9.9. That a CSV may hold a thousand is documented, its form is
    ours.
    """
    rows = list(csv.DictReader(text.strip().splitlines(), skipinitialspace=True))
    if not 1 <= len(rows) <= limits.TIERS_MAX:
        raise ParametersInvalid(
            f"The CSV has {len(rows)} lines of tiers; 1 to {limits.TIERS_MAX} are taken, under the "
            f"line {','.join(_CSV_COLUMNS)}."
        )
    for number, row in enumerate(rows, start=2):
        texts = {name: str(value or "").strip() for name, value in row.items()}
        beans = texts.get("beans", "")
        if not set(_CSV_COLUMNS[:3]) <= row.keys() <= set(_CSV_COLUMNS) or not beans.isdecimal():
            raise ParametersInvalid(
                f"Line {number} of the CSV cannot be read. Its columns are "
                f"{','.join(_CSV_COLUMNS)}, and Beans are a whole number."
            )
        amount = int(beans[:_DIGITS_MAX])
        try:
            _put(tx, texts["tier_id"], amount, texts["price_usd"], texts.get("name", ""))
        except ParametersInvalid as error:
            raise ParametersInvalid(f"Line {number} of the CSV: {error.message}") from error
    _counted(tx)
    return len(rows)


def _put(tx: Tx, tier_id: str, token_amount: int, price_usd: str, name: str) -> None:
    if not _TIER_ID_FORM.fullmatch(tier_id):
        raise ParametersInvalid(
            f"The tier id {tier_id!r} is not 1 to 64 letters, digits, '-', '_' or '.'."
        )
    if not limits.TOKEN_AMOUNT_MIN <= token_amount <= limits.TOKEN_AMOUNT_MAX:
        raise ParametersInvalid(
            f"The tier {tier_id} has {token_amount} Beans; use {limits.TOKEN_AMOUNT_MIN} to "
            f"{limits.TOKEN_AMOUNT_MAX}."
        )
    if not _USD_FORM.fullmatch(price_usd) or not name.isprintable() or len(name) > _NAME_MAX:
        raise ParametersInvalid(
            f"The tier {tier_id} has the price {price_usd!r} and the name {name!r}. Write a price "
            f"in US dollars such as 1.19, and a name of at most {_NAME_MAX} characters."
        )
    queries.put_tier(
        tx,
        tier_id,
        tier_name=name or f"pd_beans_{token_amount}",
        token_amount=token_amount,
        price_usd=price_usd,
        is_removed=0,
    )


def _counted(tx: Tx) -> Assortment:
    """Return what is sold now, unless it is too much."""
    now = sold(tx)
    if len(now.tiers) > limits.TIERS_MAX:
        raise ParametersInvalid(
            f"That would be {len(now.tiers)} tiers, and {limits.TIERS_MAX} are sold at most. Take "
            "some out first."
        )
    return now


def set_price(tx: Tx, tier_id: str, region: str, price: str | None) -> Tier:
    """Choose what a tier costs in a region, in its own currency; None goes back to the dollars.

    Raises:
        TierNotFound: the store sells none of this id; nothing is written.
        ParametersInvalid: no price, or no country code; nothing is written.
    """
    region = region.upper()
    tier = _sold(tier_id, sold(tx))
    currency = regions.currency(region)
    if len(region) != _REGION_LENGTH or not (region.isascii() and region.isalpha()):
        raise ParametersInvalid(f"The region {region!r} is no country code such as US or JP.")
    if price is not None and (
        not _PRICE_FORM.fullmatch(price) or ("." in price and not currency.decimals)
    ):
        raise ParametersInvalid(
            f"The price {price!r} is none in {currency.code}. Write it as in "
            f"{currency.price('1.19')}."
        )
    _put(tx, tier_id, tier.token_amount, tier.price, tier.tier_name)
    queries.put_tier_price(tx, tier_id, region, price)
    return get(tier_id, region, sold(tx))


def remove(tx: Tx, tier_id: str) -> Tier:
    """Take a tier out of the store; whoever bought it keeps the Beans.

    Raises:
        TierNotFound: the store sells none of this id; nothing is written.
    """
    tier = _sold(tier_id, sold(tx))
    queries.put_tier(
        tx,
        tier_id,
        tier_name=tier.tier_name,
        token_amount=tier.token_amount,
        price_usd=tier.price,
        is_removed=1,
    )
    return tier


def restore(tx: Tx) -> Assortment:
    """Sell our own tiers again, and nothing else."""
    queries.delete_tiers(tx)
    return DEFAULTS


def get(tier_id: str, region: str = "US", among: Assortment = DEFAULTS) -> Tier:
    """Return a tier, priced for a user's region.

    Args:
        among: what is sold, as `sold` returns it.

    Raises:
        TierNotFound: the store sells none of this id.
    """
    return among.priced(_sold(tier_id, among), region)


def _sold(tier_id: str, among: Assortment) -> Tier:
    tier = among.tiers.get(tier_id)
    if tier is None and tier_id == _REFERENCE.tier_id and tier_id not in among.removed:
        return _REFERENCE
    if tier is None:
        known = ", ".join(among.tiers)
        raise TierNotFound(
            f"The tier {tier_id!r} is not sold here. Tiers: {known}.",
            field="tier_ids",
            passes=f"One of {known}.",
        )
    return tier


def listing(region: str, among: Assortment = DEFAULTS) -> list[Tier]:
    """Return everything that the store sells, priced for a region, the smallest first."""
    return [among.priced(tier, region) for tier in among.by_size()]


def infos(tier_ids: Collection[str], region: str, among: Assortment = DEFAULTS) -> list[Tier]:
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
    return [get(tier_id, region, among) for tier_id in tier_ids]


def covering(beans: int, region: str = "US", among: Assortment = DEFAULTS) -> Tier | None:
    """Return the smallest tier that covers an amount, or the largest; None when nothing is sold.

    Source: contract server-api §5.5 (rounding up).
    """
    by_size = among.by_size()
    fitting = (tier for tier in by_size if tier.token_amount >= beans)
    tier = next(fitting, by_size[-1] if by_size else None)
    return None if tier is None else among.priced(tier, region)


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
