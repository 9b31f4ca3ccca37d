import pytest


def ask(platform, token, **query):
    headers = {"Authorization": token} if token else {}
    return platform.http.get("/v2/user/info/", params=query, headers=headers)


def refused(response, code, status):
    """Check the envelope of a refusal."""
    body = response.json()
    assert (response.status_code, body["error"]["code"]) == (status, code), body
    assert body["data"] == {}
    assert body["error"]["message"]
    assert body["error"]["log_id"] == response.headers["x-tt-logid"]


def test_the_asked_field_is_told_in_the_envelope(shared, known):
    """Silent login opens the open_id."""
    response = ask(shared, f"Bearer {known.token}", fields=" open_id ,")
    body = response.json()
    assert body["data"] == {"user": {"open_id": known.tokens["open_id"]}}
    assert (body["error"]["code"], body["error"]["message"]) == ("ok", "")
    assert len(body["error"]["log_id"]) == 34


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ({}, "invalid_params", 400),
        ({"fields": ""}, "invalid_params", 400),
        ({"fields": " , "}, "invalid_params", 400),
        ({"fields": "open_id,follower_count"}, "invalid_params", 400),
        ({"fields": "open_id,display_name"}, "scope_not_authorized", 401),
    ],
)
def test_missing_unknown_and_closed_fields_are_refused(shared, known, query, code, status):
    """Each has its own word, in the envelope."""
    refused(ask(shared, f"Bearer {known.token}", **query), code, status)


def test_a_token_of_another_kind_is_no_user_token(shared, known):
    """Missing, malformed, unknown, client and refresh tokens are 401."""
    for header in (
        None,
        "",
        "Bearer",
        known.token,
        f"Basic {known.token}",
        "Bearer act.unknown",
        f"Bearer {known.client_token}",
        f"Bearer {known.tokens['refresh_token']}",
    ):
        refused(ask(shared, header, fields="open_id"), "access_token_invalid", 401)


def test_the_scheme_is_read_in_any_case(shared, known):
    """HTTP's schemes have no case."""
    assert ask(shared, f"bearer {known.token}", fields="open_id").status_code == 200


def test_a_token_ends_after_a_day_of_platform_time(platform):
    """After 24 hours the next call is refused, and a new login helps."""
    app = platform.new_app()
    token = platform.access_token(app)
    assert ask(platform, f"Bearer {token}", fields="open_id").status_code == 200
    platform.admin("POST", "clock", {"action": "advance", "seconds": 86_400})
    refused(ask(platform, f"Bearer {token}", fields="open_id"), "access_token_invalid", 401)
    token = platform.access_token(app)
    assert ask(platform, f"Bearer {token}", fields="open_id").status_code == 200
