from localminis.commerce import ledger
from localminis.identity import users
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
