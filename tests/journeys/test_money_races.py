"""Money under simultaneous requests, over HTTP, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx2
import pytest

pytestmark = pytest.mark.usefixtures("database_flags")


def at_once(calls):
    """Make every call from a thread of its own, all at the same moment."""
    gate = Barrier(len(calls))

    def run(call):
        gate.wait(20)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def codes(responses):
    return Counter(response.json()["error"]["code"] for response in responses)


class Client:
    """A connection of its own, as another server of the same backend would have."""

    def __init__(self, platform) -> None:
        self._platform = platform
        self._http = httpx2.Client(base_url=platform.url, trust_env=False, verify=False)

    def api(self, path, token, body):
        headers = {"Authorization": f"Bearer {token}"}
        return self._http.post(f"/v2/minis/{path}", json=body, headers=headers)

    def simulator(self, path, **body):
        token = self._platform.platform.context.page_token
        headers = {"X-LocalMinis-Page": token, "Origin": self._platform.url}
        return self._http.post(f"/simulator/api/{path}", json=body, headers=headers)


@pytest.fixture
def clients(platform):
    """Open thirty connections."""
    opened = [Client(platform) for _ in range(30)]
    yield opened
    for client in opened:
        client._http.close()


def test_thirty_creates_with_one_order_id_make_one_order(platform, clients):
    """The others are told that the id is used."""
    app = platform.new_app()
    token = platform.access_token(app)
    body = {
        "token_type": "BEANS",
        "token_amount": 40,
        "order_info": {"order_id": "ord-1", "product_name": "Episode 3"},
    }
    found = at_once(
        [lambda c=client: c.api("trade_order/create/", token, body) for client in clients]
    )
    assert codes(found) == {"ok": 1, "20021002": 29}
    assert len(platform.admin("GET", "orders")["orders"]) == 1


def test_two_payments_of_one_order_take_the_beans_once(platform, clients, receiver):
    """One succeeds, one learns that it has been paid, and one event is sent."""
    app = platform.new_app(receiver.url)
    trade_order_id = platform.new_order(platform.access_token(app), beans=20)
    call = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
    found = at_once([lambda c=client: c.simulator("pay", **call) for client in clients[:2]])
    assert sorted(response.status_code for response in found) == [200, 409]
    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == 30
    receiver.wait_for(1)
    assert len(platform.admin("GET", "webhooks/deliveries")["deliveries"]) == 1


def test_the_last_bean_has_exactly_one_winner(platform, clients):
    """Ten orders of all the user's Beans: one is paid, nine are refused, none half."""
    app = platform.new_app()
    token = platform.access_token(app)
    orders = [platform.new_order(token, f"ord-{n}", beans=50) for n in range(10)]
    call = {"client_key": app["client_key"], "user": 1}
    found = at_once(
        [
            lambda c=client, t=trade_order_id: c.simulator("pay", **call, trade_order_id=t)
            for client, trade_order_id in zip(clients, orders, strict=False)
        ]
    )
    assert Counter(response.status_code for response in found) == {200: 1, 409: 9}
    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == 0
    assert platform.admin("GET", "ledger/audit")["problems"] == []


def test_simultaneous_refunds_give_back_each_bean_once(platform, clients):
    """A recharge is refunded once, however many ask for it."""
    app = platform.new_app()
    platform.admin("POST", "wallets/Mia/grant", {"beans": -50})
    number = platform.admin("POST", "wallets/Mia/recharges", {"tier_id": "local_beans_100"})
    trade_order_id = platform.new_order(platform.access_token(app), beans=60)
    call = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
    platform.simulator("pay", **call)
    token = platform.platform.context.admin_token

    def refund():
        return httpx2.post(
            f"{platform.url}/admin/v1/wallets/Mia/refund",
            json={"recharge": number["recharge"]},
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )

    found = at_once([refund] * 6)
    assert Counter(response.status_code for response in found) == {200: 1, 409: 5}
    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == 0
    assert platform.admin("GET", "ledger/audit")["problems"] == []


def test_two_subscription_orders_paid_at_once_begin_one_subscription(platform, clients):
    """At most one per user and app, whatever arrives together."""
    app = platform.new_app()
    token = platform.access_token(app)
    orders = []
    for n in range(4):
        body = {
            "tier_id": "sandbox_499_1M",
            "order_info": {"order_id": f"s-{n}", "product_name": "All episodes"},
        }
        made = platform.api("subscription/create/", token, body).json()
        orders.append(made["data"]["trade_order_id"])
    call = {"client_key": app["client_key"], "user": 1}
    found = at_once(
        [
            lambda c=client, t=trade_order_id: c.simulator(
                "subscription/pay", **call, trade_order_id=t
            )
            for client, trade_order_id in zip(clients, orders, strict=False)
        ]
    )
    assert Counter(response.status_code for response in found) == {200: 1, 409: 3}
    assert len(platform.admin("GET", "subscriptions")["subscriptions"]) == 1
