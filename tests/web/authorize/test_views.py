import html
import re

import pytest
from sqlalchemy import select, text

from localminis.clock import wall_s
from localminis.store.tables.identity import login_codes
from localminis.web.authorize import views
from localminis.web.authorize.asked import Asked


def codes_made(flow):
    return flow.platform.platform.context.store.run_sync(lambda tx: tx.all(select(login_codes)))


def test_allowing_gives_a_code_that_becomes_the_chosen_users_token(flow, database_flags):
    """From the page to the profile, as the user who was picked."""
    page = flow.ask(scope="user.info.basic")
    assert "Mia" in page.text
    assert "Kenji" in page.text
    _, answer = flow.sent_back(flow.answer(page, user="2"))
    assert answer["state"] == "s-1"
    assert answer["scopes"] == "user.info.basic"
    tokens = flow.exchange(answer["code"]).json()
    assert tokens["scope"] == "user.info.basic"
    told = flow.platform.http.get(
        "/v2/user/info/",
        params={"fields": "open_id,display_name"},
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    ).json()["data"]["user"]
    assert told == {"open_id": tokens["open_id"], "display_name": "Kenji"}


def test_a_part_of_the_scopes_can_be_granted(flow):
    """What is not ticked is not in the token, and nothing can be ticked that was not asked for."""
    page = flow.ask(scope="user.info.open_id,user.info.basic")
    _, answer = flow.sent_back(flow.answer(page, scope=["user.info.open_id"]))
    assert flow.exchange(answer["code"]).json()["scope"] == "user.info.open_id"
    page = flow.ask(scope="user.info.open_id")
    ticked = ["user.info.open_id", "user.info.basic", "admin"]
    _, answer = flow.sent_back(flow.answer(page, scope=ticked))
    assert answer["scopes"] == "user.info.open_id"


@pytest.mark.parametrize("given", [{"decision": "deny"}, {"decision": "x"}, {"scope": None}])
def test_denying_tells_the_app_and_grants_nothing(flow, given):
    """Deny, and allow with nothing ticked, are the same answer; the silent login lives on."""
    token = flow.platform.access_token(flow.app)
    before = codes_made(flow)
    _, answer = flow.sent_back(flow.answer(flow.ask(), **given))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "s-1"
    assert codes_made(flow) == before
    headers = {"Authorization": f"Bearer {token}"}
    info = flow.platform.http.get("/v2/user/info/", params={"fields": "open_id"}, headers=headers)
    assert info.status_code == 200


def test_a_user_who_may_not_log_in_is_a_denial_to_the_app(flow):
    """No test user, no code; the description says what to do."""
    flow.change(requires_test_user=True)
    _, answer = flow.sent_back(flow.answer(flow.ask()))
    assert answer["error"] == "access_denied"
    assert "test-user add" in answer["error_description"]
    flow.platform.admin("PUT", f"apps/{flow.key}/test-users/Mia")
    assert flow.code()


def test_the_page_cannot_be_framed_scripted_or_kept(flow):
    """Its headers say so, on the page and on the refusal."""
    for page in (flow.ask(), flow.ask(client_key="x")):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
    cookie = flow.ask().headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert flow.sent_back(flow.answer(flow.ask()))
    assert flow.answer(flow.ask()).headers["referrer-policy"] == "no-referrer"


def test_names_and_states_are_shown_as_text(flow):
    """Markup in an app's name stays text."""
    app = flow.platform.admin("POST", "apps", {"name": "<b>Bold</b> & co"})
    uri = "http://127.0.0.1:4711/callback"
    flow.platform.admin("PATCH", f"apps/{app['client_key']}", {"redirect_uris": [uri]})
    page = flow.ask(client_key=app["client_key"])
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; co" in page.text
    assert "<b>" not in page.text


def test_an_answer_needs_the_browser_that_was_asked(flow, platform):
    """Without the page's cookie, with another's, or with an altered ticket nothing is granted."""
    page = flow.ask()
    ticket = flow.ticket(page)
    form = {"ticket": ticket, "user": "1", "scope": "user.info.basic", "decision": "allow"}
    strange = platform.http.post("/v2/auth/authorize/", data=form)
    other = platform.http.post(
        "/v2/auth/authorize/", data=form, headers={"Cookie": f"localminis_authorize={'x' * 43}"}
    )
    altered = flow.answer(page, ticket=ticket[:-6] + "AAAA==")
    nonsense = [flow.answer(page, ticket=text) for text in ("", "é", "AAAA", "AA", "!" * 5_000)]
    for refused in (strange, other, altered, *nonsense):
        assert refused.status_code == 400
        assert "another browser" in refused.text
    assert codes_made(flow) == []


def test_an_answer_comes_from_the_page_itself(flow):
    """A foreign page cannot post the form, whatever it knows."""
    page = flow.ask()
    form = {"ticket": flow.ticket(page), "user": "1", "scope": "user.info.basic"}
    form["decision"] = "allow"
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        refused = flow.browser.post("/v2/auth/authorize/", data=form, headers=headers)
        assert refused.status_code == 400
        assert "another page" in refused.text
    own = {"Origin": flow.platform.url, "Sec-Fetch-Site": "same-origin"}
    assert flow.browser.post("/v2/auth/authorize/", data=form, headers=own).status_code == 303


def test_an_answer_may_come_by_https(flow):
    """In front of a team's platform something ends TLS, so the page's own origin begins so."""
    page = flow.ask()
    form = {"ticket": flow.ticket(page), "user": "1", "scope": "user.info.basic"}
    own = {"Origin": flow.platform.url.replace("http:", "https:"), "Sec-Fetch-Site": "same-origin"}
    answer = flow.browser.post(
        "/v2/auth/authorize/", data={**form, "decision": "allow"}, headers=own
    )
    assert answer.status_code == 303


def test_two_pages_in_one_browser_both_work(flow):
    """A second tab does not spoil the first."""
    first, second = flow.ask(state="1"), flow.ask(state="2")
    assert flow.sent_back(flow.answer(first))[1]["state"] == "1"
    assert flow.sent_back(flow.answer(second))[1]["state"] == "2"


def test_an_old_page_is_refused(flow):
    """A ticket lives for ten minutes of wall time."""
    context = flow.platform.platform.context
    asked = Asked(flow.key, "http://127.0.0.1:4711/callback", ("user.info.basic",), None, None)
    page = flow.ask()
    cookie = flow.browser.cookies["localminis_authorize"]
    fresh = views._seal(context, asked, cookie)
    late = views._open(context, fresh, cookie)
    assert 595 <= late.expires_at_wall_s - wall_s() <= 600
    old = context.vault.seal(
        '{"client_key":"k","redirect_uri":"r","scopes":[],"state":null,"code_challenge":null}',
        record=f"authorize {cookie}",
    )
    refused = flow.answer(page, ticket=old)
    assert refused.status_code == 400
    assert "too old" in refused.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"user": None}, "user"),
        ({"user": ["1", "2"]}, "user"),
        ({"user": "99"}, "No user"),
        ({"decision": None}, "decision"),
        ({"ticket": None}, "ticket"),
        ({f"x{number}": "" for number in range(40)}, "fields"),
    ],
)
def test_a_broken_form_is_a_page_and_no_code(flow, given, said):
    """Whatever is missing, double or too much, the answer is a sentence."""
    refused = flow.answer(flow.ask(), **given)
    assert refused.status_code == 400
    assert said in refused.text
    assert codes_made(flow) == []


def test_without_users_there_is_nobody_to_sign_in(flow):
    """The page says how to make one."""
    for name in ("Mia", "Kenji"):
        flow.platform.admin("DELETE", f"users/{name}")
    refused = flow.ask()
    assert refused.status_code == 400
    assert "localminis user create" in refused.text


def test_an_unusable_database_is_told_on_a_page(flow, caplog):
    """What is no refusal of the request is a 503 page, and a line in the log."""
    store = flow.platform.platform.context.store
    store.run_sync(lambda tx: tx.execute(text("DROP TABLE redirect_uris")))
    failed = flow.ask()
    assert failed.status_code == 503
    assert "temporarily_unavailable" in failed.text
    assert "Refused for want of the database" in caplog.text


@pytest.mark.browser
def test_a_person_signs_in_with_a_browser_without_javascript(flow, chromium, receiver):
    """The real page, its form, its cookie and its redirects work in Chromium as they are."""
    callback = receiver.url
    flow.change(redirect_uris=[callback])
    page = chromium.new_page(java_script_enabled=False)
    try:
        address = flow.browser.build_request(
            "GET", "/v2/auth/authorize/", params=flow.query(redirect_uri=callback)
        )
        for button, expected in (("Deny", "error=access_denied"), ("Allow", "code=")):
            page.goto(str(address.url))
            page.get_by_label("Kenji").check()
            with page.expect_request(lambda request: request.url.startswith(callback)) as sent:
                page.get_by_role("button", name=button).click()
            assert expected in sent.value.url
            assert "state=s-1" in sent.value.url
    finally:
        page.close()


@pytest.mark.pg
def test_a_teams_users_are_shown_to_those_who_signed_in(team):
    """A stranger is led to the sign-in, and from there back; a viewer may not, as in the phone."""
    with team() as flow:
        led = flow.ask()
        assert (led.status_code, led.headers["location"]) == (303, "/console/sign-in")
        assert "Mia" not in led.text
        back = flow.sign_in()
        assert back.headers["location"] == led.request.url.raw_path.decode()
        page = flow.browser.get(back.headers["location"])
        assert "Mia" in page.text
        assert flow.exchange(flow.sent_back(flow.answer(page))[1]["code"]).status_code == 200
        assert flow.sign_in().headers["location"] == "/console/", "the way back is gone once"
        flow.platform.admin("PATCH", "members/developer@example.com", {"is_disabled": True})
        refused = flow.answer(page)
        assert refused.status_code == 400
        assert "signed in no more" in refused.text
        flow.sign_in("viewer")
        assert "this needs a developer" in flow.ask().text
    assert led.headers["cache-control"] == "no-store"


@pytest.mark.pg
def test_who_comes_from_the_apps_own_site_is_asked_once_more(team):
    """The session's cookie is not sent along from there; from a page of ours it is."""
    with team() as flow:
        flow.sign_in()
        session = dict(flow.browser.cookies)
        flow.browser.cookies.clear()
        asked = "/v2/auth/authorize/"
        headers = {"Sec-Fetch-Site": "cross-site"}
        again = flow.browser.get(asked, params=flow.query(state="a&b"), headers=headers)
        assert again.status_code == 200
        here = html.unescape(re.search(r'content="0; url=([^"]+)"', again.text)[1])
        assert here == again.request.url.raw_path.decode()
        flow.browser.cookies.update(session)
        assert "Mia" in flow.browser.get(here, headers={"Sec-Fetch-Site": "same-origin"}).text


@pytest.mark.pg
def test_a_team_may_let_anyone_choose(team):
    """For tests that go the web flow without a person."""
    with team(sign_in_as="anyone") as flow:
        assert flow.exchange(flow.code()).status_code == 200


@pytest.mark.pg
def test_nobody_is_led_elsewhere_after_the_sign_in(team):
    """What the cookie names is the page of the web flow, or it counts for nothing."""
    with team() as flow:
        for kept in ("https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fsimulator%2Fx", "%"):
            flow.browser.cookies.set("localminis_console_next", kept)
            assert flow.sign_in().headers["location"] == "/console/"
