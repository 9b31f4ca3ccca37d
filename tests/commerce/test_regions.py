import pytest

from localminis.commerce import regions, tiers
from localminis.commerce.model import ParametersInvalid, TierNotFound


@pytest.mark.parametrize(
    ("region", "price", "code"),
    [
        ("US", "1.19", "USD"),
        ("JP", "179", "JPY"),
        ("KR", "1666", "KRW"),
        ("GB", "1.00", "GBP"),
        ("de", "1.19", "EUR"),
        ("ZZ", "1.19", "USD"),
    ],
)
def test_a_price_is_written_as_its_country_writes_it(region, price, code):
    """Decimals follow the currency, and an unknown country pays in US dollars."""
    currency = regions.currency(region)
    assert (currency.price("1.19"), currency.code) == (price, code)


def test_a_tier_is_priced_for_the_region_and_keeps_its_beans():
    """Only money differs from country to country."""
    here, there = tiers.get("local_beans_300"), tiers.get("local_beans_300", "JP")
    assert (here.price, here.symbol) == ("3.49", "$")
    assert (there.price, there.symbol, there.currency) == ("524", "¥", "JPY")
    assert here.token_amount == there.token_amount == 300


def test_the_observed_reference_tier_is_sold_beside_our_own():
    """Code written with the id that partners are told gets its hundred Beans."""
    assert tiers.get("1732621527608100").token_amount == 100


def test_one_unknown_tier_refuses_all_and_a_list_has_a_size():
    """No partial answers; no empty and no endless questions."""
    with pytest.raises(TierNotFound, match="nope"):
        tiers.infos(["local_beans_100", "nope"], "US")
    for wrong in ([], ["local_beans_100"] * 101):
        with pytest.raises(ParametersInvalid):
            tiers.infos(wrong, "US")


def test_the_cap_of_a_price_is_lower_in_south_korea():
    """A product may cost 400 dollars' worth of Beans, and 350 there."""
    assert tiers.are_amounts_allowed([1, 40_000], "US")
    assert tiers.are_amounts_allowed([35_000], "KR")
    assert not tiers.are_amounts_allowed([1, 35_001], "KR")
    for wrong in ([], [1] * 1_001):
        with pytest.raises(ParametersInvalid):
            tiers.are_amounts_allowed(wrong, "US")
