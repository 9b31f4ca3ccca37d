"""The pages of what is sold: Beans tiers by region, subscription SKUs in their sets."""

from typing import Any, Final

from starlette.requests import Request

from localminis.commerce import regions
from localminis.spec import limits
from localminis.spec.subscriptions import CYCLE_MONTHS
from localminis.store.transaction import Tx
from localminis.web.admin import price_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console.door import Action, Page
from localminis.web.context import Context

_TIER: Final = "tiers/{tier_id}"
_SKU: Final = "skus/{sku}"
_NOTHING: Final = Nothing()
# As people say them; the words of the wire stay beside them.
CYCLES: Final = {
    "WEEKLY": "Weekly",
    "MONTHLY": "Monthly",
    "BIMONTHLY": "Every two months",
    "QUARTERLY": "Quarterly",
    "SEMIANNYALLY": "Half-yearly",
    "ANNUALLY": "Yearly",
}
assert CYCLES.keys() == CYCLE_MONTHS.keys(), "every cycle has a word"


def tiers(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read the Beans tiers at the prices of a region."""
    return {
        **price_views.list_tiers(tx, context, request, _NOTHING),
        "regions": sorted(regions.REGIONS),
        "tiers_max": limits.TIERS_MAX,
    }


def tier(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a Beans tier with its prices."""
    return {"tier": price_views.show_tier(tx, context, request, _NOTHING)}


def skus(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read the subscription SKUs at the prices of a region."""
    return {
        **price_views.list_skus(tx, context, request, _NOTHING),
        "regions": sorted(regions.REGIONS),
        "cycles": CYCLES,
    }


def sku(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read a subscription SKU."""
    return {"sku": price_views.show_sku(tx, context, request, _NOTHING), "cycles": CYCLES}


PAGES: Final = (
    Page("tiers", "tiers", tiers, "tiers", "localminis tier list"),
    Page(_TIER, "tier", tier, "tiers", "localminis tier set {tier_id} --help"),
    Page("skus", "skus", skus, "skus", "localminis sku list"),
    Page(_SKU, "sku", sku, "skus", "localminis sku set {sku} --help"),
)

ACTIONS: Final = (
    Action("tiers", ("PUT", _TIER), "tiers", "{tier_id} is sold.", keeps_empty=True),
    Action(
        "tiers/import", ("POST", "tiers/import"), "tiers", "{count} tiers are sold as the CSV says."
    ),
    Action(
        "tiers/restore",
        ("POST", "tiers/restore"),
        "tiers",
        "The {count} tiers of LocalMinis are sold, and nothing else.",
    ),
    Action(_TIER, ("PUT", _TIER), _TIER, "Saved."),
    Action(
        f"{_TIER}/price",
        ("PUT", f"{_TIER}/prices/{{region}}"),
        _TIER,
        "It costs {price} {currency} in {region}.",
    ),
    Action(
        f"{_TIER}/remove", ("DELETE", _TIER), _TIER, "{tier_id} is not sold any more.", then="tiers"
    ),
    Action("skus", ("PUT", _SKU), "skus", "{sku} is sold.", keeps_empty=True),
    Action(
        "skus/restore",
        ("POST", "skus/restore"),
        "skus",
        "The {count} subscriptions of LocalMinis are sold, and nothing else to anybody new.",
    ),
    Action(_SKU, ("PUT", _SKU), _SKU, "Saved."),
    Action(f"{_SKU}/remove", ("DELETE", _SKU), _SKU, "{sku} is sold to nobody new.", then="skus"),
)
