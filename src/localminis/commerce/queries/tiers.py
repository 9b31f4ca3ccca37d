"""SQL of Beans tiers and subscription SKUs."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update

from localminis.store.tables.commerce import beans_tier_prices, beans_tiers, subscription_skus
from localminis.store.transaction import Tx

_TIERS: Final = (
    select(beans_tiers, beans_tier_prices.c.region, beans_tier_prices.c.price)
    .outerjoin(beans_tier_prices, beans_tier_prices.c.tier_id == beans_tiers.c.tier_id)
    .order_by(beans_tiers.c.token_amount, beans_tiers.c.tier_id)
)
_SKUS: Final = select(subscription_skus).order_by(subscription_skus.c.tier_id)


def chosen_tiers(tx: Tx) -> Sequence[Row[Any]]:
    """Return the tiers that were added, changed or taken out, once for each regional price."""
    return tx.all(_TIERS)


def put_tier(tx: Tx, tier_id: str, **values: Any) -> None:
    """Store a tier, in place of an earlier one with its id."""
    mine = beans_tiers.c.tier_id == tier_id
    if tx.first(select(beans_tiers.c.tier_id).where(mine)) is None:
        tx.execute(insert(beans_tiers).values(tier_id=tier_id, **values))
    else:
        tx.execute(update(beans_tiers).where(mine).values(**values))


def put_tier_price(tx: Tx, tier_id: str, region: str, price: str | None) -> None:
    """Store what a tier costs in a region, or that it costs there what follows from the dollars."""
    tx.execute(
        delete(beans_tier_prices).where(
            beans_tier_prices.c.tier_id == tier_id, beans_tier_prices.c.region == region
        )
    )
    if price is not None:
        values = {"tier_id": tier_id, "region": region, "price": price}
        tx.execute(insert(beans_tier_prices).values(values))


def delete_tiers(tx: Tx) -> None:
    """Forget everything that was chosen about tiers."""
    tx.execute(delete(beans_tier_prices))
    tx.execute(delete(beans_tiers))


def chosen_skus(tx: Tx) -> Sequence[Row[Any]]:
    """Return the subscription SKUs that were added, changed or taken out."""
    return tx.all(_SKUS)


def put_sku(tx: Tx, tier_id: str, **values: Any) -> None:
    """Store a subscription SKU, in place of an earlier one with its id."""
    tx.execute(delete(subscription_skus).where(subscription_skus.c.tier_id == tier_id))
    tx.execute(insert(subscription_skus).values(tier_id=tier_id, **values))


def delete_sku(tx: Tx, tier_id: str) -> None:
    """Forget what was chosen about a subscription SKU."""
    tx.execute(delete(subscription_skus).where(subscription_skus.c.tier_id == tier_id))
