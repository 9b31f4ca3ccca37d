"""The state as a whole, through the admin API, on both databases."""

import base64
import json

import pytest

from localminis.steering import AdminRefused

pytestmark = pytest.mark.usefixtures("database_flags")

WORLD = {
    "apps": [
        {
            "client_key": "mnworld0001",
            "name": "Zoë's drama 日本",
            "client_secret": "team-secret-0001",
            "webhook_url": "http://127.0.0.1:9/hook",
            "developer": "Team",
            "redirect_uris": ["http://127.0.0.1/back"],
            "requires_test_user": True,
            "test_users": ["Mia"],
            "placements": [
                {"id": "after-episode", "name": "After an episode", "kind": "rewarded"},
                {"id": "off", "name": "Off", "kind": "interstitial", "active": False},
            ],
        }
    ],
    "users": [
        {"name": "Zoë 日本", "region": "JP", "language": "ja", "beans": 500, "sandbox": True},
        {"name": "Mia", "beans": 7},
    ],
    "tiers": [{"tier_id": "team_777", "beans": 777, "price": "9.99"}],
}


def paid_order(platform, receiver):
    """Buy something, so that every room has rows."""
    app = platform.new_app(receiver.url)
    token = platform.access_token(app)
    order = platform.new_order(token, "ord-é", 5)
    platform.simulator("pay", client_key=app["client_key"], user=1, trade_order_id=order)
    receiver.wait_for(1)
    return app, token, order


ALIVE = """
accounts ad_placements agenda app_drafts app_icons apps beans_tier_prices beans_tiers clocks
code_versions entries grants login_codes open_ids orders redirect_uris sandbox_users store_refunds
subscription_orders subscription_skus subscriptions test_users tokens tracebacks transfers
trusted_domains users version_target_users webhook_attempts webhook_deliveries webhook_events
webhook_forwards
"""


def live_everywhere(platform, receiver, packed):
    """Do a little of everything, so that the tables above have rows; returns an app."""
    app, token, _ = paid_order(platform, receiver)
    key, path = app["client_key"], f"apps/{app['client_key']}"
    platform.admin("POST", "state/world", WORLD)
    platform.admin("POST", "wallets/Kenji/recharges", {"tier_id": "local_beans_100"})
    kenji = platform.access_token(app, user=2)
    bought = platform.new_order(kenji, "ord-k", 150)
    platform.admin("POST", f"orders/{bought}/pay", {})
    platform.admin("POST", "wallets/Kenji/refund", {"parts": 3})
    body = {"tier_id": "local_499_1M", "order_info": {"order_id": "s", "product_name": "Ü"}}
    made = platform.api("subscription/create/", token, body).json()["data"]["trade_order_id"]
    platform.admin("POST", f"subscriptions/orders/{made}/pay")
    platform.admin("POST", "users/Mia/login-codes", {"client_key": key})
    platform.upload(key, packed(key), "Première ✓")
    platform.admin("PUT", f"{path}/versions/1/target-users/1")
    platform.admin("PUT", "tiers/team_777/prices/JP", {"price": "1200"})
    sku = {"set_name": "Club", "deduct_cycle": "ANNUALLY", "price_usd": "30.00"}
    platform.admin("PUT", "skus/club_1Y", sku)
    platform.admin("PUT", f"{path}/domains", {"domains": ["https://api.example.com"]})
    size = (600).to_bytes(4)
    icon = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + size + size).decode()
    platform.admin("PUT", f"{path}/icon", {"content_base64": icon})
    platform.admin("PATCH", f"{path}/draft", {"content": {"description": "Später"}})
    platform.admin("POST", f"{path}/sandboxes", {"name": "qa"})
    platform.admin("POST", "webhooks/forwards", {"client_key": key, "url": receiver.url})
    platform.admin("POST", "clock", {"action": "freeze"})
    platform.admin("POST", "clock", {"action": "advance", "seconds": 1})
    return app


def test_no_table_is_forgotten(platform, receiver, packed, tmp_path, serve_platform):
    """Versions, sandboxes, placements, drafts, waiting work: all of it comes back, and goes on."""
    app = live_everywhere(platform, receiver, packed)
    document = platform.admin("GET", "state")
    filled = {name for name, rows in document["tables"].items() if rows}
    assert filled >= set(ALIVE.split())

    platform.admin("PUT", "state/snapshots/all")
    platform.admin("POST", "state/reset")
    platform.admin("POST", "state/snapshots/all/restore")
    assert without_clock(platform.admin("GET", "state")) == without_clock(document)

    heard = len(receiver.heard)
    with serve_platform(tmp_path / "elsewhere") as other:
        other.admin("PUT", "state", json.loads(json.dumps(document)))
        assert without_clock(other.admin("GET", "state")) == without_clock(document)
        turned = other.admin("POST", "clock", {"action": "advance", "seconds": 3_600})
        assert turned["ran"]["counts"]["parts"] == 1
        [version] = other.admin("GET", f"apps/{app['client_key']}/versions")["versions"]
        assert version["note"] == "Première ✓"
        assert other.admin("GET", "ledger/audit")["problems"] == []
    assert len(receiver.heard) > heard


def settled(platform):
    """Return the exported state once the delivery of the test's event is recorded."""
    while True:
        document = platform.admin("GET", "state")
        if not document["tables"]["agenda"]:
            return document


def without_clock(document):
    """Drop the clock, whose revision grows with every import."""
    return {name: rows for name, rows in document["tables"].items() if name != "clocks"}


def test_everything_round_trips(platform, receiver, tmp_path, serve_platform):
    """An export taken into another, empty platform gives the same export, and works on there."""
    app, token, order = paid_order(platform, receiver)
    platform.admin("POST", "clock", {"action": "advance", "seconds": 3_600})
    document = json.loads(json.dumps(settled(platform)))

    with serve_platform(tmp_path / "elsewhere") as other:
        other.admin("PUT", "state", document)
        same = other.admin("GET", "state")
        status = other.api("trade_order/query/", token, {"trade_order_id": order})
        next_order = other.new_order(token, "ord-2", 1)
        code = other.exchange(app, other.code(app))

    assert without_clock(same) == without_clock(document)
    assert same["tables"]["clocks"][0]["offset_s"] == 3_600
    assert status.json()["data"]["trade_order_status"] == "SUCCESS"
    assert next_order.startswith("TOID")
    assert code.status_code == 200


def damaged(document):
    """Yield broken forms of a state, each with a word of the refusal."""
    tables = document["tables"]
    yield {}, "not a LocalMinis state"
    yield {**document, "schema_version": 999}, "schema version"
    yield {**document, "tables": {**tables, "extra": []}}, "unknown ones"
    yield {**document, "tables": {**tables, "orders": {}}}, "not a list"
    user = tables["users"][0]
    yield {**document, "tables": {**tables, "users": [{**user, "name": 5}]}}, "not text"
    yield {**document, "tables": {**tables, "users": [{"name": "x"}]}}, "exactly the columns"
    yield {**document, "tables": {**tables, "users": [user, user]}}, "contradict"
    yield {**document, "tables": {**tables, "users": []}}, "contradict"
    account = {**tables["accounts"][0], "balance_beans": -1, "kind": "store"}
    accounts = [account, *tables["accounts"][1:]]
    yield {**document, "tables": {**tables, "accounts": accounts}}, "ledger"


def test_a_broken_document_changes_nothing(platform, receiver):
    """Whatever is wrong with a document, the refusal says so and the state stays as it was."""
    paid_order(platform, receiver)
    document = settled(platform)

    for broken, word in damaged(document):
        with pytest.raises(AdminRefused, match=word):
            platform.admin("PUT", "state", broken)
        assert without_clock(platform.admin("GET", "state")) == without_clock(document)


def test_a_snapshot_brings_back_what_it_kept(platform):
    """What happened after a snapshot is gone after restoring it, the clock's turn included."""
    platform.admin("PUT", "state/snapshots/base")
    before = platform.admin("GET", "clock")["now_s"]
    platform.admin("POST", "wallets/Mia/grant", {"beans": 7})
    platform.admin("POST", "clock", {"action": "advance", "seconds": 86_400})

    platform.admin("POST", "state/snapshots/base/restore")

    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == 50
    assert platform.admin("GET", "clock")["now_s"] - before < 60
    names = [each["name"] for each in platform.admin("GET", "state/snapshots")["snapshots"]]
    assert names == ["base"]


def test_an_unknown_or_misnamed_snapshot_is_refused(platform):
    """A name that is not there, or that could leave the folder, is refused with a sentence."""
    with pytest.raises(AdminRefused, match="no snapshot 'nothing'"):
        platform.admin("POST", "state/snapshots/nothing/restore")
    with pytest.raises(AdminRefused, match="letters, digits"):
        platform.admin("PUT", "state/snapshots/.hidden")


def test_a_damaged_snapshot_is_refused(platform):
    """A snapshot that was cut short is refused, and the state stays as it was."""
    platform.admin("PUT", "state/snapshots/cut")
    file = platform.home / "snapshots" / "cut.json"
    file.write_bytes(file.read_bytes()[:-20])
    platform.admin("POST", "wallets/Mia/grant", {"beans": 7})

    with pytest.raises(AdminRefused, match="damaged"):
        platform.admin("POST", "state/snapshots/cut/restore")

    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == 57


@pytest.mark.parametrize(
    ("column", "value"),
    [("config", "{"), ("config", "[]"), ("config", '{"odd": 1}'), ("report", ""), ("reasons", "7")],
)
def test_a_version_that_cannot_be_read_is_refused(platform, packed, column, value):
    """It would make every list of the app's versions fail for ever."""
    key = platform.new_app()["client_key"]
    platform.upload(key, packed(key))
    document = platform.admin("GET", "state")
    document["tables"]["code_versions"][0][column] = value
    with pytest.raises(AdminRefused, match="cannot be read"):
        platform.admin("PUT", "state", document)
    assert platform.admin("GET", f"apps/{key}/versions")["versions"]


def test_applying_a_world_twice_is_the_same_as_once(platform):
    """A world makes what is missing and brings the rest in line; again it changes nothing."""
    for _ in range(2):
        platform.admin("POST", "state/world", WORLD)

        app = platform.admin("GET", "apps/mnworld0001?secret=1")
        users = {each["name"]: each for each in platform.admin("GET", "users")["users"]}
        assert app["client_secret"] == "team-secret-0001"
        assert app["webhook_url"] == "http://127.0.0.1:9/hook"
        assert (users["Zoë 日本"]["balance_beans"], users["Mia"]["balance_beans"]) == (500, 7)
        assert users["Zoë 日本"]["language"] == "ja"
        assert (app["developer"], app["redirect_uris"]) == ("Team", ["http://127.0.0.1/back"])
        testers = platform.admin("GET", "apps/mnworld0001/test-users")["users"]
        assert [each["name"] for each in testers] == ["Mia"]
        tables = platform.admin("GET", "state")["tables"]
        assert [each["tier_id"] for each in tables["beans_tiers"]] == ["team_777"]
        active = {each["placement_id"]: each["is_active"] for each in tables["ad_placements"]}
        assert active == {"after-episode": 1, "off": 0}


def test_a_tier_of_a_world_is_sold_like_any_other(platform):
    """The backend asks for it by id, the sheet offers it, and the user buys it."""
    platform.admin("POST", "state/world", {"tiers": WORLD["tiers"]})
    app = platform.new_app()
    token = platform.access_token(app)
    body = {"token_type": "BEANS", "tier_ids": ["team_777", "local_beans_100"]}
    told = platform.api("utility/get_tier_infos/", token, body).json()["data"]["tier_infos"]
    assert (told["team_777"]["token_amount"], told["team_777"]["price"]) == (777, "9.99")
    who = {"client_key": app["client_key"], "user": 1}
    order = platform.new_order(token, "o", 820)
    quote = platform.simulator("pay/quote", trade_order_id=order, **who).json()
    assert (quote["shortfall"], quote["tier"]["tier_id"]) == (770, "team_777")
    platform.simulator("recharge", tier_id="team_777", **who)
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 827


@pytest.mark.parametrize(
    "changes",
    [
        {"tier_id": "a b"},
        {"beans": 0},
        {"beans": 2**63},
        {"price": "9"},
        {"price": "-1.00"},
        {"name": "\n"},
    ],
    ids=str,
)
def test_a_tier_that_cannot_be_sold_is_refused(platform, changes):
    """The message names the value."""
    tier = {"tier_id": "team_1", "beans": 1, "price": "0.99", **changes}
    with pytest.raises(AdminRefused, match="tier"):
        platform.admin("POST", "state/world", {"tiers": [tier]})


def test_a_world_with_an_error_is_applied_not_at_all(platform):
    """One bad entry refuses the whole world, by its name."""
    bad = {**WORLD, "users": [*WORLD["users"], {"name": "123"}]}
    with pytest.raises(AdminRefused, match="'123'"):
        platform.admin("POST", "state/world", bad)
    with pytest.raises(AdminRefused, match="unknown"):
        platform.admin("POST", "state/world", {"app": []})

    assert platform.admin("GET", "apps")["apps"] == []


def test_a_reset_leaves_the_first_users_and_straight_time(platform):
    """After a reset there are no apps, the first users have their first Beans, time is real."""
    platform.new_app()
    platform.admin("POST", "wallets/Mia/grant", {"beans": 7})
    platform.admin("POST", "clock", {"action": "freeze"})

    platform.admin("POST", "state/reset")

    assert platform.admin("GET", "apps")["apps"] == []
    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == 50
    assert platform.admin("GET", "clock")["frozen_at_s"] is None
