import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.commerce import tiers
from localminis.commerce.model import TierNotFound

LARGEST = max(tier.token_amount for tier in tiers.TIERS.values())


def test_a_tier_is_found_by_its_id_only():
    """An unknown tier is refused with the ids that are sold."""
    assert tiers.get("local_beans_100").price == "1.19"
    with pytest.raises(TierNotFound, match="local_beans_100"):
        tiers.get("sandbox_499_1M")


@given(st.integers(1, LARGEST))
def test_the_offered_tier_is_the_smallest_that_covers(shortfall_beans):
    """A recharge is rounded up to a tier, never further than needed."""
    offered = tiers.covering(shortfall_beans)
    assert offered.token_amount >= shortfall_beans
    assert all(
        tier.token_amount >= offered.token_amount
        for tier in tiers.TIERS.values()
        if tier.token_amount >= shortfall_beans
    )


def test_a_shortfall_above_every_tier_is_offered_the_largest():
    """There is always something to buy."""
    assert tiers.covering(LARGEST + 1).token_amount == LARGEST
