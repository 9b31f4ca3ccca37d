import re


def test_orders_come_by_the_page_and_are_filtered(alone):
    """Every order is on exactly one page, whatever second it was made in."""
    app = alone.platform.new_app()
    token = alone.platform.access_token(app)
    made = {alone.platform.new_order(token, f"ord-{number}") for number in range(60)}
    seen, path = [], "orders"
    while path:
        text = alone.see(path)
        seen += re.findall(r'href="/console/orders/(\w+)"', text)
        following = re.search(r'rel="next" href="/console/([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == 60
    assert set(seen) == made
    assert "No order matches" in alone.see("orders?status=SUCCESS")
    assert "No order matches" in alone.see("orders?user=Kenji")
    assert "Episode 3" in alone.see(f"orders?user=Mia&client_key={app['client_key']}")


def test_an_order_shows_all_that_happened_to_it(alone, receiver):
    """Made, paid, told by webhook, taken back after the store's refund."""
    app = alone.platform.new_app(receiver.url)
    key = app["client_key"]
    token = alone.platform.access_token(app)
    trade_order_id = alone.platform.new_order(token, beans=120)
    alone.send(f"orders/{trade_order_id}", f"orders/{trade_order_id}/sandbox", is_sandbox="false")
    alone.send("users/1", "users/1/recharge", tier_id="local_beans_100")
    alone.platform.simulator("pay", client_key=key, user=1, trade_order_id=trade_order_id)
    alone.send("users/1", "users/1/refund")
    receiver.wait_for(2)
    text = alone.see(f"orders/{trade_order_id}")
    items = re.findall(r"history__item--(\w+)", text)
    assert items[:2] == ["created", "paid"]
    assert sorted(items[2:]) == ["recovered", "webhook", "webhook"]
    ledger = alone.see("ledger")
    assert all(kind in ledger for kind in ("recharge", "redeem", "clawback", "traceback"))
    assert "Nothing has moved" in alone.see("ledger?user=Kenji&before=1")


def test_an_order_is_paid_on_its_page(alone):
    """From the wallet when it holds enough, else with the recharge that the sheet would offer."""
    platform = alone.platform
    token = platform.access_token(platform.new_app())
    page = f"orders/{platform.new_order(token, beans=120)}"
    refused = alone.send(page, f"{page}/pay", with_recharge="false", status=409)
    assert "120 are needed" in refused
    assert "Paid, as its user would." in alone.send(page, f"{page}/pay", with_recharge="true")
    assert ">Paid</span>" in alone.see(page)
    assert "refund one of Mia" in alone.see(page)


def test_a_subscription_is_steered(alone):
    """Held, recovered, changed, refunded, cancelled, expired: what stores and users do."""
    app = alone.platform.new_app()
    token = alone.platform.access_token(app)
    body = {"tier_id": "local_499_1M", "order_info": {"order_id": "s-1", "product_name": "Month"}}
    made = alone.platform.api("subscription/create/", token, body).json()["data"]
    alone.platform.simulator(
        "subscription/pay",
        client_key=app["client_key"],
        user=1,
        trade_order_id=made["trade_order_id"],
    )
    [found] = alone.platform.admin("GET", "subscriptions")["subscriptions"]
    page = f"subscriptions/{found['subscription_id']}"
    assert found["subscription_id"] in alone.see("subscriptions")
    assert "local_199_1W" not in alone.see(page), "a change goes to a longer cycle"
    assert "on local_1347_3M" in alone.send(page, f"{page}/change", tier_id="local_1347_3M")
    assert "Payments fail" in alone.send(page, f"{page}/hold", is_at_renewal="")
    assert "Payments succeed" in alone.send(page, f"{page}/recover")
    assert "Cancelled" in alone.send(page, f"{page}/cancel")
    assert "Expired." in alone.send(page, f"{page}/expire")
    assert "It has expired" in alone.see(page)
    assert "refunded" in alone.send(page, f"{page}/refund")


def test_the_ledgers_laws_are_checked_on_request(visitor):
    """The check reads everything, so no list does it by the way."""
    assert "Every law holds" in visitor.see("ledger/audit")
