import pytest

from localminis.steering import AdminRefused


def test_a_recharge_is_bought_listed_and_taken_back(platform, database_flags):
    """The refund says what came from where, and the ledger holds on both databases."""
    app = platform.new_app()
    bought = platform.admin("POST", "wallets/Mia/recharges", {"tier_id": "local_beans_100"})
    assert bought["balance_beans"] == 150
    trade_order_id = platform.new_order(platform.access_token(app), beans=120)
    call = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
    platform.simulator("pay", **call)
    done = platform.admin("POST", "wallets/Mia/refund", {"parts": 2})
    assert (done["recharge"], done["wallet_beans"]) == (bought["recharge"], 30)
    assert (done["traced_beans"], done["owed_beans"], done["balance_beans"]) == (35, 35, 0)
    [traced] = done["tracebacks"]
    assert (traced["trade_order_id"], traced["refund_amount"]) == (trade_order_id, 35)
    [listed] = platform.admin("GET", "wallets/Mia/recharges")["recharges"]
    assert (listed["number"], listed["is_refunded"]) == (bought["recharge"], True)
    assert platform.admin("GET", "ledger/audit")["problems"] == []


def test_parts_of_a_refund_come_with_the_clock(platform, receiver, database_flags):
    """The worker recovers a further part when an hour of platform time has passed."""
    app = platform.new_app(receiver.url)
    platform.admin("POST", "wallets/Mia/grant", {"beans": -50})
    platform.admin("POST", "wallets/Mia/recharges", {"tier_id": "local_beans_100"})
    trade_order_id = platform.new_order(platform.access_token(app), beans=100)
    call = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
    platform.simulator("pay", **call)
    platform.admin("POST", "wallets/Mia/refund", {"parts": 2})
    platform.admin("POST", "clock", {"action": "advance", "seconds": 3_600})
    success, first, second = receiver.wait_for(3)
    assert success["event"].endswith("redeem.success")
    for event in (first, second):
        assert event["event"].endswith("refund_traceback")
        assert '"refund_amount":50' in event["content"]
    assert second["create_time"] == first["create_time"] + 3_600


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "wallets/Mia/refund", {}, "recharge_not_found"),
        ("POST", "wallets/Mia/refund", {"recharge": 99}, "recharge_not_found"),
        ("POST", "wallets/Mia/refund", {"parts": 99}, "40001000"),
        ("POST", "wallets/Mia/recharges", {"tier_id": "nope"}, "20001003"),
        ("POST", "wallets/Nobody/recharges", {"tier_id": "nope"}, "user_not_found"),
        ("PUT", "orders/TOIDnone/sandbox", {"is_sandbox": True}, "20011002"),
        ("PUT", "wallets/Mia/sandbox", {"is_sandbox": "yes"}, "invalid_params"),
    ],
)
def test_what_cannot_be_is_refused(shared, method, path, body, code):
    """Each refusal has its code, and nothing moves."""
    with pytest.raises(AdminRefused) as refused:
        shared.admin(method, path, body)
    assert refused.value.refusal == code
    assert shared.admin("GET", "wallets/Mia")["balance_beans"] == 50


def test_an_order_is_moved_into_the_sandbox(platform):
    """The mark shows on the order and can be taken back while it is open."""
    trade_order_id = platform.new_order(platform.access_token(platform.new_app()))
    path = f"orders/{trade_order_id}/sandbox"
    assert platform.admin("PUT", path, {"is_sandbox": True})["is_sandbox"] is True
    assert platform.admin("PUT", path, {"is_sandbox": False})["is_sandbox"] is False
