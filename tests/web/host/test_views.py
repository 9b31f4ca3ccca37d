import json

import pytest


def call(platform, path, **body):
    response = platform.simulator(path, **body)
    error = response.json().get("error")
    return response.status_code, error and error["code"]


def get(platform, path, **query):
    headers = {"X-LocalMinis-Page": platform.platform.context.page_token}
    return platform.http.get(f"/simulator/api/{path}", params=query, headers=headers)


def test_the_session_tells_the_page_what_it_shows(platform):
    """The first user is shown until another is chosen; the page's address comes with the run."""
    app = platform.new_app()
    key = app["client_key"]
    platform.admin("PUT", f"apps/{key}/page", {"url": "http://127.0.0.1:8601/index.html"})
    session = get(platform, "session", client_key=key).json()
    assert session["page_url"] == "http://127.0.0.1:8601/index.html"
    assert session["app"]["name"] == "Test app"
    assert (session["user"]["name"], session["balance"]) == ("Mia", 50)
    assert [each["name"] for each in session["users"]] == ["Mia", "Kenji"]
    assert get(platform, "session", client_key=key, user="Kenji").json()["user"]["id"] == 2
    platform.admin("DELETE", f"apps/{key}/page")
    assert get(platform, "session", client_key=key).json()["page_url"] is None


@pytest.mark.parametrize("query", [{}, {"client_key": ""}, {"client_key": "mnunknown"}])
def test_an_unknown_app_has_no_session(shared, query):
    """The page is told which key is unknown."""
    response = get(shared, "session", **query)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "app_not_found")


@pytest.mark.parametrize(
    ("path", "changes", "answer"),
    [
        ("login", {"client_key": "mnx"}, (404, "app_not_found")),
        ("login", {"user": 99}, (404, "user_not_found")),
        ("login", {"user": -1}, (404, "user_not_found")),
        ("login", {"user": 2**70}, (404, "user_not_found")),
        ("login", {"user": "1"}, (400, "invalid_params")),
        ("pay", {"trade_order_id": "TOIDnone"}, (404, "20011002")),
        ("pay", {"trade_order_id": None}, (400, "invalid_params")),
        ("pay/quote", {"trade_order_id": "x"}, (404, "20011002")),
        ("recharge", {"tier_id": "nope"}, (404, "20001003")),
        ("recharge", {"tier_id": "local_beans_100", "user": 99}, (404, "user_not_found")),
    ],
)
def test_a_call_about_nothing_is_refused(shared, known, path, changes, answer):
    """Unknown apps, users, orders and tiers are said to be so, and nothing moves."""
    body = {"client_key": known.key, "user": 1, **changes}
    assert call(shared, path, **body) == answer
    assert shared.admin("GET", "wallets/1")["balance_beans"] == 50


def test_activity_lists_attempts_after_a_number(platform, receiver):
    """The log panel asks for what is new."""
    receiver.answers = [500]
    app = platform.new_app(receiver.url)
    key = app["client_key"]
    platform.admin("POST", f"apps/{key}/ping")
    receiver.wait_for(1)
    platform.admin("POST", "clock", {"action": "advance", "seconds": 60})
    receiver.wait_for(2)
    items = []
    while len(items) < 2:
        items = get(platform, "activity", client_key=key).json()["items"]
    assert [each["level"] for each in items] == ["warn", "ok"]
    first, second = (each["details"] for each in items)
    assert json.loads(first["body"])["event"] == "tiktok.ping"
    assert (first["answer"]["status"], second["answer"]["status"]) == (500, 200)
    assert "TikTok-Signature: " in second["headers"]
    assert "tiktok.ping" in items[0]["text"]
    assert "500" in items[0]["text"]
    assert get(platform, "activity", client_key=key, after=items[0]["id"]).json() == {
        "items": items[1:]
    }
    for odd in ("x", "-1", "", "9" * 30, "9" * 5_000):
        assert len(get(platform, "activity", client_key=key, after=odd).json()["items"]) == 2
