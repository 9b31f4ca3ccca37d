from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.commerce import subscription_tiers
from localminis.commerce.model import ParametersInvalid, TierNotFound
from localminis.spec import subscriptions as spec

ALL = [*spec.SANDBOX_TIERS, *subscription_tiers.LOCAL_TIERS]


def epoch_s(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("tier_id", "price", "deduct_cycle"),
    [
        ("sandbox_499_1M", "4.99", "MONTHLY"),
        ("sandbox_1347_3M", "13.47", "QUARTERLY"),
        ("sandbox_699_1M", "6.99", "MONTHLY"),
        ("sandbox_1887_3M", "18.87", "QUARTERLY"),
    ],
)
def test_the_documented_sandbox_tiers_cost_what_the_page_says_everywhere(
    tier_id, price, deduct_cycle
):
    """They are in US dollars whatever the region."""
    tier = subscription_tiers.get(tier_id, "JP")
    assert (tier.price, tier.currency, tier.deduct_cycle) == (price, "USD", deduct_cycle)
    assert tier.is_sandbox


def test_every_documented_cycle_can_be_bought_and_is_priced_for_the_region():
    """One local tier for each cycle, `SEMIANNYALLY` as it is spelled on the wire."""
    tiers = [subscription_tiers.get(each, "JP") for each in subscription_tiers.LOCAL_TIERS]
    assert {tier.deduct_cycle for tier in tiers} == set(spec.CYCLE_MONTHS)
    assert {tier.currency for tier in tiers} == {"JPY"}
    assert not any(tier.is_sandbox for tier in tiers)


def test_an_unknown_tier_and_an_empty_question_are_refused():
    """A Beans tier is none of these."""
    with pytest.raises(TierNotFound, match="sandbox_499_1M"):
        subscription_tiers.infos(["sandbox_499_1M", "local_beans_100"], "US")
    for wrong in ([], ["sandbox_499_1M"] * 101):
        with pytest.raises(ParametersInvalid):
            subscription_tiers.infos(wrong, "US")


@pytest.mark.parametrize(
    ("tier_id", "begin", "periods", "end"),
    [
        ("local_199_1W", "2026-01-31T10:00:00", 2, "2026-02-14T10:00:00"),
        ("local_499_1M", "2026-01-31T10:00:00", 1, "2026-02-28T10:00:00"),
        ("local_499_1M", "2026-01-31T10:00:00", 2, "2026-03-31T10:00:00"),
        ("local_499_1M", "2026-12-15T10:00:00", 1, "2027-01-15T10:00:00"),
        ("local_949_2M", "2026-12-31T10:00:00", 1, "2027-02-28T10:00:00"),
        ("local_2499_6M", "2026-08-31T00:00:00", 1, "2027-02-28T00:00:00"),
        ("local_4499_1Y", "2028-02-29T10:00:00", 1, "2029-02-28T10:00:00"),
        ("local_4499_1Y", "2028-02-29T10:00:00", 4, "2032-02-29T10:00:00"),
        ("sandbox_1887_3M", "2026-01-31T10:00:00", 13, "2026-01-31T11:05:00"),
    ],
)
def test_a_period_ends_where_the_calendar_says(tier_id, begin, periods, end):
    """Short months shorten one period and not the ones after it."""
    tier = subscription_tiers.get(tier_id)
    assert subscription_tiers.period_end_s(tier, epoch_s(begin), periods) == epoch_s(end)


@given(st.sampled_from(ALL), st.integers(0, 4_000_000_000), st.integers(1, 60))
def test_periods_follow_each_other(tier_id, anchor_s, periods):
    """Each further period ends later, and never sooner than its lead of renewal."""
    tier = subscription_tiers.get(tier_id)
    ends = [subscription_tiers.period_end_s(tier, anchor_s, n) for n in (periods, periods + 1)]
    lead_s = spec.SANDBOX_RENEWAL_LEAD_S if tier.is_sandbox else spec.RENEWAL_LEAD_S
    assert ends[0] > anchor_s + lead_s
    assert ends[1] > ends[0] + lead_s


def test_a_change_goes_to_a_longer_cycle_only():
    """Price does not matter, the length of the cycle does."""
    week, month, other, year = (
        subscription_tiers.get(each)
        for each in ("local_199_1W", "sandbox_499_1M", "sandbox_699_1M", "local_4499_1Y")
    )
    assert subscription_tiers.is_longer(month, week)
    assert subscription_tiers.is_longer(year, month)
    assert not subscription_tiers.is_longer(other, month)
    assert not subscription_tiers.is_longer(week, month)


def put(shelf, tier_id="club_1M", **changes):
    values = {"set_name": "club", "deduct_cycle": "MONTHLY", "price_usd": "9.99", **changes}
    return shelf.run(lambda tx: subscription_tiers.put(tx, tier_id, **values))


def test_a_sku_of_ones_own_is_sold_until_it_is_taken_out(shelf):
    """Whoever subscribes already goes on: it is found, and offered to nobody new."""
    put(shelf)
    put(shelf, price_usd="8.99")
    among = shelf.run(subscription_tiers.skus)
    assert subscription_tiers.offered("club_1M", "JP", among).price == "1349"
    shelf.run(lambda tx: subscription_tiers.remove(tx, "club_1M"))
    among = shelf.run(subscription_tiers.skus)
    assert subscription_tiers.get("club_1M", "US", among).price == "8.99"
    for ask in (
        subscription_tiers.offered,
        lambda each, *rest: subscription_tiers.infos([each], *rest),
    ):
        with pytest.raises(TierNotFound):
            ask("club_1M", "US", among)
    with pytest.raises(TierNotFound, match="taken out"):
        shelf.run(lambda tx: subscription_tiers.remove(tx, "club_1M"))
    assert put(shelf).is_removed is False


def test_the_defaults_come_back_and_nobody_loses_a_subscription(shelf):
    """Ours as they were; what was added stays, for renewals only."""
    put(shelf)
    put(shelf, "local_499_1M", set_name="local", price_usd="5.99")
    shelf.run(lambda tx: subscription_tiers.remove(tx, "local_199_1W"))
    shelf.run(subscription_tiers.restore)
    among = shelf.run(subscription_tiers.skus)
    assert among["club_1M"].is_removed
    assert {
        each: among[each] for each in subscription_tiers.DEFAULTS
    } == subscription_tiers.DEFAULTS


@pytest.mark.parametrize(
    "changes",
    [
        {"tier_id": "sandbox_499_1M"},
        {"tier_id": "a b"},
        {"set_name": " "},
        {"set_name": "s" * 51},
        {"deduct_cycle": "DAILY"},
        {"price_usd": "4"},
        {"price_usd": "0.00"},
        {"price_usd": "400.01"},
        {"tier_id": "other_1M", "set_name": "local"},
        {"tier_id": "local_499_1M", "set_name": "local", "deduct_cycle": "WEEKLY"},
    ],
    ids=str,
)
def test_a_sku_that_cannot_be_is_refused(shelf, changes):
    """Sandbox tiers are documented, a set has each cycle once, and a cycle never changes."""
    with pytest.raises(ParametersInvalid):
        put(shelf, **changes)
    assert shelf.run(subscription_tiers.skus) == subscription_tiers.DEFAULTS
