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
