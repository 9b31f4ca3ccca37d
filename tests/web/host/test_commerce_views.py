import pytest


def order(platform, app, beans=99):
    return platform.new_order(platform.access_token(app), beans=beans)


def test_a_balance_is_told_as_yes_or_no_only(platform):
    """Mia has fifty Beans, and the page learns whether they are enough."""
    app = platform.new_app()
    ask = {"client_key": app["client_key"], "user": 1}
    for amount, is_sufficient in ((50, True), (51, False)):
        answer = platform.simulator("balance/check", **ask, amount=amount)
        assert answer.json() == {"is_sufficient": is_sufficient}
    for wrong in (0, -1):
        assert platform.simulator("balance/check", **ask, amount=wrong).status_code == 400
    assert platform.simulator("balance/check", **ask, amount="50").status_code == 400


def test_a_sandbox_user_needs_no_beans(platform, receiver, database_flags):
    """The sheet asks for no recharge, the wallet stays, and the webhook says is_sandbox."""
    app = platform.new_app(receiver.url)
    platform.admin("PUT", "wallets/Mia/sandbox", {"is_sandbox": True})
    call = {"client_key": app["client_key"], "user": 1, "trade_order_id": order(platform, app)}
    quote = platform.simulator("pay/quote", **call).json()
    assert (quote["is_sandbox"], quote["shortfall"], quote["tier"]) == (True, 0, None)
    assert platform.simulator("pay", **call).json()["balance"] == 50
    [event] = receiver.wait_for(1)
    assert '"is_sandbox":true' in event["content"]
    assert platform.admin("GET", "ledger/audit")["problems"] == []


@pytest.mark.parametrize(("setting", "offered"), [("shortfall", 100), ("price", 300)])
def test_the_setting_chooses_what_a_recharge_covers(serve_platform, tmp_path, setting, offered):
    """With fifty Beans and a price of 150, the shortfall needs 100 and the price 300."""
    with serve_platform(tmp_path / "home", recharge_covers=setting) as platform:
        app = platform.new_app()
        platform.admin("POST", "users", {"name": "Seo", "region": "KR"})
        platform.admin("POST", "wallets/Seo/grant", {"beans": 50})
        user = platform.admin("GET", "wallets/Seo")["user"]["id"]
        trade_order_id = platform.new_order(platform.access_token(app, user), beans=150)
        call = {"client_key": app["client_key"], "user": user, "trade_order_id": trade_order_id}
        tier = platform.simulator("pay/quote", **call).json()["tier"]
        assert (tier["token_amount"], tier["currency"]) == (offered, "KRW")


def test_a_subscription_is_quoted_and_paid_in_the_simulator(platform):
    """The panel learns which call it serves; a second payment is refused."""
    app = platform.new_app()
    body = {
        "tier_id": "local_499_1M",
        "order_info": {"order_id": "s-1", "product_name": "All episodes"},
    }
    made = platform.api("subscription/create/", platform.access_token(app), body).json()
    call = {
        "client_key": app["client_key"],
        "user": 1,
        "trade_order_id": made["data"]["trade_order_id"],
    }
    assert platform.simulator("subscription/quote", **call).json() == {
        "order": {
            "trade_order_id": call["trade_order_id"],
            "kind": "create",
            "product_name": "All episodes",
            "price": "4.99",
            "is_sandbox": False,
        },
        "tier": {
            "tier_id": "local_499_1M",
            "deduct_cycle": "MONTHLY",
            "price": "4.99",
            "currency": "USD",
            "symbol": "$",
        },
    }
    for other in ({"user": 2}, {"trade_order_id": "TOIDnone"}):
        assert platform.simulator("subscription/quote", **{**call, **other}).status_code == 404
    paid = platform.simulator("subscription/pay", **call).json()
    assert (paid["is_success"], paid["trade_order_id"]) == (True, call["trade_order_id"])
    assert paid["subscription_id"].startswith("SUB")
    for path in ("subscription/pay", "subscription/quote"):
        assert platform.simulator(path, **call).status_code == 409
    change = platform.admin(
        "POST",
        f"subscriptions/{paid['subscription_id']}/change",
        {"tier_id": "local_4499_1Y", "is_order_only": True},
    )
    call["trade_order_id"] = change["trade_order_id"]
    quote = platform.simulator("subscription/quote", **call).json()
    assert (quote["order"]["kind"], quote["tier"]["deduct_cycle"]) == ("change", "ANNUALLY")
    assert platform.simulator("subscription/pay", **call).json()["is_success"]
