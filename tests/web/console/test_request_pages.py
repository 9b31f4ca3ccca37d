import re


def logged(platform, count: int) -> None:
    """Wait until as many calls are in the log: it is written behind the answers."""
    after = seen = 0
    while seen < count:
        told = platform.admin("GET", f"requests/tail?after={after}&wait_s=10")
        seen, after = seen + len(told["requests"]), told["newest"]


def test_a_refusal_says_why_and_what_would_pass(alone):
    """The rule, the field and the page to read stand on the call's own page."""
    token = alone.platform.access_token(alone.platform.new_app())
    body = {"token_type": "BEANS", "token_amount": 0}
    order = {"order_id": "o-1", "product_name": "Episode"}
    refused = alone.platform.api("trade_order/create/", token, {**body, "order_info": order})
    log_id = refused.json()["error"]["log_id"]
    logged(alone.platform, 2)
    text = alone.see(f"requests/{log_id}")
    assert "Why it was refused" in text
    assert "token_amount" in text
    assert "What would pass" in text
    assert token not in text


def test_calls_are_filtered_and_come_by_the_page(alone):
    """Every call is on one page, and filters narrow the list."""
    assert "No call yet" in alone.see("requests")
    for number in range(60):
        alone.platform.token(client_key=f"mnnobody{number}", client_secret="x", grant_type="y")
    logged(alone.platform, 60)
    first = alone.see("requests")
    following = re.search(r'rel="next" href="/console/([^"]+)"', first)[1]
    rest = alone.see(following.replace("&amp;", "&"))
    assert (first.count('href="/console/requests/'), rest.count('href="/console/requests/')) == (
        50,
        10,
    )
    assert "No call matches" in alone.see("requests?outcome=ok")
    assert "The log is empty" in alone.send("requests?outcome=refused", "requests/clear")
