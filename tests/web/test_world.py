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
