"""Requests for the same code, token or user at the same moment, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest


@pytest.fixture
def many(platform):
    """Give a function that sends the same calls at once and returns their answers."""
    with ThreadPoolExecutor(8) as pool:
        yield lambda calls: [future.result() for future in [pool.submit(call) for call in calls]]


def token_call(platform, app, **form):
    def call():
        credentials = {"client_key": app["client_key"], "client_secret": app["client_secret"]}
        with httpx2.Client(base_url=platform.url, trust_env=False) as http:
            return http.post("/v2/oauth/token/", data={**credentials, **form})

    return call


def test_one_of_many_exchanges_and_refreshes_wins(platform, database_flags, many):
    """A code and a refresh token are spent once, however many come at the same time."""
    app = platform.new_app()
    code = platform.code(app)
    for _ in range(3):
        form = {"grant_type": "authorization_code", "code": code}
        answers = many([token_call(platform, app, **form)] * 8)
        won = [answer.json() for answer in answers if answer.status_code == 200]
        lost = {answer.json()["error"] for answer in answers if answer.status_code != 200}
        assert (len(won), lost) == (1, {"invalid_grant"})
        form = {"grant_type": "refresh_token", "refresh_token": won[0]["refresh_token"]}
        answers = many([token_call(platform, app, **form)] * 8)
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
        code = platform.code(app)


def test_the_first_logins_of_a_user_may_come_together(platform, database_flags, many):
    """The grant and the open id are made once, and every login gets its code."""
    app = platform.new_app()
    calls = [lambda: platform.exchange(app, platform.code(app)).json()["open_id"]] * 8
    assert len(set(many(calls))) == 1
    (connected,) = platform.admin("GET", "users/1")["connected_apps"]
    assert connected["scopes"] == ["user.info.open_id"]


def test_nothing_survives_a_revocation_that_races_refreshes(platform, database_flags, many):
    """Whatever a refresh or an exchange makes around a revocation is dead once it has answered."""
    app = platform.new_app()
    for _ in range(4):
        logins = [platform.exchange(app, platform.code(app)).json() for _ in range(4)]
        codes = [platform.code(app) for _ in range(3)]
        calls = [
            token_call(
                platform, app, grant_type="refresh_token", refresh_token=each["refresh_token"]
            )
            for each in logins
        ]
        calls += [
            token_call(platform, app, grant_type="authorization_code", code=code) for code in codes
        ]
        calls.insert(3, lambda: platform.simulator("revoke", client_key=app["client_key"], user=1))
        made = [
            answer.json()["access_token"] for answer in many(calls) if "access_token" in answer.text
        ]
        for token in [*made, *(each["access_token"] for each in logins)]:
            answer = platform.http.get(
                "/v2/user/info/",
                params={"fields": "open_id"},
                headers={"Authorization": f"Bearer {token}"},
            )
            assert answer.status_code == 401
