import pytest


def info(platform, token, fields):
    headers = {"Authorization": f"Bearer {token}"}
    return platform.http.get("/v2/user/info/", params={"fields": fields}, headers=headers)


def test_what_the_user_ticks_is_granted(platform):
    """The code of an authorization gives a token that may read the profile."""
    app = platform.new_app()
    call = {"client_key": app["client_key"], "user": 1}
    answer = platform.simulator("authorize", **call, scopes=["user.info.basic"])
    assert answer.status_code == 200
    assert answer.json()["granted_scopes"] == ["user.info.open_id", "user.info.basic"]
    tokens = platform.exchange(app, answer.json()["code"]).json()
    assert tokens["scope"] == "user.info.open_id,user.info.basic"
    told = info(platform, tokens["access_token"], "display_name").json()
    assert told["data"]["user"] == {"display_name": "Mia"}


def test_a_partial_grant_gives_that_part(platform):
    """Only the open id ticked is as much as a silent login."""
    app = platform.new_app()
    call = {"client_key": app["client_key"], "user": 1, "scopes": ["user.info.open_id"]}
    answer = platform.simulator("authorize", **call).json()
    assert answer["granted_scopes"] == ["user.info.open_id"]
    token = platform.exchange(app, answer["code"]).json()["access_token"]
    refused = info(platform, token, "display_name")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "scope_not_authorized")


def test_a_grant_after_the_token_is_the_other_scope_error(platform):
    """400 tells a backend that it holds the wrong token of a willing user."""
    app = platform.new_app()
    token = platform.access_token(app)
    platform.simulator(
        "authorize", client_key=app["client_key"], user=1, scopes=["user.info.basic"]
    )
    refused = info(platform, token, "display_name")
    assert (refused.status_code, refused.json()["error"]["code"]) == (
        400,
        "scope_permission_missed",
    )


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"scopes": []}, 400, "invalid_scope"),
        ({"scopes": ["user.info.email"]}, 400, "invalid_scope"),
        ({"scopes": "user.info.basic"}, 400, "invalid_params"),
        ({"user": 99}, 404, "user_not_found"),
        ({"client_key": "mn\x00"}, 404, "app_not_found"),
    ],
)
def test_a_bad_authorization_is_refused(platform, change, status, code):
    """Each refusal has its word, and a sentence."""
    call = {
        "client_key": platform.new_app()["client_key"],
        "user": 1,
        "scopes": ["user.info.basic"],
        **change,
    }
    refused = platform.simulator("authorize", **call)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)


def test_revoking_in_the_settings_ends_the_silent_login(platform, receiver, database_flags):
    """Every token is dead and the app hears reason 1; a second time there is nothing to end."""
    app = platform.new_app(webhook_url=receiver.url)
    token = platform.access_token(app)
    call = {"client_key": app["client_key"], "user": 1}
    assert platform.simulator("revoke", **call).json() == {"was_connected": True}
    assert info(platform, token, "open_id").status_code == 401
    (event,) = receiver.wait_for(1)
    assert (event["event"], event["content"]) == ("authorization.removed", '{"reason":1}')
    assert platform.simulator("revoke", **call).json() == {"was_connected": False}


def test_a_login_that_the_app_is_not_ready_for_has_the_sdks_number(platform):
    """Missing legal addresses are 102102, a user outside the test is 102600; both are 409."""
    app = platform.new_app()
    path, call = f"apps/{app['client_key']}", {"client_key": app["client_key"], "user": 1}
    for change, number in (
        ({"terms_url": ""}, "102102"),
        ({"terms_url": "https://example.com/t", "requires_test_user": True}, "102600"),
    ):
        platform.admin("PATCH", path, change)
        for name, extra in (("login", {}), ("authorize", {"scopes": ["user.info.basic"]})):
            refused = platform.simulator(name, **call, **extra)
            assert (refused.status_code, refused.json()["error"]["code"]) == (409, number)
