import pytest

from localminis.steering import AdminRefused


def test_what_a_backend_is_told_follows_what_was_chosen(platform, database_flags):
    """A changed tier, a regional price and a SKU of one's own, on both databases."""
    body = {"beans": 150, "price_usd": "1.49"}
    platform.admin("PUT", "tiers/local_beans_100", body)
    done = platform.admin("PUT", "tiers/local_beans_100/prices/JP", {"price": "199"})
    assert (done["price"], done["regional_price"], done["is_ours"]) == ("199", "199", False)
    platform.admin("PATCH", "users/1", {"region": "JP"})
    token = platform.access_token(platform.new_app())
    asked = {"token_type": "BEANS", "tier_ids": ["local_beans_100"]}
    told = platform.api("utility/get_tier_infos/", token, asked).json()["data"]["tier_infos"]
    assert (told["local_beans_100"]["token_amount"], told["local_beans_100"]["price"]) == (
        150,
        "199",
    )
    sku = {"set_name": "club", "deduct_cycle": "ANNUALLY", "price_usd": "30.00"}
    platform.admin("PUT", "skus/club_1Y", sku)
    told = platform.api(
        "subscription/get_subscription_tier_info/",
        token,
        {"tier_ids": ["club_1Y"], "device_platform": "ios"},
    ).json()
    assert "4500" in str(told)
    platform.admin("DELETE", "tiers/local_beans_100")
    refused = platform.api("utility/get_tier_infos/", token, asked).json()["error"]
    assert refused["code"] == "20001003"
    shown = platform.admin("GET", "tiers?region=JP")
    assert (shown["currency"], [each["tier_id"] for each in shown["removed"]]) == (
        "JPY",
        ["local_beans_100"],
    )


def test_a_subscription_outlives_its_sku(platform, database_flags):
    """It renews at the new price, and goes on renewing when nobody new can have it."""
    sku = {"set_name": "club", "deduct_cycle": "MONTHLY", "price_usd": "3.00"}
    platform.admin("PUT", "skus/club_1M", sku)
    app = platform.new_app()
    token = platform.access_token(app)
    body = {"tier_id": "club_1M", "order_info": {"order_id": "s", "product_name": "Club"}}
    order = platform.api("subscription/create/", token, body).json()["data"]["trade_order_id"]
    platform.simulator(
        "subscription/pay", client_key=app["client_key"], user=1, trade_order_id=order
    )
    platform.admin("PUT", "skus/club_1M", {**sku, "price_usd": "4.00"})
    platform.admin("DELETE", "skus/club_1M")
    platform.admin("POST", "clock", {"action": "advance", "seconds": 32 * 86_400})
    [found] = platform.admin("GET", "subscriptions")["subscriptions"]
    shown = platform.admin("GET", f"subscriptions/{found['subscription_id']}")
    assert sorted(each["price"] for each in shown["orders"]) == ["3.00", "4.00"]
    body["order_info"]["order_id"] = "s2"
    token = platform.access_token(app)
    refused = platform.api("subscription/create/", token, body).json()["error"]
    assert refused["code"] == "20001003"


def test_the_second_of_two_is_told(platform):
    """By the fingerprint of the tier, of the SKU, or of everything that is sold."""
    every = [
        platform.admin("GET", "tiers")["fingerprint"],
        platform.admin("GET", "skus")["fingerprint"],
    ]
    tier = platform.admin("GET", "tiers/local_beans_100")
    sku = platform.admin("GET", "skus/local_499_1M")
    platform.admin("PUT", "tiers/local_beans_100", {"beans": 1, "price_usd": "0.99"})
    platform.admin("DELETE", "skus/local_499_1M", {"fingerprint": sku["fingerprint"]})
    late = [
        ("DELETE", "tiers/local_beans_100", {"fingerprint": tier["fingerprint"]}),
        ("PUT", "tiers/local_beans_100/prices/JP", {"fingerprint": tier["fingerprint"]}),
        ("POST", "tiers/restore", {"fingerprint": every[0]}),
        ("POST", "tiers/import", {"fingerprint": every[0], "csv": "x"}),
        ("POST", "skus/restore", {"fingerprint": every[1]}),
        ("DELETE", "skus/local_499_1M", {"fingerprint": sku["fingerprint"]}),
    ]
    for method, path, body in late:
        with pytest.raises(AdminRefused, match="changed by somebody else"):
            platform.admin(method, path, body)
    body = {"beans": 1, "price_usd": "0.99", "fingerprint": ""}
    with pytest.raises(AdminRefused, match="is there already"):
        platform.admin("PUT", "tiers/local_beans_300", body)


@pytest.mark.parametrize(
    ("path", "said"),
    [("tiers/none", "not sold here"), ("skus/none", "cannot be"), ("skus/sandbox_499_1M", "stays")],
)
def test_what_is_not_sold_is_said(shared, path, said):
    """And a sandbox tier is the platform's own."""
    with pytest.raises(AdminRefused, match=said):
        shared.admin("GET", path)
