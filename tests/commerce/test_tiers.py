import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.commerce import tiers
from localminis.commerce.model import ParametersInvalid, TierNotFound

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


def test_a_chosen_price_is_what_a_region_pays(shelf):
    """Ours can be changed like any other; the other regions follow the dollars."""

    def work(tx):
        tiers.put(tx, "local_beans_100", token_amount=120, price_usd="2.00")
        tiers.set_price(tx, "local_beans_100", "jp", "333")
        return tiers.sold(tx)

    among = shelf.run(work)
    told = {where: tiers.get("local_beans_100", where, among).price for where in ("US", "JP", "KR")}
    assert told == {"US": "2.00", "JP": "333", "KR": "2800"}
    assert tiers.get("local_beans_100", "JP", among).token_amount == 120
    shelf.run(lambda tx: tiers.set_price(tx, "local_beans_100", "JP", None))
    assert tiers.get("local_beans_100", "JP", shelf.run(tiers.sold)).price == "300"


def test_a_tier_that_was_taken_out_is_not_sold_until_it_is_put_back(shelf):
    """Neither by its id nor in the sheet; without any tier nothing is offered."""
    for tier_id in (*tiers.TIERS, "1732621527608100"):
        shelf.run(lambda tx, each=tier_id: tiers.remove(tx, each))
    among = shelf.run(tiers.sold)
    assert (tiers.listing("US", among), tiers.covering(1, "US", among)) == ([], None)
    for gone in ("local_beans_100", "1732621527608100"):
        with pytest.raises(TierNotFound):
            tiers.get(gone, among=among)
    shelf.run(lambda tx: tiers.put(tx, "local_beans_100", token_amount=100, price_usd="1.19"))
    assert [each.tier_id for each in tiers.listing("US", shelf.run(tiers.sold))] == [
        "local_beans_100"
    ]
    assert shelf.run(tiers.restore) == shelf.run(tiers.sold) == tiers.DEFAULTS


def test_a_csv_is_taken_whole_up_to_a_thousand_lines(shelf):
    """Each line is a tier, the name is made up where there is none."""
    lines = [f"t{number}, {number + 1}, 0.99" for number in range(992)]
    text = "\n".join(["tier_id,beans,price_usd", *lines])
    assert shelf.run(lambda tx: tiers.put_all(tx, text)) == 992
    among = shelf.run(tiers.sold)
    assert len(among.tiers) == 1_000
    assert among.tiers["t4"].tier_name == "pd_beans_5"
    with pytest.raises(ParametersInvalid, match="1000 are sold at most"):
        shelf.run(lambda tx: tiers.put(tx, "one_more", token_amount=1, price_usd="0.99"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 lines"),
        ("tier_id,beans,price_usd\n" + "a,1,0.99\n" * 1_001, "1001 lines"),
        ("tier_id,beans\na,1", "Line 2"),
        ("tier_id,beans,price_usd\na,1,0.99\nb,many,0.99", "Line 3"),
        ("tier_id,beans,price_usd\na,1,0.99,name,more", "Line 2"),
        ("tier_id,beans,price_usd\na,1,free", "Line 2 of the CSV: The tier a"),
        ("tier_id,beans,price_usd\na," + "9" * 30 + ",0.99", "Line 2"),
    ],
    ids=range(7),
)
def test_a_csv_with_a_wrong_line_is_refused_with_its_number(shelf, text, said):
    """And nothing of it is sold."""
    with pytest.raises(ParametersInvalid, match=said):
        shelf.run(lambda tx: tiers.put_all(tx, text))
    assert shelf.run(tiers.sold) == tiers.DEFAULTS


@pytest.mark.parametrize(
    ("region", "price"), [("JP", "1.50"), ("US", "x"), ("US", "-1"), ("U1", "1"), ("USA", "1")]
)
def test_a_price_that_no_region_has_is_refused(shelf, region, price):
    """A yen has no parts, and a region is a country code."""
    with pytest.raises(ParametersInvalid):
        shelf.run(lambda tx: tiers.set_price(tx, "local_beans_100", region, price))
