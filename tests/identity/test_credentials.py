import pytest

from localminis.identity import apps, credentials
from localminis.identity.model import InvalidClient, OverlapInvalid
from localminis.store import vault


@pytest.fixture
def seal(tmp_path):
    """Make a key beside the database."""
    return vault.load(tmp_path / "secret.key")


@pytest.fixture
def desk(shelf, seal):
    """Give what registers an app, and what asks whose a pair is."""

    class Desk:
        def create(self, key, secret):
            values = {"name": "Drama", "client_key": key, "client_secret": secret}
            return shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, **values))

        def ask(self, key, secret):
            pair = {"client_key": key, "client_secret": secret}
            return shelf.run(lambda tx: credentials.authenticate(tx, shelf.clock, seal, **pair))

        def rotate(self, app, **how):
            return shelf.run(lambda tx: credentials.rotate(tx, shelf.clock, seal, app, **how))

    return Desk()


def test_the_right_pair_authenticates_and_nothing_else(desk):
    """An unknown key and a wrong secret are the same refusal."""
    app, other = desk.create("mnkey", "right"), desk.create("mnother", "else")
    assert desk.ask("mnkey", "right") == app
    assert desk.ask("mnother", "else") == other
    messages = set()
    for key, secret in [("mnkey", "else"), ("mnkey", ""), ("mnkey", "ríght"), ("no", "right")]:
        with pytest.raises(InvalidClient) as refused:
            desk.ask(key, secret)
        messages.add(refused.value.message)
    assert len(messages) == 1


def test_a_former_secret_is_good_until_its_end(desk, shelf, seal):
    """During the overlap both work; the new one signs from the start."""
    app = desk.create("mnkey", "former")
    new = desk.rotate(app, overlap_s=60)
    assert shelf.run(lambda tx: apps.secret(tx, seal, app)) == new
    assert desk.ask("mnkey", "former").id == desk.ask("mnkey", new).id == app.id
    shelf.turn(59)
    desk.ask("mnkey", "former")
    shelf.turn(1)
    with pytest.raises(InvalidClient):
        desk.ask("mnkey", "former")
    desk.ask("mnkey", new)


def test_two_rotations_leave_one_former_secret(desk, shelf):
    """The one before the last is over at once, and no overlap leaves none at all."""
    app = desk.create("mnkey", "first")
    second = desk.rotate(app)
    third = desk.rotate(app)
    with pytest.raises(InvalidClient):
        desk.ask("mnkey", "first")
    desk.ask("mnkey", second)
    desk.rotate(app, overlap_s=0)
    for ended in (second, third):
        with pytest.raises(InvalidClient):
            desk.ask("mnkey", ended)
    assert shelf.run(lambda tx: apps.credentials(tx, app.client_key))[2] is None
    for wrong in (-1, credentials.OVERLAP_MAX_S + 1):
        with pytest.raises(OverlapInvalid):
            desk.rotate(app, overlap_s=wrong)
