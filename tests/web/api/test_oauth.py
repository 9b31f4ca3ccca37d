import json
from urllib.parse import urlencode

import pytest

TOKEN, REVOKE = "/v2/oauth/token/", "/v2/oauth/revoke/"
FORM = "application/x-www-form-urlencoded"


def refused(response, error, status):
    """Check the flat shape of an OAuth refusal and return its description."""
    body = response.json()
    assert (response.status_code, body["error"]) == (status, error), body
    assert set(body) == {"error", "error_description", "log_id"}
    assert body["log_id"] == response.headers["x-tt-logid"]
    return body["error_description"]


def credentials(app):
    return {"client_key": app["client_key"], "client_secret": app["client_secret"]}


def refresh(platform, app, token):
    return platform.token(**credentials(app), grant_type="refresh_token", refresh_token=token)


def user_info(platform, token):
    return platform.http.get(
        "/v2/user/info/",
        params={"fields": "open_id"},
        headers={"Authorization": f"Bearer {token}"},
    )


def test_an_exchange_answers_flat_and_in_full(platform):
    """Every documented field and no envelope; the answer is not cached."""
    app = platform.new_app()
    response = platform.exchange(app, platform.code(app))
    given = response.json()
    assert response.status_code == 200
    assert set(given) == {
        "open_id",
        "scope",
        "access_token",
        "expires_in",
        "refresh_token",
        "refresh_expires_in",
        "token_type",
    }
    assert (given["expires_in"], given["refresh_expires_in"]) == (86_400, 31_536_000)
    assert given["token_type"] == "Bearer"
    assert response.headers["cache-control"] == "no-store"
    assert len(response.headers["x-tt-logid"]) == 34


GOOD = {"grant_type": "authorization_code", "code": "c"}


@pytest.mark.parametrize(
    ("changes", "error", "status"),
    [
        ({"client_key": "mnunknown"}, "invalid_client", 401),
        ({"client_secret": "wrong"}, "invalid_client", 401),
        ({"client_secret": "é"}, "invalid_client", 401),
        ({"client_key": None}, "invalid_request", 400),
        ({"client_secret": None}, "invalid_request", 400),
        ({"grant_type": None}, "invalid_request", 400),
        ({"code": None}, "invalid_request", 400),
        ({"code": ""}, "invalid_request", 400),
        ({"grant_type": "refresh_token"}, "invalid_request", 400),
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({"grant_type": "Authorization_Code"}, "unsupported_grant_type", 400),
        ({"code": "unknown"}, "invalid_grant", 400),
        ({"code": "\x00"}, "invalid_grant", 400),
        ({"grant_type": "refresh_token", "refresh_token": "rft.x"}, "invalid_grant", 400),
    ],
    ids=lambda value: f"{value}",
)
def test_each_fault_of_a_form_has_its_word(shared, known, changes, error, status):
    """Each refusal is one documented word with its status."""
    form = {**credentials(known.app), **GOOD, **changes}
    response = shared.token(**{name: value for name, value in form.items() if value is not None})
    refused(response, error, status)


@pytest.mark.parametrize(
    ("body", "changes", "advice"),
    [
        (b'{"grant_type": "client_credentials"}', {}, "the body is JSON"),
        (None, {"client_key": None}, "It goes into the form, not into a header."),
        (None, {"code": "a%2Fb"}, "Decode it once"),
        (None, {"grant_type": "refresh_token", "refresh_token": "rft.x"}, "Send the newest one"),
    ],
    ids=["json", "basic", "encoded", "old"],
)
def test_common_slips_are_told_by_their_name(shared, known, body, changes, advice):
    """The description says what went wrong on the way, and what to send instead."""
    form = {**credentials(known.app), **GOOD, **changes}
    content = body or urlencode({name: value for name, value in form.items() if value is not None})
    response = shared.http.post("/v2/oauth/token/", content=content, headers={"Content-Type": FORM})
    assert advice in response.json()["error_description"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps({"grant_type": "client_credentials"}).encode(), "application/json"),
        (json.dumps({"grant_type": "client_credentials"}).encode(), FORM),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials", None),
        (b"", FORM),
        (b"\xff\xfe=1", FORM),
        (b"code=%ff%fe", FORM),
        (b"grant_type=client_credentials&grant_type=client_credentials", FORM),
        (b"&".join(b"f%d=1" % n for n in range(40)), FORM),
        (b"a=" + b"x" * 1_048_577, FORM),
    ],
    ids=[
        "json",
        "json as form",
        "text",
        "no type",
        "empty",
        "bytes",
        "utf-8",
        "twice",
        "many",
        "big",
    ],
)
def test_a_body_that_is_no_form_is_an_invalid_request(shared, body, content_type):
    """JSON, rubbish, doubled fields and floods are refused in the flat shape."""
    headers = {"Content-Type": content_type} if content_type else {}
    for path in (TOKEN, REVOKE):
        refused(shared.http.post(path, content=body, headers=headers), "invalid_request", 400)


def test_unknown_fields_and_a_charset_are_tolerated(platform):
    """A redirect_uri of another flow, and a charset, do not spoil an exchange."""
    app = platform.new_app()
    fields = {
        **credentials(app),
        "grant_type": "authorization_code",
        "code": platform.code(app),
        "redirect_uri": "https://example.com",
    }
    headers = {"Content-Type": f"{FORM}; charset=UTF-8"}
    assert platform.http.post(TOKEN, data=fields, headers=headers).status_code == 200


def test_a_code_is_spent_by_its_app_once(platform):
    """A used code and another app's code are the same word."""
    app, other = platform.new_app(), platform.new_app()
    code = platform.code(app)
    refused(platform.exchange(other, code), "invalid_grant", 400)
    assert platform.exchange(app, code).status_code == 200
    assert "used" in refused(platform.exchange(app, code), "invalid_grant", 400)


def test_a_code_expires_on_platform_time(platform):
    """Five minutes and a second after the login the code is dead."""
    app = platform.new_app()
    code = platform.code(app)
    platform.admin("POST", "clock", {"action": "advance", "seconds": 301})
    assert "expired" in refused(platform.exchange(app, code), "invalid_grant", 400)
    assert platform.exchange(app, platform.code(app)).status_code == 200


def test_a_refresh_rotates(platform):
    """The new pair works, the old refresh token is dead."""
    app = platform.new_app()
    first = platform.exchange(app, platform.code(app)).json()
    second = refresh(platform, app, first["refresh_token"]).json()
    assert set(second) == set(first)
    refused(refresh(platform, app, first["refresh_token"]), "invalid_grant", 400)
    assert user_info(platform, second["access_token"]).status_code == 200
    platform.admin("POST", "clock", {"action": "advance", "seconds": 31_536_000})
    refused(refresh(platform, app, second["refresh_token"]), "invalid_grant", 400)


def test_revoking_kills_every_token_of_the_user(platform):
    """The answer is an empty object, and then neither token works."""
    app = platform.new_app()
    given = platform.exchange(app, platform.code(app)).json()
    form = {**credentials(app), "token": given["access_token"]}
    response = platform.http.post(REVOKE, data=form)
    assert (response.status_code, response.json()) == (200, {})
    assert user_info(platform, given["access_token"]).status_code == 401
    refused(refresh(platform, app, given["refresh_token"]), "invalid_grant", 400)


@pytest.mark.parametrize(
    ("changes", "error", "status"),
    [
        ({"token": ""}, "invalid_request", 400),
        ({"token": "act.x"}, "invalid_grant", 400),
        ({"client_secret": "wrong"}, "invalid_client", 401),
    ],
)
def test_a_bad_revocation_is_refused(shared, known, changes, error, status):
    """Nothing is disconnected by a wrong secret or token."""
    form = {**credentials(known.app), "token": known.token, **changes}
    refused(shared.http.post(REVOKE, data=form), error, status)
    assert user_info(shared, known.token).status_code == 200


def test_a_client_token_stands_for_the_app_alone(shared, known):
    """It has no user, no scope and no refresh token."""
    given = shared.token(**credentials(known.app), grant_type="client_credentials").json()
    assert set(given) == {"access_token", "expires_in", "token_type"}
    assert given["expires_in"] == 7_200


def test_the_settings_choose_lifetimes_and_statuses(serve_platform, tmp_path):
    """The newer lifetimes, and OAuth errors that answer 200, can be had."""
    flags = {"token_lifetimes": "nov2026", "oauth_error_status": "ok"}
    with serve_platform(tmp_path / "home", **flags) as platform:
        app = platform.new_app()
        given = platform.exchange(app, platform.code(app)).json()
        assert (given["expires_in"], given["refresh_expires_in"]) == (7_200, 15_552_000)
        refused(platform.exchange(app, "unknown"), "invalid_grant", 200)
        wrong = {**app, "client_secret": "wrong"}
        refused(platform.exchange(wrong, "unknown"), "invalid_client", 200)
        platform.admin("POST", "clock", {"action": "advance", "seconds": 7_200})
        assert user_info(platform, given["access_token"]).status_code == 401
