import pytest


def call(platform, path, **body):
    """Call the simulator as its page does, and return status and body."""
    response = platform.simulator(path, **body)
    return response.status_code, response.json()


def test_the_wallet_shows_beans_orders_and_tiers_of_the_region(platform):
    """The panel has what this user holds and ordered in this app, and their own prices."""
    app = platform.new_app()
    trade_order_id = platform.new_order(platform.access_token(app))
    _, mine = call(platform, "wallet", client_key=app["client_key"], user=1)
    assert mine["balance"] == 50
    assert [each["trade_order_id"] for each in mine["orders"]] == [trade_order_id]
    assert mine["tiers"][0]["currency"] == "USD"
    _, other = call(platform, "wallet", client_key=app["client_key"], user=2)
    assert other["orders"] == []
    assert other["tiers"][0]["currency"] == "JPY"


def test_beans_can_be_given(platform):
    """A developer fills a wallet without a purchase."""
    app = platform.new_app()
    answer = call(platform, "grant", client_key=app["client_key"], user=1, beans=25)
    assert answer == (200, {"balance": 75})


def test_the_clock_turns_and_the_session_tells_it(platform):
    """The panel advances platform time, and every page learns by how much."""
    app = platform.new_app()
    status, _ = call(platform, "clock", action="advance", seconds=3600)
    assert status == 200
    headers = {"X-LocalMinis-Page": platform.platform.context.page_token}
    query = {"client_key": app["client_key"]}
    session = platform.http.get("/simulator/api/session", params=query, headers=headers).json()
    assert (session["clock"]["offset_s"], session["clock"]["frozen_at_s"]) == (3600, None)
    assert call(platform, "clock", action="advance", seconds=0)[0] == 400


def test_an_outcome_is_handed_out_once_unless_it_is_sticky(platform):
    """What the admin API chose for an app's next call is used up by that call."""
    key = platform.new_app()["client_key"]
    other = platform.new_app()["client_key"]
    chosen = platform.admin("PUT", f"apps/{key}/outcomes", {"outcomes": {"pay": "user_cancel"}})
    assert chosen == {"outcomes": {"pay": {"outcome": "user_cancel", "is_sticky": False}}}

    def take(client_key, method="pay"):
        return call(platform, "outcome", client_key=client_key, user=1, method=method)[1]["outcome"]

    assert take(other) is None
    assert take(key, "login") is None
    assert [take(key), take(key)] == ["user_cancel", None]
    body = {"outcomes": {"login": "no_callback"}, "sticky": True}
    platform.admin("PUT", f"apps/{key}/outcomes", body)
    assert [take(key, "login"), take(key, "login")] == ["no_callback", "no_callback"]
    assert platform.admin("PUT", f"apps/{key}/outcomes", {"outcomes": {}}) == {"outcomes": {}}
    assert take(key, "login") is None


def test_a_login_takes_its_outcome_in_the_same_request(platform):
    """One call tells what was chosen or gives a code; who has an outcome already is not asked."""
    key = platform.new_app()["client_key"]
    platform.admin("PUT", f"apps/{key}/outcomes", {"outcomes": {"login": "no_callback"}})
    who = {"client_key": key, "user": 1}
    assert "code" in call(platform, "login", **who, has_outcome=True)[1]
    assert call(platform, "login", **who, has_outcome=False)[1] == {"outcome": "no_callback"}
    assert "code" in call(platform, "login", **who, has_outcome=False)[1]


@pytest.mark.parametrize("wrong", [{"fly": "high"}, {"pay": "nonsense"}])
def test_an_unknown_outcome_is_refused_and_the_choice_stays(platform, wrong):
    """A misspelled choice says what there is, and what was chosen before is kept."""
    key = platform.new_app()["client_key"]
    platform.admin("PUT", f"apps/{key}/outcomes", {"outcomes": {"pay": "timeout"}})
    with pytest.raises(Exception, match="Use one of"):
        platform.admin("PUT", f"apps/{key}/outcomes", {"outcomes": wrong})
    assert "pay" in platform.admin("GET", f"apps/{key}/outcomes")["outcomes"]


def test_the_portal_says_what_becomes_of_an_ad(shared):
    """The page of an app without placements may show any; an inactive one has its number."""
    app = shared.new_app()
    path = f"apps/{app['client_key']}/placements"
    call = {"client_key": app["client_key"], "user": 1, "method": "createRewardedVideoAd"}
    assert shared.simulator("ad/check", **call, slot="any").json() == {"outcome": None}
    slot = shared.admin("POST", path, {"name": "Slot", "kind": "rewarded"})["placement_id"]
    refused = shared.simulator("ad/check", **call, slot=slot).json()["outcome"]
    assert (refused["code"], refused["message"]) == (
        20003,
        "The ad slot is not active. (simulated)",
    )
    other = {**call, "method": "createGridAd"}
    assert shared.simulator("ad/check", **other, slot=slot).json() == {"outcome": None}
