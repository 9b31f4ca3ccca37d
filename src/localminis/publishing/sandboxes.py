"""Sandboxes: an app's environments for tests, each with credentials, settings and data of its own.

A sandbox is an app of its own to everything else: its client key leads to its orders, its users'
ids, its events. Its payments are sandbox payments, and a clock of its own drives them.

Source: contract:toolchain-9, §9.4.
"""

from collections.abc import Sequence
from typing import Final

from localminis.agenda import agenda
from localminis.clock import Clock
from localminis.identity import apps
from localminis.identity import queries as identity_queries
from localminis.identity.model import App
from localminis.publishing import drafts, placements, queries, revisions
from localminis.publishing.model import (
    Draft,
    SandboxNotFound,
    SandboxRefused,
    TextInvalid,
    TooManySandboxes,
)
from localminis.spec import publishing as spec
from localminis.store import clocks
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks.guard import LOOPBACK, Network

_COPIED: Final = ("kind", "requires_test_user", "developer")


def listing(tx: Tx, app: App) -> list[App]:
    """Return an app's sandboxes, the oldest first."""
    return identity_queries.sandboxes_of(tx, app.id)


def get(tx: Tx, app: App, name: str) -> App:
    """Return one sandbox of an app, by its name or client key.

    Raises:
        SandboxNotFound: the app has none of that name.
    """
    for each in listing(tx, app):
        if name in {each.name, each.client_key}:
            return each
    raise SandboxNotFound(
        f"{app.client_key} has no sandbox {name!r}. "
        f"`localminis sandbox list --app {app.client_key}` shows all."
    )


def create(
    tx: Tx,
    clock: Clock,
    vault: Vault,
    app: App,
    *,
    name: str,
    clone_of: App | None = None,
    networks: Sequence[Network] = LOOPBACK,
) -> App:
    """Make a sandbox, empty or with the settings of the app or of another sandbox of it.

    Code versions, users' ids, orders, credentials and the time are never copied: its clock runs
    with the machine's.

    Raises:
        TooManySandboxes: the app has as many as the platform allows; nothing is written.
        SandboxRefused: the app is a sandbox itself, or what is cloned is another app's; nothing is
            written.
        NameInvalid, TextInvalid: the name is not taken, or another sandbox has it; nothing is
            written.
    """
    if app.is_sandbox:
        raise SandboxRefused(f"{app.client_key} is a sandbox itself. Make one of its app.")
    if clone_of is not None and app.id not in {clone_of.id, clone_of.sandbox_of}:
        raise SandboxRefused(
            f"{clone_of.client_key} is neither {app.client_key} nor a sandbox of it, so it cannot "
            "be cloned here."
        )
    app = revisions.hold(tx, app, None, "revision")
    present = listing(tx, app)
    if len(present) >= spec.SANDBOXES_MAX:
        raise TooManySandboxes(
            f"{app.client_key} has {spec.SANDBOXES_MAX} sandboxes, and more are not allowed. "
            f"Delete one: `localminis sandbox delete {present[0].client_key} --app "
            f"{app.client_key}`."
        )
    if name.strip() in {each.name for each in present}:
        raise TextInvalid(f"{app.client_key} has a sandbox {name.strip()!r} already.")
    made = apps.create(tx, Clock(), vault, name=name)
    clocks.make(tx, made.client_key)
    source = clone_of or app
    copied = {field: getattr(source, field) for field in _COPIED}
    copied["requires_test_user"] = int(copied["requires_test_user"])
    identity_queries.update_app(tx, made.id, sandbox_of=app.id, clock_id=made.client_key, **copied)
    made = apps.get(tx, made.client_key)
    if clone_of is not None:
        made = _clone(tx, clock.of(made.clock_id), clone_of, made, networks)
    return made


def take_over(
    tx: Tx, clock: Clock, app: App, sandbox: App, *, revision: int | None = None
) -> Draft:
    """Import a sandbox's settings into its app's draft, over what the draft held.

    The name stays: a sandbox's is its own.

    Raises:
        WrongState: the draft is under review; nothing is written.
        StaleRevision: nothing is written.

    Source: contract:toolchain-9, §9.4: only into a draft, overwriting it.
    """
    app = revisions.hold(tx, app, revision, "revision")
    content = drafts.live(tx, sandbox)
    del content["name"]
    return drafts.put_all(tx, clock, app, content)


def delete(tx: Tx, clock: Clock, app: App, sandbox: App) -> None:
    """End a sandbox: it is found no more, and nobody can use what it handed out.

    Its orders and events stay where they are named. Its clock goes; what still waits to be sent
    waits on by its app's.
    """
    revisions.hold(tx, app, None, "revision")
    own = Clock(clocks.read_to_turn(tx, sandbox.clock_id), sandbox.clock_id)
    apps.end(tx, own, sandbox)
    agenda.hand_over(tx, own, clock.of(app.clock_id))
    identity_queries.update_app(tx, sandbox.id, clock_id=app.clock_id)
    clocks.remove(tx, own.id)


def _clone(tx: Tx, clock: Clock, source: App, made: App, networks: Sequence[Network]) -> App:
    content = drafts.live(tx, source)
    del content["name"]
    drafts.put_all(tx, clock, made, content)
    made = drafts.apply(tx, made, networks=networks) if queries.draft_of(tx, made.id) else made
    icon = queries.icon_of(tx, source.id)
    if icon is not None:
        queries.put_icon(tx, made.id, *icon)
    for number in queries.promo_numbers(tx, source.id):
        image = queries.promo_of(tx, source.id, number)
        assert image is not None, "its number was just read"
        queries.put_promo(tx, made.id, number, *image)
    for words in queries.localizations_of(tx, source.id):
        queries.put_localization(tx, made.id, words)
    for each in placements.listing(tx, source):
        copy = placements.create(tx, clock, made, name=each.name, kind=each.kind)
        placements.change(tx, made, copy.placement_id, is_active=each.is_active)
    return apps.get(tx, made.client_key)
