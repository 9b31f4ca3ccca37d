"""Faults on request, at the door of the open API."""

import socket

import httpx2
import pytest

from localminis.steering import AdminRefused
from localminis.web.faults import HEADER

ORDER = {
    "token_type": "BEANS",
    "token_amount": 1,
    "order_info": {"order_id": "ord-1", "product_name": "Episode"},
}


@pytest.fixture
def calls(platform):
    """Give a function that creates an order, with a header when told to."""
    app = platform.new_app()
    token = platform.access_token(app)

    def create(fault=None):
        headers = {"Authorization": f"Bearer {token}", **({HEADER: fault} if fault else {})}
        return platform.http.post("/v2/minis/trade_order/create/", json=ORDER, headers=headers)

    create.app = app
    create.platform = platform
    return create


def orders(calls):
    """List the orders that exist."""
    return calls.platform.admin("GET", "orders")["orders"]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("error=20021002", 200, "20021002"),
        ("error=access_token_invalid", 401, "access_token_invalid"),
        ("error=50001000, delay=1", 200, "50001000"),
        ("status=503", 503, None),
        ("error=invalid_grant", 200, "40001000"),
        ("explode", 200, "40001000"),
        ("delay=999999", 200, "40001000"),
        ("status=200", 200, "40001000"),
    ],
)
def test_a_header_makes_one_call_fail(calls, fault, status, code):
    """The chosen error comes in the contract's shape, nothing is written, the next call works."""
    answer = calls(fault)

    assert answer.status_code == status
    if code:
        assert answer.json()["error"]["code"] == code
    assert orders(calls) == []
    assert calls().json()["error"]["code"] == "ok"


def test_a_form_without_end_is_not_read_to_its_end(platform):
    """With rules in force the caller is looked for in the form, which is no reason to keep it."""
    app = platform.new_app()
    platform.admin("POST", f"apps/{app['client_key']}/faults", {"fault": "status=503"})
    port = int(platform.url.rpartition(":")[2])
    head = (
        "POST /v2/oauth/token/ HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 1000000000",
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        connection.sendall(b"a" * 1_100_000)
        assert b" 400 " in connection.makefile("rb").readline()
    form = {"client_key": app["client_key"], "grant_type": "client_credentials"}
    assert platform.token(**form, client_secret=app["client_secret"]).status_code == 503


def test_a_cut_connection_did_nothing_and_a_lost_answer_did(calls):
    """`cut` ends before the work, `lose` after it; the caller sees the same."""
    with pytest.raises(httpx2.TransportError):
        calls("cut")
    assert orders(calls) == []

    with pytest.raises(httpx2.TransportError):
        calls("lose")
    assert len(orders(calls)) == 1
    assert calls().json()["error"]["code"] == "20021002"


def test_a_rule_fails_so_many_calls_and_then_none(calls):
    """A rule for one endpoint fires twice and leaves other endpoints and other apps alone."""
    platform, path = calls.platform, f"apps/{calls.app['client_key']}/faults"
    rule = {"endpoint": "trade_order.create", "fault": "status=500", "times": 2}
    platform.admin("POST", path, rule)
    other = platform.new_app()

    other_answer = platform.exchange(other, platform.code(other))
    statuses = [calls().status_code for _ in range(3)]

    assert (other_answer.status_code, statuses) == (200, [500, 500, 200])
    [shown] = platform.admin("GET", path)["rules"]
    assert (shown["seen"], shown["fired"]) == (2, 2)
    assert platform.admin("DELETE", path) == {"forgotten": 1}


def test_every_third_token_exchange_fails(calls):
    """Rules find the app of a form too."""
    platform, app = calls.platform, calls.app
    rule = {"endpoint": "oauth.token", "fault": "error=server_error", "every": 3}
    platform.admin("POST", f"apps/{app['client_key']}/faults", rule)

    statuses = [platform.exchange(app, platform.code(app)).status_code for _ in range(6)]

    assert statuses == [200, 200, 500, 200, 200, 500]


def test_chance_is_repeatable(calls):
    """The same seed fails the same calls."""
    platform, path = calls.platform, f"apps/{calls.app['client_key']}/faults"
    runs = []
    for _ in range(2):
        platform.admin("POST", path, {"fault": "status=502", "probability": 0.5, "seed": 7})
        runs.append([calls().status_code for _ in range(12)])
        platform.admin("DELETE", path)

    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 502}


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ({"fault": "boom"}, "'boom' is not a fault"),
        ({"fault": "cut", "endpoint": "nowhere"}, "nowhere"),
        ({"fault": "cut", "every": 0}, "every"),
        ({"fault": "cut", "probability": 1.5}, "probability"),
        ({"fault": "cut", "often": 1}, "unknown field"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(calls, rule, word):
    """The refusal names the part that is wrong, and no rule is added."""
    path = f"apps/{calls.app['client_key']}/faults"
    with pytest.raises(AdminRefused, match=word):
        calls.platform.admin("POST", path, rule)
    assert calls.platform.admin("GET", path)["rules"] == []


@pytest.mark.pg
def test_a_platform_of_a_team_makes_faults_in_sandboxes_only(
    serve_platform, new_database, tmp_path
):
    """Elsewhere neither a header nor a rule: a fault for one would be an outage for all."""
    flags = {"database_url": new_database(), "mode": "served", "public_url": "http://127.0.0.1"}
    asked = {HEADER: "status=503"}
    with serve_platform(tmp_path / "home", **flags) as platform:
        app = platform.new_app()
        made = f"apps/{app['client_key']}/sandboxes"
        sandbox = platform.admin("POST", made, {"name": "qa"})
        answer = platform.http.get("/v2/user/info/?fields=open_id", headers=asked)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_params")
        assert "sandboxes can fail" in answer.json()["error"]["message"]
        with pytest.raises(AdminRefused, match="served to a team"):
            platform.admin("POST", f"apps/{app['client_key']}/faults", {"fault": "cut"})

        tokens = [_client_token(platform, each, asked).status_code for each in (app, sandbox)]
        assert tokens == [400, 503]
        rule = {"fault": "status=502", "times": 1}
        platform.admin("POST", f"apps/{sandbox['client_key']}/faults", rule)
        statuses = [_client_token(platform, each).status_code for each in (app, sandbox, sandbox)]
        assert statuses == [200, 502, 200]


def _client_token(platform, app, headers=None):
    """Ask for a client token of an app."""
    form = {
        "client_key": app["client_key"],
        "client_secret": app["client_secret"],
        "grant_type": "client_credentials",
    }
    return platform.http.post("/v2/oauth/token/", data=form, headers=headers)
