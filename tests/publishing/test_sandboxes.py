"""Sandboxes: five of them, cloned and imported, each an app of its own."""

import threading

import pytest
from tests.publishing.conftest import Portal

from localminis.agenda import agenda
from localminis.agenda import queries as agenda_queries
from localminis.clock import MAIN
from localminis.identity import apps, codes, queries, testers, tokens, users
from localminis.identity.model import (
    AccessTokenInvalid,
    AppNotFound,
    ClientKeyTaken,
    InvalidGrant,
    TooManyTestUsers,
)
from localminis.publishing import domains, drafts, icons, placements, sandboxes
from localminis.publishing.model import (
    SandboxNotFound,
    SandboxRefused,
    TextInvalid,
    TooManySandboxes,
    WrongState,
)
from localminis.spec import publishing as spec
from localminis.store import clocks
from localminis.store.postgres import PostgresStore
from localminis.webhooks.queries import deliveries as webhook_queries


@pytest.fixture
def make(portal):
    """Give the function that makes a sandbox."""

    def create(name="Test", **how):
        return portal.run(
            lambda tx: sandboxes.create(
                tx, portal.shelf.clock, portal.vault, portal.fresh_in(tx), name=name, **how
            )
        )

    return create


def test_a_sandbox_has_credentials_and_data_of_its_own(portal, make):
    """Another key, another secret, another id for the same user."""
    sandbox = make()
    mia = portal.user("Mia")
    assert sandbox.sandbox_of == portal.app.id
    assert sandbox.client_key != portal.app.client_key
    ids = {
        portal.run(lambda tx, app=app: users.open_id(tx, app, mia)) for app in (portal.app, sandbox)
    }
    secrets = {
        portal.run(lambda tx, app=app: apps.secret(tx, portal.vault, app))
        for app in (portal.app, sandbox)
    }
    assert len(ids) == len(secrets) == 2
    assert portal.run(lambda tx: sandboxes.get(tx, portal.app, "Test")) == sandbox
    assert portal.run(lambda tx: sandboxes.get(tx, portal.app, sandbox.client_key)) == sandbox
    with pytest.raises(SandboxNotFound, match="sandbox list"):
        portal.run(lambda tx: sandboxes.get(tx, portal.app, "Other"))


def test_five_sandboxes_and_no_more(portal, make):
    """Names are unique, a deleted one makes room, and a sandbox has none itself."""
    made = [make(f"Test {number}") for number in range(spec.SANDBOXES_MAX)]
    with pytest.raises(TooManySandboxes, match="sandbox delete"):
        make("More")
    portal.run(lambda tx: sandboxes.delete(tx, portal.shelf.clock, portal.app, made[0]))
    with pytest.raises(TextInvalid, match="already"):
        make("Test 1")
    make("Test 0")
    with pytest.raises(SandboxRefused, match="sandbox itself"):
        portal.run(
            lambda tx: sandboxes.create(tx, portal.shelf.clock, portal.vault, made[1], name="Inner")
        )


def test_a_clone_has_the_settings_of_what_it_was_made_from(portal, make):
    """Of the app or of another sandbox; without one it has the defaults."""
    icon = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + (600).to_bytes(4, "big") * 2
    clock = portal.shelf.clock

    def fill(tx):
        domains.replace(tx, portal.app, ["https://api.example.com"])
        apps.set_redirect_uris(tx, portal.app, ["https://example.com/back"])
        apps.set_payment_enabled(tx, portal.app, is_enabled=False)
        icons.put(tx, portal.app, icon)
        slot = placements.create(tx, clock, portal.app, name="Slot", kind="rewarded")
        placements.change(tx, portal.app, slot.placement_id, is_active=True)

    portal.run(fill)
    first = make("First", clone_of=portal.fresh())
    second = make("Second", clone_of=first)
    wanted = portal.run(lambda tx: drafts.live(tx, portal.fresh_in(tx)))
    for each in (first, second):
        assert portal.run(lambda tx, app=each: drafts.live(tx, app)) == {
            **wanted,
            "name": each.name,
        }
        [slot] = portal.run(lambda tx, app=each: placements.listing(tx, app))
        assert (slot.name, slot.is_active) == ("Slot", True)
        assert portal.run(lambda tx, app=each: icons.get(tx, app))[1] == icon
    assert portal.run(lambda tx: drafts.live(tx, make_empty(tx, portal)))["trusted_domains"] == []
    other = portal.run(lambda tx: apps.create(tx, clock, portal.vault, name="Other"))
    with pytest.raises(SandboxRefused, match="cannot be cloned"):
        make("Third", clone_of=other)


def make_empty(tx, portal):
    """Make a sandbox with nothing in it."""
    return sandboxes.create(tx, portal.shelf.clock, portal.vault, portal.app, name="Empty")


def test_an_import_overwrites_the_draft_and_nothing_else(portal, make):
    """Production stays until the draft is approved; one under review is left alone."""
    clock = portal.shelf.clock
    sandbox = make()
    portal.run(lambda tx: drafts.edit(tx, clock, portal.app, {"description": "Forgotten"}))
    portal.run(lambda tx: drafts.edit(tx, clock, sandbox, {"category": "Games"}))
    portal.run(lambda tx: drafts.apply(tx, sandbox))

    def take_over(tx):
        sandbox_now = apps.get(tx, sandbox.client_key)
        return sandboxes.take_over(tx, clock, portal.fresh_in(tx), sandbox_now)

    assert portal.run(take_over).content == {"category": "Games"}
    assert portal.fresh().category == ""
    portal.run(lambda tx: drafts.submit(tx, clock, portal.app))
    with pytest.raises(WrongState):
        portal.run(take_over)
    portal.run(lambda tx: drafts.approve(tx, portal.app))
    assert (portal.fresh().category, portal.fresh().name) == ("Games", "Portal")


def test_a_deleted_sandbox_is_found_no_more(portal, make):
    """Its tokens are dead, its key stays taken, its users' names stay theirs."""
    sandbox = make()
    mia = portal.user("Mia")
    clock = portal.shelf.clock.of(sandbox.clock_id)
    code = portal.run(lambda tx: codes.issue(tx, clock, mia, sandbox))
    held = portal.run(lambda tx: tokens.exchange(tx, clock, sandbox, code, lifetimes="minis"))
    unused = portal.run(lambda tx: codes.issue(tx, clock, mia, sandbox))
    portal.run(lambda tx: tokens.caller(tx, clock, held.access_token))
    portal.run(lambda tx: sandboxes.delete(tx, clock, portal.app, sandbox))
    assert portal.run(lambda tx: sandboxes.listing(tx, portal.app)) == []
    with pytest.raises(AppNotFound):
        portal.run(lambda tx: apps.get(tx, sandbox.client_key))
    assert sandbox.client_key not in {each.client_key for each in portal.run(apps.listing)}
    assert portal.run(lambda tx: queries.is_client_key_taken(tx, sandbox.client_key))
    with pytest.raises(AccessTokenInvalid):
        portal.run(lambda tx: tokens.caller(tx, clock, held.access_token))
    with pytest.raises(InvalidGrant):
        portal.run(lambda tx: tokens.exchange(tx, clock, sandbox, unused, lifetimes="minis"))
    with pytest.raises(ClientKeyTaken):
        portal.run(
            lambda tx: apps.create(
                tx, clock, portal.vault, name="Again", client_key=sandbox.client_key
            )
        )


def test_ten_target_users_for_a_sandbox(portal, make):
    """Fewer than the app's thirty test users."""
    sandbox = make()
    people = [portal.user(f"user{n}") for n in range(spec.SANDBOX_TARGET_USERS_MAX + 1)]
    for user in people[:-1]:
        portal.run(lambda tx, u=user: testers.add(tx, portal.shelf.clock, sandbox, u))
    with pytest.raises(TooManyTestUsers, match="10 test users"):
        portal.run(lambda tx: testers.add(tx, portal.shelf.clock, sandbox, people[-1]))


def test_a_sandbox_that_is_deleted_while_work_is_scheduled_for_it_fails_nobody(
    shelf, new_database, tmp_path
):
    """The transaction that comes too late is run again: its work is due by the app's clock.

    Work that came first is handed over with the rest.
    """
    shelf.store.close()
    shelf.store = PostgresStore(new_database())
    shelf.run(clocks.read)
    folder = tmp_path / "versions"
    folder.mkdir()
    portal = Portal(shelf, folder)
    sandbox = portal.run(
        lambda tx: sandboxes.create(tx, shelf.clock, portal.vault, portal.fresh_in(tx), name="Test")
    )
    has_read, is_deleted, tries = threading.Event(), threading.Event(), []

    def schedule(tx):
        read = webhook_queries.receiver(tx, sandbox.id, 0)
        tries.append(read.clock_id)
        has_read.set()
        assert is_deleted.wait(30)
        agenda.schedule(tx, shelf.bell, due_at_s=1, kind="test", key="late", clock_id=read.clock_id)

    portal.run(
        lambda tx: agenda.schedule(
            tx, shelf.bell, due_at_s=1, kind="test", key="early", clock_id=sandbox.clock_id
        )
    )
    late = shelf.store.submit(schedule)
    assert has_read.wait(30)
    portal.run(lambda tx: sandboxes.delete(tx, shelf.clock, portal.fresh_in(tx), sandbox))
    is_deleted.set()
    late.result(30)
    assert tries == [sandbox.clock_id, MAIN]
    due = portal.run(lambda tx: agenda_queries.due_by_kind(tx, clock_id=MAIN, now_s=2**40))
    assert due == {"test": 2}
