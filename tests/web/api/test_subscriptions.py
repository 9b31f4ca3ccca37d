import pytest

CREATE = "subscription/create/"
ORDER_INFO = {"order_id": "s-1", "product_name": "All episodes"}
BODY = {"tier_id": "sandbox_499_1M", "order_info": ORDER_INFO}


def data(response):
    body = response.json()
    assert (response.status_code, body["error"]["code"]) == (200, "ok"), body
    return body["data"]


def code(response):
    body = response.json()
    assert (response.status_code, body["data"]) == (200, {}), body
    return body["error"]["code"]


def active(platform, token):
    headers = {"Authorization": f"Bearer {token}"}
    return platform.http.post("/v2/minis/subscription/get_active_list/", headers=headers)


def subscribe(platform, app, token, order_id="s-1", tier_id="sandbox_499_1M"):
    body = {"tier_id": tier_id, "order_info": {**ORDER_INFO, "order_id": order_id}}
    trade_order_id = data(platform.api(CREATE, token, body))["trade_order_id"]
    paid = platform.simulator(
        "subscription/pay", client_key=app["client_key"], user=1, trade_order_id=trade_order_id
    )
    return trade_order_id, paid.json()["subscription_id"]


def test_a_subscription_is_ordered_paid_and_read(platform, database_flags):
    """All six endpoints answer with the documented fields, on both databases."""
    platform.admin("POST", "clock", {"action": "freeze"})
    app = platform.new_app()
    token = platform.access_token(app)
    assert data(active(platform, token)) == {"subscriptions": []}
    trade_order_id, subscription_id = subscribe(platform, app, token)
    now_s = platform.admin("GET", "clock")["now_s"]
    subscription = {
        "subscription_id": subscription_id,
        "tier_id": "sandbox_499_1M",
        "is_subscription_rights_valid": True,
        "is_renewal_normal": True,
        "trade_order_id": trade_order_id,
        "is_sandbox": True,
        "begin_time": now_s,
        "end_time": now_s + 300,
        "next_duduct_time": now_s + 290,
        "pay_type": "IAP",
    }
    assert data(active(platform, token)) == {"subscriptions": [subscription]}
    asked = {"trade_order_id": trade_order_id}
    info = platform.api("subscription/get_subscription_info/", token, asked)
    assert data(info) == {"subscription": subscription}
    order = platform.api("subscription/get_trade_order_info/", token, asked)
    assert data(order) == {
        "trade_order_id": trade_order_id,
        "subscription_id": subscription_id,
        "trade_order_status": "SUCCESS",
        "is_sandbox": True,
        "begin_time": now_s,
        "end_time": now_s + 300,
        "next_duduct_time": now_s + 290,
        "pay_type": "IAP",
    }
    platform.admin("POST", f"subscriptions/{subscription_id}/cancel")
    body = {
        "subscription_id": subscription_id,
        "order_info": {**ORDER_INFO, "order_id": "s-2"},
    }
    renewed = data(platform.api("subscription/reactivate/", token, body))["trade_order_id"]
    platform.simulator(
        "subscription/pay", client_key=app["client_key"], user=1, trade_order_id=renewed
    )
    [again] = data(active(platform, token))["subscriptions"]
    assert again == {**subscription, "trade_order_id": renewed}


def test_an_open_order_and_a_refunded_one_say_so(platform):
    """PENDING has no subscription and no period; REFUNDED ended early and is paid no more."""
    platform.admin("POST", "clock", {"action": "freeze"})
    app = platform.new_app()
    token = platform.access_token(app)
    body = {**BODY, "order_info": {**ORDER_INFO, "order_id": "open"}}
    pending = data(platform.api(CREATE, token, body))["trade_order_id"]
    asked = {"trade_order_id": pending}
    assert data(platform.api("subscription/get_trade_order_info/", token, asked)) == {
        "trade_order_id": pending,
        "subscription_id": "",
        "trade_order_status": "PENDING",
        "is_sandbox": True,
        "pay_type": "IAP",
    }
    assert code(platform.api("subscription/get_subscription_info/", token, asked)) == "20011002"
    trade_order_id, subscription_id = subscribe(platform, app, token)
    platform.admin("POST", "clock", {"action": "advance", "seconds": 60})
    platform.admin("POST", f"subscriptions/{subscription_id}/refund", {})
    asked = {"trade_order_id": trade_order_id}
    found = data(platform.api("subscription/get_trade_order_info/", token, asked))
    assert found["trade_order_status"] == "REFUNDED"
    assert found["actually_end_time"] == found["begin_time"] + 60
    assert "next_duduct_time" not in found
    assert data(active(platform, token)) == {"subscriptions": []}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (CREATE, {**BODY, "tier_id": "nope"}, "20001003"),
        (CREATE, {"tier_id": "sandbox_499_1M"}, "40001000"),
        (CREATE, {**BODY, "order_info": {"order_id": "x"}}, "40001000"),
        (CREATE, {**BODY, "order_info": {**ORDER_INFO, "order_id": ""}}, "40001000"),
        (CREATE, {**BODY, "order_info": {**ORDER_INFO, "order_detail": 5}}, "40001000"),
        (CREATE, [], "40001000"),
        ("subscription/reactivate/", {"subscription_id": 1, "order_info": ORDER_INFO}, "40001000"),
        (
            "subscription/reactivate/",
            {"subscription_id": "SUB_none", "order_info": ORDER_INFO},
            "20011002",
        ),
        ("subscription/get_subscription_info/", {"trade_order_id": "TOIDnone"}, "20011002"),
        ("subscription/get_subscription_info/", {}, "40001000"),
        ("subscription/get_trade_order_info/", {"trade_order_id": "TOIDnone"}, "20011002"),
        ("subscription/get_subscription_tier_info/", {"tier_ids": []}, "40001000"),
        ("subscription/get_subscription_tier_info/", {"tier_ids": ["nope"]}, "20001003"),
        ("subscription/get_subscription_tier_info/", {"tier_ids": "a"}, "40001000"),
    ],
)
def test_a_bad_question_has_its_code(shared, known, path, body, expected):
    """Each refusal is the contract's number, in the envelope, and nothing is written."""
    assert code(shared.api(path, known.token, body)) == expected
    assert shared.admin("GET", "subscriptions") == {"subscriptions": [], "next": None}


def test_a_second_subscription_and_a_used_order_id_are_refused(platform):
    """20021101 while one is active, 20021102 when it is cancelled, 20021103 on hold, 20021002."""
    app = platform.new_app()
    token = platform.access_token(app)
    _, subscription_id = subscribe(platform, app, token)
    other = {**BODY, "order_info": {**ORDER_INFO, "order_id": "s-2"}}
    again = {"subscription_id": subscription_id, "order_info": {**ORDER_INFO, "order_id": "s-3"}}
    assert code(platform.api(CREATE, token, other)) == "20021101"
    refusal = platform.api("subscription/reactivate/", token, again)
    assert code(refusal) == "20021101"
    assert "renews on its own" in refusal.json()["error"]["message"]
    platform.admin("POST", f"subscriptions/{subscription_id}/hold", {})
    assert code(platform.api(CREATE, token, other)) == "20021103"
    assert code(platform.api("subscription/reactivate/", token, again)) == "20021103"
    platform.admin("POST", f"subscriptions/{subscription_id}/recover")
    platform.admin("POST", f"subscriptions/{subscription_id}/cancel")
    assert code(platform.api(CREATE, token, other)) == "20021102"
    used = {"subscription_id": subscription_id, "order_info": ORDER_INFO}
    assert code(platform.api("subscription/reactivate/", token, used)) == "20021002"
    [live] = data(active(platform, token))["subscriptions"]
    now_s = platform.admin("GET", "clock")["now_s"]
    near_s = live["end_time"] - 10 - 60 - now_s
    platform.admin("POST", "clock", {"action": "advance", "seconds": near_s})
    assert code(platform.api("subscription/reactivate/", token, again)) == "20021111"


def test_without_payment_enabled_nothing_is_subscribed(platform):
    """20021001 for both kinds of order."""
    app = platform.new_app()
    token = platform.access_token(app)
    platform.admin("PATCH", f"apps/{app['client_key']}", {"is_payment_enabled": False})
    assert code(platform.api(CREATE, token, BODY)) == "20021001"
    again = {"subscription_id": "SUB_none", "order_info": ORDER_INFO}
    assert code(platform.api("subscription/reactivate/", token, again)) == "20021001"


@pytest.mark.parametrize("raw", [b"", b"{}", b"not json", b'{"any": 1}'])
def test_the_active_list_has_no_body(shared, known, raw):
    """Whatever is sent along is not looked at."""
    answer = shared.http.post(
        "/v2/minis/subscription/get_active_list/",
        content=raw,
        headers={"Authorization": f"Bearer {known.token}"},
    )
    assert data(answer) == {"subscriptions": []}


@pytest.mark.parametrize("platform_name", ["android", "iphone", "", "fridge", None])
def test_tiers_are_told_for_any_device(shared, known, platform_name):
    """Another platform counts as an iPhone, and `SEMIANNYALLY` is spelled as documented."""
    body = {"tier_ids": ["local_2499_6M"], "device_platform": platform_name}
    found = data(shared.api("subscription/get_subscription_tier_info/", known.token, body))
    assert found == {
        "subscription_tiers_info": {
            "local_2499_6M": {
                "tier_id": "local_2499_6M",
                "deduct_cycle": "SEMIANNYALLY",
                "deduct_type": "auto_renew",
                "price": "24.99",
                "currency": "USD",
                "symbol": "$",
            }
        }
    }


def test_only_the_users_own_token_opens_a_subscription(shared, known):
    """A client token and none at all are refused with 401."""
    for token in (known.client_token, None):
        answer = shared.api(CREATE, token, BODY)
        assert (answer.status_code, answer.json()["error"]["code"]) == (
            401,
            "access_token_invalid",
        )
