import pytest
from sqlalchemy import select

from localminis.identity import apps
from localminis.identity.model import (
    AppNotFound,
    ClientKeyTaken,
    NameInvalid,
)
from localminis.store import vault
from localminis.store.tables.identity import apps as table
from localminis.webhooks.guard import AddressRefused


@pytest.fixture
def seal(tmp_path):
    """Make a key beside the database."""
    return vault.load(tmp_path / "secret.key")


def create(shelf, seal, **given):
    values = {"name": "Drama", **given}
    return shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, **values))


def test_an_app_is_found_by_its_key_and_listed_in_order(shelf, seal):
    """Apps are registered with payment on and without an address."""
    first, second = create(shelf, seal, name="  First  "), create(shelf, seal, client_key="mn-2_x")
    assert shelf.run(apps.listing) == [first, second]
    assert shelf.run(lambda tx: apps.get(tx, "mn-2_x")) == second
    assert (first.name, first.webhook_url, first.is_payment_enabled) == ("First", None, True)
    assert first.created_at_s == shelf.clock.now_s()
    with pytest.raises(AppNotFound, match="mnnone"):
        shelf.run(lambda tx: apps.get(tx, "mnnone"))


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 51},
        {"client_key": "abc"},
        {"client_key": "x" * 65},
        {"client_key": "mn/../x"},
        {"client_key": "mn key"},
        {"client_key": "mnké"},
        {"client_key": "mnkey\n"},
        {"client_key": ""},
    ],
)
def test_a_bad_name_or_key_is_refused(shelf, seal, given):
    """Names and keys have one form, and nothing is written otherwise."""
    with pytest.raises(NameInvalid):
        create(shelf, seal, **given)
    assert shelf.run(apps.listing) == []


def test_a_client_key_is_taken_once(shelf, seal):
    """Two apps never share a key."""
    create(shelf, seal, client_key="mnkey")
    with pytest.raises(ClientKeyTaken, match="mnkey"):
        create(shelf, seal, client_key="mnkey")


def test_the_secret_is_stored_sealed_and_opens_again(shelf, seal):
    """The signing key can be read by the platform and is not in the table in the clear."""
    app = create(shelf, seal, client_secret="sesame-" + "s" * 33)
    assert shelf.run(lambda tx: apps.secret(tx, seal, app)) == "sesame-" + "s" * 33
    assert "sesame" not in shelf.run(lambda tx: tx.scalar(select(table.c.client_secret_sealed)))


def test_apps_are_found_by_number_and_by_age(shelf, seal):
    """The newest first, and only those that were asked for."""
    first, second = create(shelf, seal), create(shelf, seal)
    assert shelf.run(lambda tx: apps.newest(tx, limit=1)) == [second]
    assert shelf.run(lambda tx: apps.by_id(tx, [first.id])) == {first.id: first}


def test_an_app_is_changed_one_thing_at_a_time(shelf, seal):
    """The address can be set and removed, and payment switched."""
    app = create(shelf, seal)
    url = "http://127.0.0.1:9000/hook"
    changed = shelf.run(lambda tx: apps.set_webhook_url(tx, app, url))
    assert (changed.webhook_url, changed.is_payment_enabled) == (url, True)
    changed = shelf.run(lambda tx: apps.set_payment_enabled(tx, app, is_enabled=False))
    assert (changed.webhook_url, changed.is_payment_enabled) == (url, False)
    assert shelf.run(lambda tx: apps.set_webhook_url(tx, app, None)).webhook_url is None
    with pytest.raises(AddressRefused):
        shelf.run(lambda tx: apps.set_webhook_url(tx, app, "http://example.com/hook"))
    assert shelf.run(lambda tx: apps.get(tx, app.client_key)).webhook_url is None
