import pytest

from localminis.commerce import ledger
from localminis.identity import users
from localminis.steering import AdminRefused
from localminis.web import world


def test_a_new_world_has_two_users_who_cannot_afford_an_episode(shared):
    """The first purchase of a newcomer shows the recharge."""
    wallets = shared.admin("GET", "users")["users"]
    assert [(each["name"], each["balance_beans"]) for each in wallets] == [
        ("Mia", 50),
        ("Kenji", 50),
    ]


def test_a_world_with_users_is_left_as_it_is(shared):
    """A restart gives nobody Beans."""
    context = shared.platform.context

    def work(tx):
        world.populate(tx, context.clock)
        return len(users.listing(tx)), ledger.audit(tx).problems

    assert context.store.run_sync(work) == (2, ())


def test_a_world_brings_what_the_portal_keeps_in_line(platform):
    """Twice is once; what the file leaves out stays."""
    declared = {
        "users": [{"name": "Ana"}],
        "apps": [
            {
                "client_key": "mnworld0001",
                "name": "World",
                "description": "About it",
                "kind": "html_game",
                "ads": False,
                "trusted_domains": ["https://api.example.com"],
                "test_users": ["Ana", "Mia"],
                "placements": [{"name": "Slot", "kind": "interstitial"}],
            }
        ],
    }
    path = "apps/mnworld0001"
    for _ in range(2):
        platform.admin("POST", "state/world", declared)
        shown = platform.admin("GET", path)
        assert (shown["description"], shown["kind"], shown["is_ads_enabled"]) == (
            "About it",
            "html_game",
            False,
        )
        domains = platform.admin("GET", f"{path}/domains")["domains"]
        assert domains == ["https://api.example.com"]
        [slot] = platform.admin("GET", f"{path}/placements")["placements"]
        assert (slot["name"], slot["kind"], slot["is_active"]) == ("Slot", "interstitial", True)
    declared["apps"] = [
        {"client_key": "mnworld0001", "name": "World", "test_users": ["Mia"]},
    ]
    platform.admin("POST", "state/world", declared)
    testers = platform.admin("GET", f"{path}/test-users")["users"]
    assert [each["name"] for each in testers] == ["Mia"]
    assert platform.admin("GET", path)["description"] == "About it"


def test_a_world_brings_people_and_credentials_in_line_and_leaves_the_rest(platform):
    """What is declared counts, of those who are there too; what is left out stays."""
    person = {"name": "Ana", "region": "BR", "language": "pt", "adult": True, "sandbox": True}
    app = {
        "client_key": "mnworld0001",
        "name": "World",
        "client_secret": "first",
        "webhook_url": "http://127.0.0.1:9/hook",
        "payment": False,
    }
    platform.admin("POST", "state/world", {"users": [{**person, "beans": 7}], "apps": [app]})
    bare = {"users": [{"name": "Ana"}], "apps": [{"client_key": "mnworld0001", "name": "Renamed"}]}
    platform.admin("POST", "state/world", bare)
    shown = platform.admin("GET", "apps/mnworld0001?secret=1")
    assert shown["name"] == "Renamed"
    kept = {name: shown[name] for name in ("client_secret", "webhook_url", "is_payment_enabled")}
    assert kept == {
        "client_secret": "first",
        "webhook_url": "http://127.0.0.1:9/hook",
        "is_payment_enabled": False,
    }
    wallet = platform.admin("GET", "wallets/Ana")
    assert (wallet["user"]["region"], wallet["user"]["language"]) == ("BR", "pt")
    assert (wallet["balance_beans"], wallet["is_sandbox"]) == (7, True)

    moved = {"name": "Ana", "region": "JP", "adult": False, "sandbox": False}
    new = {**app, "client_secret": "second", "webhook_url": "", "payment": True}
    platform.admin("POST", "state/world", {"users": [moved], "apps": [new]})
    shown = platform.admin("GET", "apps/mnworld0001?secret=1")
    assert (shown["client_secret"], shown["webhook_url"]) == ("second", None)
    assert shown["is_payment_enabled"] is True
    wallet = platform.admin("GET", "wallets/Ana")
    assert (wallet["user"]["region"], wallet["user"]["is_adult"]) == ("JP", False)
    assert wallet["is_sandbox"] is False


def test_a_wallet_cannot_be_declared_below_zero(platform):
    """The person is named, and nobody of the file is made."""
    declared = {"users": [{"name": "Ana"}, {"name": "Bob", "beans": -1}]}
    with pytest.raises(AdminRefused, match="The wallet of Bob shall hold -1 Beans"):
        platform.admin("POST", "state/world", declared)
    assert [each["name"] for each in platform.admin("GET", "users")["users"]] == ["Mia", "Kenji"]
