import re

from localminis.spec.error_codes import SDK_LOGIN_LEGAL_URLS_MISSING


def test_an_app_is_made_and_its_secret_shown_once(alone, console):
    """The secret is the right one, is on one page."""
    text = alone.send("apps/new", name="Night train")
    secret = re.search(r'data-testid="secret">.*?<code[^>]*>(\w+)</code>', text, re.DOTALL)[1]
    [app] = alone.platform.admin("GET", "apps")["apps"]
    key = app["client_key"]
    shown = alone.platform.admin("GET", f"apps/{key}?secret=1")
    assert shown["client_secret"] == secret
    assert secret not in alone.see(f"apps/{key}/credentials")


def test_a_refused_app_keeps_what_was_typed(visitor, known, console):
    """The form comes back filled, with the reason above it."""
    text = visitor.send("apps/new", name="Twice", client_key=known.key, status=409)
    assert "exists already" in console.said(text)[0]
    assert console.Forms(text).forms["/console/apps/new"]["name"] == "Twice"


def test_apps_come_by_the_page_and_are_filtered(alone):
    """Fifty on a page, found by a part of their name; the first page of all shows the newest."""
    for number in range(52):
        alone.platform.admin("POST", "apps", {"name": f"App {number:02}"})

    def rows(page):
        return re.findall(r'<th scope="row"><a [^>]+>(App \d+)</a>', page)

    first = alone.see("apps")
    assert rows(first) == [f"App {number:02}" for number in range(50)]
    following = re.search(r'rel="next" href="/console/(apps[^"]+)"', first)[1]
    assert rows(alone.see(following.replace("&amp;", "&"))) == ["App 50", "App 51"]
    assert rows(alone.see("apps?name=App+51")) == ["App 51"]
    assert "No app matches" in alone.see("apps?name=nowhere&kind=html_game")
    assert rows(alone.see(""))[0] == "App 51"


def test_a_secret_is_rotated_with_an_overlap(alone):
    """The new one is shown, and the former one is good until the clock says otherwise."""
    app = alone.platform.new_app()
    key, former = app["client_key"], app["client_secret"]
    text = alone.send(f"apps/{key}/credentials", overlap_s="3600")
    assert "Copy the client secret now" in text
    assert "accepted until" in text

    def status(secret):
        form = {"client_key": key, "client_secret": secret}
        return alone.platform.token(**form, grant_type="client_credentials").status_code

    new = alone.platform.admin("GET", f"apps/{key}?secret=1")["client_secret"]
    assert (status(former), status(new)) == (200, 200)
    alone.send("clock", action="advance", seconds="3600")
    assert (status(former), status(new)) == (401, 200)


def test_a_missing_legal_address_refuses_the_login(alone):
    """The page warns, and the simulator's login fails as the platform's does."""
    key = alone.platform.new_app()["client_key"]
    text = alone.send(f"apps/{key}/basic", terms_url="")
    assert "every login is refused" in text
    refused = alone.platform.simulator("login", client_key=key, user=1)
    assert refused.json()["error"]["code"] == str(SDK_LOGIN_LEGAL_URLS_MISSING)


def test_two_tabs_editing_the_same_app(alone, console):
    """The second gets a clear conflict, sees both values, and may save knowingly."""
    key = alone.platform.new_app()["client_key"]
    page = f"apps/{key}/basic"
    path = f"/console/{page}"
    second_tab = console.Forms(alone.see(page)).forms[path]
    alone.send(page, developer="From the first tab")
    headers = {"Origin": alone.platform.url}
    mine = {**second_tab, "developer": "From the second tab"}
    conflict = alone.http.post(path, data=mine, headers=headers)
    assert conflict.status_code == 409
    assert "Somebody else saved this" in console.said(conflict.text)[0]
    assert "Stored meanwhile: <strong>From the first tab</strong>" in conflict.text
    stored = alone.platform.admin("GET", f"apps/{key}")
    assert stored["developer"] == "From the first tab"
    again = console.Forms(conflict.text).forms[path]
    assert alone.http.post(path, data=again, headers=headers).status_code == 200
    assert alone.platform.admin("GET", f"apps/{key}")["developer"] == "From the second tab"


def test_test_users_are_added_and_removed(alone, console):
    """By name or number; the thirty-first is refused."""
    key = alone.platform.new_app()["client_key"]
    page = f"apps/{key}/testers"
    assert "No test user yet" in alone.see(page)
    assert "Mia is a test user." in alone.send(page, user="Mia")
    assert "Mia is no test user" in alone.send(page, f"{page}/1/remove")
    assert "Test mode saved" in alone.send(page, f"{page}/required", requires_test_user="true")
    for number in range(30):
        alone.platform.admin("POST", "users", {"name": f"Tester {number}"})
        alone.platform.admin("PUT", f"apps/{key}/test-users/Tester {number}".replace(" ", "%20"))
    refused = alone.send(page, user="Kenji", status=409)
    assert "has 30 test users" in console.said(refused)[0]


def test_a_fault_is_added_and_cleared(visitor, known):
    """The rule is in force until it is cleared."""
    page = f"apps/{known.key}/faults"
    assert "The rule status=503 is in force." in visitor.send(page, fault="status=503", times="2")
    visitor.send(page, fault="nonsense", status=400)
    assert "1 rules are gone" in visitor.send(page, f"{page}/clear")


def test_products_are_switched(visitor, known):
    """Without payment an order is refused with the documented number."""
    page = f"apps/{known.key}/products"
    visitor.send(page, is_payment_enabled="false")
    body = {
        "token_type": "BEANS",
        "token_amount": 1,
        "order_info": {"order_id": "no", "product_name": "n"},
    }
    refused = visitor.platform.api("trade_order/create/", known.token, body)
    assert refused.json()["error"]["code"] == "20021001"
    visitor.send(page, is_payment_enabled="true")


def test_the_pages_of_a_sandbox_tell_its_own_time(alone):
    """Its clock is in the bar, with the way to it, and a former secret ends by it."""
    platform = alone.platform
    path = f"apps/{platform.new_app()['client_key']}/sandboxes"
    key = platform.admin("POST", path, {"name": "Staging"})["client_key"]
    platform.admin("POST", f"apps/{key}/secret", {"overlap_s": 3_600})
    page = f"apps/{key}/credentials"
    assert "accepted until" in alone.see(page)
    platform.admin("POST", "clock", {"action": "advance", "seconds": 7_200, "client_key": key})
    shown = alone.see(page)
    assert "accepted until" not in shown
    assert "2 h ahead" in shown
    assert f'href="/console/apps/{key}/clock"' in shown
    assert "ahead" not in alone.see("apps")
