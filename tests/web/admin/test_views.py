import pytest

from localminis.steering import AdminRefused


def refused(platform, code, method, path, body=None):
    """Check that the admin API refuses a call with this code; returns its message."""
    with pytest.raises(AdminRefused) as refusal:
        platform.admin(method, path, body)
    assert refusal.value.refusal == code
    return refusal.value.message


def test_the_status_tells_what_runs_here(shared):
    """It names the folder, the address and every law of the ledger that is broken."""
    status = shared.admin("GET", "status")
    assert status["url"] == shared.url
    assert status["home"] == str(shared.home)
    assert status["ledger_problems"] == []


def test_a_secret_is_shown_at_creation_and_on_request_only(platform):
    """Listing and showing an app leave it out."""
    app = platform.new_app()
    key, secret = app["client_key"], app["client_secret"]
    assert len(secret) == 40
    assert secret not in str(platform.admin("GET", "apps"))
    assert secret not in str(platform.admin("GET", f"apps/{key}"))
    assert platform.admin("GET", f"apps/{key}?secret=1")["client_secret"] == secret


def test_apps_are_searched_and_paged(platform):
    """By a part of the name or of the client key, by kind, a page at a time."""
    for name in ("Night train", "Day_train", "Jar"):
        platform.admin("POST", "apps", {"name": name, "client_key": f"mn{name[:3].lower()}"})
    platform.admin("PATCH", "apps/mnjar", {"kind": "html_game"})

    def names(query):
        return [each["name"] for each in platform.admin("GET", f"apps?{query}")["apps"]]

    assert names("name=TRAIN") == ["Night train", "Day_train"]
    assert names("name=_") == ["Day_train"]
    assert names("name=mnj") == names("kind=html_game") == ["Jar"]
    first = platform.admin("GET", "apps?limit=2")
    assert [each["name"] for each in first["apps"]] == ["Night train", "Day_train"]
    assert names(f"limit=2&after={first['next']}") == ["Jar"]
    assert platform.admin("GET", "apps")["next"] is None


def test_an_app_can_be_ensured(shared):
    """The same key is registered once, however often it is asked for."""
    first = shared.admin("PUT", "apps/mnensured", {"name": "First"})
    second = shared.admin("PUT", "apps/mnensured", {"name": "Second"})
    assert first == second
    assert refused(shared, "invalid_name", "PUT", "apps/x", {"name": "n"})
    body = {"name": "n", "client_key": "mnensured"}
    assert refused(shared, "client_key_taken", "POST", "apps", body)


def test_a_change_is_made_as_a_whole(shared):
    """A refused address leaves the other change undone."""
    key = shared.new_app()["client_key"]
    body = {"webhook_url": "http://example.com/", "is_payment_enabled": False}
    refused(shared, "address_refused", "PATCH", f"apps/{key}", body)
    app = shared.admin("GET", f"apps/{key}")
    assert (app["webhook_url"], app["is_payment_enabled"]) == (None, True)
    url = "http://localhost:9/hook"
    assert shared.admin("PATCH", f"apps/{key}", {"webhook_url": url})["webhook_url"] == url
    assert shared.admin("PATCH", f"apps/{key}", {"webhook_url": ""})["webhook_url"] is None
    assert shared.admin("PATCH", f"apps/{key}", {})["is_payment_enabled"]


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "http://example.com/", "javascript:alert(1)", "", "http://"]
)
def test_a_page_is_on_this_machine(shared, known, url):
    """The phone shows nothing from elsewhere."""
    refused(shared, "page_address_invalid", "PUT", f"apps/{known.key}/page", {"url": url})


def test_wallets_are_filled_and_emptied(platform):
    """A grant may be negative, but never below what is there."""
    assert platform.admin("POST", "wallets/Mia/grant", {"beans": 25})["balance_beans"] == 75
    assert platform.admin("POST", "wallets/1/grant", {"beans": -75})["balance_beans"] == 0
    refused(platform, "not_enough_beans", "POST", "wallets/1/grant", {"beans": -1})
    refused(platform, "40001000", "POST", "wallets/1/grant", {"beans": 0})
    refused(platform, "invalid_params", "POST", "wallets/1/grant", {"beans": 1.5})
    refused(platform, "user_not_found", "GET", "wallets/Nobody")
    assert platform.admin("GET", "status")["ledger_problems"] == []


def test_users_are_made_and_refused(platform):
    """Two users never share a name."""
    made = platform.admin("POST", "users", {"name": "Zoë", "region": "fr"})
    assert (made["id"], made["region"]) == (3, "FR")
    refused(platform, "user_name_taken", "POST", "users", {"name": "Zoë"})
    refused(platform, "invalid_name", "POST", "users", {"name": "7"})


def test_orders_are_listed_by_app_and_user(platform):
    """An unknown app or user is said to be so, rather than to have no orders."""
    app, other = platform.new_app(), platform.new_app()
    trade_order_id = platform.new_order(platform.access_token(app))
    for query, count in (
        ("", 1),
        (f"?client_key={app['client_key']}", 1),
        (f"?client_key={other['client_key']}", 0),
        ("?user=Kenji", 0),
    ):
        assert len(platform.admin("GET", f"orders{query}")["orders"]) == count
    assert platform.admin("GET", f"orders/{trade_order_id}")["trade_order_status"] == "PENDING"
    refused(platform, "20011002", "GET", "orders/TOIDnone")
    refused(platform, "app_not_found", "GET", "orders?client_key=mnnone")


def test_a_ping_is_delivered_shown_and_sent_again(platform, receiver):
    """The portal's test event goes out at once, and once more when asked."""
    app = platform.new_app(receiver.url)
    delivery_id = platform.admin("POST", f"apps/{app['client_key']}/ping")["id"]
    assert receiver.wait_for(1)[0]["event"] == "tiktok.ping"
    platform.admin("POST", f"webhooks/deliveries/{delivery_id}/resend")
    receiver.wait_for(2)
    assert receiver.heard[0][1] == receiver.heard[1][1]
    log = []
    while len(log) < 2:
        log = platform.admin("GET", f"webhooks/deliveries/{delivery_id}")["log"]
    assert [row["response_status"] for row in log] == [200, 200]
    query = f"?client_key={app['client_key']}&state=delivered"
    assert len(platform.admin("GET", f"webhooks/deliveries{query}")["deliveries"]) == 1
    refused(platform, "delivery_not_found", "POST", "webhooks/deliveries/dlv_x/resend")
    refused(platform, "no_webhook_url", "POST", f"apps/{platform.new_app()['client_key']}/ping")


def test_a_reset_forgets_everything_and_starts_anew(platform):
    """Old credentials and tokens are dead, the first users are there, the books are straight."""
    app = platform.new_app()
    token = platform.access_token(app)
    platform.new_order(token)
    assert platform.admin("POST", "state/reset") == {}
    assert platform.admin("GET", "apps")["apps"] == []
    assert platform.admin("GET", "orders")["orders"] == []
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 50
    assert platform.exchange(app, "x").json()["error"] == "invalid_client"
    answer = platform.api("trade_order/query/", token, {"trade_order_id": "x"})
    assert answer.status_code == 401


def test_a_page_is_forgotten_only_by_who_shows_it(shared, known):
    """Two projects with one client key take turns; who leaves later takes nothing away."""
    path = f"apps/{known.key}/page"
    one, two = {"url": "http://127.0.0.1:7001/"}, {"url": "http://127.0.0.1:7002/"}
    assert shared.admin("PUT", path, one)["replaced_url"] is None
    assert shared.admin("PUT", path, two)["replaced_url"] == one["url"]
    shared.admin("DELETE", f"{path}?url={one['url']}")
    assert shared.platform.context.pages[known.key].url == two["url"]
    shared.admin("DELETE", f"{path}?url={two['url']}")
    assert known.key not in shared.platform.context.pages
