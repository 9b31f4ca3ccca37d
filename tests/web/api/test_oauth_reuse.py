import pytest


@pytest.fixture
def opened(tmp_path, serve_platform):
    """Serve a platform under a choice of `reuse_revokes`."""
    served = []

    def open_platform(choice):
        context = serve_platform(tmp_path / choice, reuse_revokes=choice)
        served.append(context)
        return context.__enter__()

    yield open_platform
    for context in served:
        context.__exit__(None, None, None)


def refresh(platform, app, token):
    return platform.token(
        client_key=app["client_key"],
        client_secret=app["client_secret"],
        grant_type="refresh_token",
        refresh_token=token,
    )


def is_alive(platform, token):
    headers = {"Authorization": f"Bearer {token}"}
    answer = platform.http.get("/v2/user/info/", params={"fields": "open_id"}, headers=headers)
    return answer.status_code == 200


@pytest.mark.parametrize(("choice", "is_spared"), [("off", True), ("on", False)])
def test_a_code_used_twice(opened, choice, is_spared):
    """It is always refused; under the setting what it gave before dies too, refreshes included."""
    platform = opened(choice)
    app = platform.new_app()
    code = platform.code(app)
    first = platform.exchange(app, code).json()
    second = refresh(platform, app, first["refresh_token"]).json()
    other = platform.access_token(app)
    refused = platform.exchange(app, code)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    for token in (first["access_token"], second["access_token"]):
        assert is_alive(platform, token) is is_spared
    assert (refresh(platform, app, second["refresh_token"]).status_code == 200) is is_spared
    assert is_alive(platform, other)


@pytest.mark.parametrize(("choice", "is_spared"), [("off", True), ("on", False)])
def test_a_refresh_token_used_twice(opened, choice, is_spared):
    """It is always refused; under the setting its whole family dies, and no other login."""
    platform = opened(choice)
    app = platform.new_app()
    first = platform.exchange(app, platform.code(app)).json()
    other = platform.access_token(app)
    second = refresh(platform, app, first["refresh_token"]).json()
    refused = refresh(platform, app, first["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert is_alive(platform, second["access_token"]) is is_spared
    assert is_alive(platform, other)


def test_revoking_tells_the_app_why(opened, receiver):
    """The endpoint's webhook arrives with reason 5 when the tokens are dead already."""
    platform = opened("off")
    app = platform.new_app(webhook_url=receiver.url)
    tokens = platform.exchange(app, platform.code(app)).json()
    credentials = {"client_key": app["client_key"], "client_secret": app["client_secret"]}
    revoked = platform.http.post(
        "/v2/oauth/revoke/", data={**credentials, "token": tokens["access_token"]}
    )
    assert (revoked.status_code, revoked.json()) == (200, {})
    (event,) = receiver.wait_for(1)
    assert event["event"] == "authorization.removed"
    assert event["content"] == '{"reason":5}'
    assert event["user_openid"] == tokens["open_id"]
    assert not is_alive(platform, tokens["access_token"])
    again = platform.http.post(
        "/v2/oauth/revoke/", data={**credentials, "token": tokens["access_token"]}
    )
    assert again.json()["error"] == "invalid_grant"


def test_a_mini_apps_code_tolerates_what_it_was_not_made_with(opened):
    """A redirect address and a verifier mean nothing for a code of TTMinis.login."""
    platform = opened("off")
    app = platform.new_app()
    given = platform.token(
        client_key=app["client_key"],
        client_secret=app["client_secret"],
        grant_type="authorization_code",
        code=platform.code(app),
        redirect_uri="https://example.com/anything",
        code_verifier="v" * 64,
        audience="unknown parameters are tolerated",
    )
    assert given.status_code == 200
