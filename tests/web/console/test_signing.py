import pytest

from localminis.web.console.signing import CALLBACK
from localminis.web.provider import CALLBACK_PATH

PASSWORD = "a long enough sentence"


def test_a_wrong_password_and_no_account_are_one_refusal(team, console):
    """It is not told which addresses have accounts, whatever is typed."""
    team.admin("POST", "members", {"email": "ana@example.com", "password": PASSWORD})
    told = set()
    for email, password in [
        ("ana@example.com", "another sentence"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("\x00", "x"),
    ]:
        response = team.http.post("/console/sign-in", data={"email": email, "password": password})
        assert response.status_code == 409
        told.add(tuple(console.said(response.text)))
    assert len(told) == 1


def test_a_form_that_cannot_be_read_is_told_on_the_page(team):
    """Whatever a stranger sends here is answered in words."""
    response = team.http.post("/console/sign-in", content="é=1".encode())
    assert response.status_code == 400
    assert "cannot be read" in response.text


@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "null"])
def test_nobody_is_signed_in_from_another_page(team, origin):
    """Signing somebody into an account of the attacker's is an attack too."""
    form = {"email": "ana@example.com", "password": PASSWORD}
    response = team.http.post("/console/sign-in", data=form, headers={"Origin": origin})
    assert response.status_code == 403


def test_who_is_shut_out_is_out_at_once(team, console):
    """The session is asked for at each request, and leaving ends it in the database."""
    ana = console.signed_in(team, "developer")
    ana.see("apps")
    team.admin("PATCH", "members/developer@example.com", {"is_disabled": True})
    assert "<h1>Sign in</h1>" in ana.see("apps")
    team.admin("PATCH", "members/developer@example.com", {"is_disabled": False})
    bea = console.signed_in(team, "viewer")
    kept = dict(bea.http.cookies)
    bea.send("", "leave")
    bea.http.cookies.update(kept)
    assert "<h1>Sign in</h1>" in bea.see("apps")


def test_the_link_is_for_who_may_have_it(platform, console):
    """An old link says so; the right one sets a cookie that no script reads and no page sends."""
    stranger = console.Visitor(platform)
    old = stranger.http.get("/console/enter?token=old")
    assert old.status_code == 401
    assert "earlier run" in old.text
    stranger.http.follow_redirects = False
    answer = stranger.http.get(platform.admin("GET", "console")["url"])
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/console/" in cookie
    assert stranger.http.get("/console/sign-in").headers["location"] == "/console/"


def test_the_identity_provider_is_offered_and_its_silence_told(
    serve_platform, new_database, console, tmp_path
):
    """Where one is set, the page has the way there; when it does not answer, the page says so."""
    assert CALLBACK == CALLBACK_PATH
    flags = {
        "database_url": new_database(),
        "mode": "served",
        "public_url": "http://127.0.0.1",
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "us",
        "oidc_client_secret": "secret",
    }
    with serve_platform(tmp_path / "home", **flags) as platform:
        visitor = console.Visitor(platform)
        assert "Sign in with your organization" in visitor.see("sign-in")
        silent = visitor.see("sign-in/provider", 503)
        assert "does not answer as one" in console.said(silent)[0]
        elsewhere = visitor.see("sign-in/callback?code=x&state=y", 409)
        assert "begun elsewhere" in console.said(elsewhere)[0]


def test_without_a_provider_nobody_goes_there(team, console):
    """Its two addresses lead to the console, which asks for the password."""
    visitor = console.Visitor(team)
    for path in ("sign-in/provider", "sign-in/callback"):
        assert "<h1>Sign in</h1>" in visitor.see(path)


@pytest.mark.pg
def test_passwords_cannot_be_tried_for_ever(team):
    """After ten attempts in a minute not even the right one is looked at."""
    team.admin("POST", "members", {"email": "ana@example.com", "password": PASSWORD})
    for _ in range(10):
        form = {"email": "ana@example.com", "password": "wrong"}
        assert "not those of an account" in team.http.post("/console/sign-in", data=form).text
    form = {"email": " ANA@example.com", "password": PASSWORD}
    assert "too many attempts" in team.http.post("/console/sign-in", data=form).text


@pytest.mark.pg
def test_a_teams_simulator_is_for_those_who_signed_in(team, console):
    """A stranger gets nothing of it, a viewer neither, and a developer's ends with the account."""
    path = "/simulator/api/session"
    app = team.new_app()
    asked = {"client_key": app["client_key"]}
    stranger = team.http.get(path, params=asked)
    assert stranger.status_code == 403
    assert "Sign in at /console/" in stranger.json()["error"]["message"]
    viewer = console.signed_in(team, "viewer").http.get(path, params=asked)
    assert viewer.json()["error"]["code"] == "role_too_low"
    developer = console.signed_in(team, "developer").http
    session = developer.get(path, params=asked).json()
    login = {"client_key": app["client_key"], "user": 1}
    headers = {"X-LocalMinis-Page": session["page_token"], "Origin": team.url}
    assert "code" in developer.post("/simulator/api/login", json=login, headers=headers).json()
    assert team.http.post("/simulator/api/login", json=login, headers=headers).status_code == 403
    team.admin("PATCH", "members/developer@example.com", {"is_disabled": True})
    answer = developer.post("/simulator/api/login", json=login, headers=headers)
    assert answer.status_code == 403
