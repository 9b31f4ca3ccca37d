"""What goes into the request log: every call with its caller, its answer and the reason."""

import asyncio
import json
import logging

import httpx2
import pytest
from tests.conftest import serving

from localminis.store.model import DatabaseUnavailable
from localminis.web.requestlog import recorder as module


@pytest.fixture
def calls(platform):
    """Give the calls in the log, the oldest first, once so many are written."""

    def written(count):
        found = []
        while len(found) < count:
            after = found[-1]["number"] if found else 0
            found += platform.admin("GET", f"requests/tail?after={after}&wait_s=8")["requests"]
        return found

    return written


def details(platform, call):
    return platform.admin("GET", f"requests/{call['log_id']}")


def test_every_call_is_noted_with_its_caller(platform, calls, database_flags):
    """Success and refusal, by token or by form, and what exists nowhere; no other door's calls."""
    app = platform.new_app()
    token = platform.access_token(app)
    platform.new_order(token)
    platform.api("trade_order/query/", "act.unknown", {"trade_order_id": "TOID1"})
    platform.http.get("/v2/nowhere/")
    found = calls(4)
    assert [(each["path"], each["status"], each["code"]) for each in found] == [
        ("/v2/oauth/token/", 200, "ok"),
        ("/v2/minis/trade_order/create/", 200, "ok"),
        ("/v2/minis/trade_order/query/", 401, "access_token_invalid"),
        ("/v2/nowhere/", 404, "invalid_params"),
    ]
    assert [each["client_key"] for each in found] == [app["client_key"]] * 2 + ["", ""]
    assert [each["user"] for each in found] == ["Mia", "Mia", None, None]
    assert all(each["log_id"] for each in found)


def test_a_token_that_has_ended_still_names_its_app(platform, calls):
    """Who looks for the refusals of an app finds those of yesterday's tokens."""
    app = platform.new_app()
    token = platform.access_token(app)
    platform.admin("POST", "clock", {"action": "advance", "seconds": 90_000})
    platform.api("trade_order/query/", token, {"trade_order_id": "TOID1"})
    refused = calls(2)[1]
    assert (refused["code"], refused["client_key"]) == ("access_token_invalid", app["client_key"])


def test_the_log_id_of_the_answer_finds_the_call(platform, calls):
    """What a developer has in hand is enough."""
    app = platform.new_app()
    answer = platform.token(client_key=app["client_key"], grant_type="odd")
    calls(1)
    found = platform.admin("GET", f"requests/{answer.json()['log_id']}")
    assert found["call"]["code"] == "unsupported_grant_type"
    assert json.loads(found["response_body"]) == answer.json()
    assert found["reason"]["field"] == "grant_type"


@pytest.mark.parametrize(
    ("path", "body", "field", "passes"),
    [
        ("trade_order/create/", {"token_type": "BEANS"}, "token_amount", "A whole number from 1"),
        (
            "trade_order/create/",
            {
                "token_type": "BEANS",
                "token_amount": 0,
                "order_info": {"order_id": "1", "product_name": "E"},
            },
            "token_amount",
            "A whole number from 1",
        ),
        ("trade_order/create/", {"token_type": 3}, "token_type", "BEANS"),
        ("trade_order/query/", {"trade_order_id": "TOIDx"}, "trade_order_id", "that `create`"),
        ("utility/get_tier_infos/", {"token_type": "X", "tier_ids": []}, "token_type", "BEANS"),
        ("subscription/create/", [], None, "object"),
    ],
)
def test_a_refusal_says_which_field_and_what_would_pass(platform, calls, path, body, field, passes):
    """The rule, the field, the remedy and where to read more."""
    token = platform.access_token(platform.new_app())
    platform.api(path, token, body)
    reason = details(platform, calls(2)[1])["reason"]
    assert reason["field"] == field
    assert passes in reason["passes"]
    assert reason["rule"]
    assert reason["page"].startswith("docs/reference/")


def test_secrets_are_masked_and_the_rest_is_not(platform, calls):
    """Tokens, codes and client secrets are in no column of the database's log."""
    app = platform.new_app()
    code = platform.code(app)
    tokens = platform.exchange(app, code).json()
    platform.new_order(tokens["access_token"], "ord-visible")
    platform.http.post("/v2/oauth/token/", json={"client_secret": app["client_secret"]})
    found = [details(platform, each) for each in calls(3)]
    text = json.dumps(found)
    for secret in (
        app["client_secret"],
        code,
        tokens["access_token"],
        tokens["refresh_token"],
    ):
        assert secret not in text
    assert f"act.***{tokens['access_token'][-4:]}" in text
    assert "ord-visible" in found[1]["request_body"]
    assert tokens["open_id"] in found[0]["response_body"]


def test_a_cut_connection_is_no_success(platform, calls):
    """An answer that was lost on request is told as such, though the order was made."""
    token = platform.access_token(platform.new_app())
    info = {"order_id": "1", "product_name": "E"}
    with pytest.raises(httpx2.TransportError):
        platform.http.post(
            "/v2/minis/trade_order/create/",
            json={"token_type": "BEANS", "token_amount": 1, "order_info": info},
            headers={"Authorization": f"Bearer {token}", "X-LocalMinis-Fault": "lose"},
        )
    assert calls(2)[1]["code"] == "no_answer"


def test_the_oldest_are_forgotten(tmp_path):
    """The log keeps as many as the setting says, and a few more before it sweeps."""
    with serving(tmp_path / "home", request_log_kept=10) as platform:
        for _ in range(40):
            platform.http.get("/v2/user/info/")
            asyncio.run_coroutine_threadsafe(
                platform.platform.context.calls.flush(), platform._loop
            ).result(10)
        found = platform.admin("GET", "requests")["requests"]
    assert [each["number"] for each in found][:10] == list(range(40, 30, -1))
    assert len(found) <= 12


def test_no_log_is_kept_when_none_is_wanted(tmp_path):
    """With 0 nothing is noted at all, and calls are answered as ever."""
    with serving(tmp_path / "home", request_log_kept=0) as platform:
        token = platform.access_token(platform.new_app())
        assert platform.new_order(token)
        assert platform.admin("GET", "requests")["requests"] == []


class Broken:
    """A store that cannot be written."""

    async def run(self, _work):
        raise DatabaseUnavailable("The database cannot be used (database or disk is full).")


def test_a_full_disk_drops_the_log_and_not_the_call(platform, caplog):
    """One line in the process's own log; the platform goes on answering."""
    platform.platform.context.calls._store = Broken()
    with caplog.at_level(logging.ERROR):
        assert platform.http.get("/v2/user/info/").status_code == 401
        asyncio.run_coroutine_threadsafe(
            platform.platform.context.calls.flush(), platform._loop
        ).result(10)
    assert "1 calls are not in the request log" in caplog.text


def test_a_flood_is_bounded(monkeypatch, platform, caplog):
    """What waits to be written is limited; the rest is counted, not kept."""
    monkeypatch.setattr(module, "_WAITING_MAX", 3)
    recorder = platform.platform.context.calls

    async def flood():
        for _ in range(5):
            recorder._add(module.Note({"method": "GET", "path": "/v2/x", "headers": []}, 1, 1))
        await recorder.flush()

    with caplog.at_level(logging.ERROR):
        asyncio.run_coroutine_threadsafe(flood(), platform._loop).result(10)
    assert "2 calls are not in the request log: too many at once" in caplog.text
    assert len(platform.admin("GET", "requests")["requests"]) == 3


def test_whoever_asks_finds_every_call_that_was_answered(platform, monkeypatch):
    """The log is written a moment later; who looks before has it written first."""
    monkeypatch.setattr(module, "_DELAY_S", 3_600)
    assert platform.http.get("/v2/user/info/").status_code == 401
    (found,) = platform.admin("GET", "requests")["requests"]
    answer = platform.http.get("/v2/nowhere/").json()
    shown = platform.admin("GET", f"requests/{answer['error']['log_id']}")
    assert (found["path"], shown["call"]["path"]) == ("/v2/user/info/", "/v2/nowhere/")
