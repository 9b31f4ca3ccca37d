import pytest

from localminis.identity import apps, testers, users
from localminis.identity.model import TooManyTestUsers
from localminis.spec.scopes import TEST_USERS_MAX
from localminis.store import vault


def test_an_app_has_thirty_test_users_at_most(shelf, tmp_path):
    """The thirty-first is refused until one leaves; adding one again costs no place."""
    seal = vault.load(tmp_path / "secret.key")

    def work(tx):
        app = apps.create(tx, shelf.clock, seal, name="Drama")
        other = apps.create(tx, shelf.clock, seal, name="Other")
        people = [
            users.create(tx, shelf.clock, name=f"User {number}")
            for number in range(TEST_USERS_MAX + 1)
        ]
        return app, other, people

    app, other, people = shelf.run(work)

    def add(to, person):
        shelf.run(lambda tx: testers.add(tx, shelf.clock, to, person))

    for person in people[:-1]:
        add(app, person)
    add(app, people[0])
    with pytest.raises(TooManyTestUsers, match=f"has {TEST_USERS_MAX} test users"):
        add(app, people[-1])
    add(other, people[-1])
    shelf.run(lambda tx: testers.remove(tx, app, people[3]))
    shelf.run(lambda tx: testers.remove(tx, app, people[3]))
    add(app, people[-1])
    members = shelf.run(lambda tx: testers.listing(tx, app))
    assert members == [*people[:3], *people[4:]]
