from localminis.spec import limits
from localminis.web.rate import SlidingMinute


def test_a_minute_slides():
    """Each call leaves the count sixty seconds after it came, refused ones never enter it."""
    minute = SlidingMinute(3)
    assert [minute.take(1, at_ms) for at_ms in (0, 10_000, 59_999)] == [True, True, True]
    assert not minute.take(1, 59_999)
    assert minute.take(2, 59_999)
    assert minute.take(1, 60_000)
    assert not minute.take(1, 69_999)
    assert minute.take(1, 70_000)
    assert not minute.take(1, 70_001)


def test_the_six_hundred_and_first_call_of_an_app_is_refused(platform):
    """The documented limit answers 429 for one app, and other apps go on."""
    app, other = platform.new_app(), platform.new_app()
    token, others = platform.access_token(app), platform.access_token(other)

    def ask(token, fields="open_id"):
        return platform.http.get(
            "/v2/user/info/",
            params={"fields": fields},
            headers={"Authorization": f"Bearer {token}"},
        )

    assert ask(token, "nonsense").status_code == 400  # counts like any other
    for _ in range(limits.USER_INFO_PER_MINUTE - 1):
        assert ask(token).status_code == 200
    refused = ask(token)
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "rate_limit_exceeded"
    assert app["client_key"] in refused.json()["error"]["message"]
    assert ask("act.unknown").status_code == 401
    assert ask(others).status_code == 200
