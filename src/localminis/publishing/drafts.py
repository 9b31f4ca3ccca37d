"""Changes of an app that wait: in a sandbox until they are applied, in production for their review.

Source: contract:toolchain-9, §9.4 and §9.6. A draft under review can only be read, or recalled.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from localminis.clock import Clock
from localminis.identity import addresses, apps, availability
from localminis.identity.model import App
from localminis.publishing import domains, queries, revisions, versions
from localminis.publishing.model import (
    Draft,
    DraftInvalid,
    DraftMissing,
    SandboxRefused,
    WrongState,
)
from localminis.store.transaction import Tx
from localminis.webhooks.guard import LOOPBACK, Network, check


class Content(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What can be drafted; what is not there stays as it is, an empty address removes it."""

    name: str | None = None
    description: str | None = None
    category: str | None = None
    terms_url: str | None = None
    privacy_url: str | None = None
    webhook_url: str | None = None
    redirect_uris: list[str] | None = None
    trusted_domains: list[str] | None = None
    is_payment_enabled: bool | None = None
    is_ads_enabled: bool | None = None
    regions: list[str] | None = None
    min_library_version: str | None = None


FIELDS: Final = Content.__struct_fields__


def get(tx: Tx, app: App) -> Draft:
    """Return the changes of an app that wait.

    Raises:
        DraftMissing: there are none.
    """
    found = queries.draft_of(tx, app.id)
    if found is None:
        raise DraftMissing(
            f"{app.client_key} has no draft: everything that was changed is applied."
        )
    return found


def live(tx: Tx, app: App) -> dict[str, Any]:
    """Return what is in effect of an app, in the fields of a draft."""
    return {
        "name": app.name,
        "description": app.description,
        "category": app.category,
        "terms_url": app.terms_url or "",
        "privacy_url": app.privacy_url or "",
        "webhook_url": app.webhook_url or "",
        "redirect_uris": apps.redirect_uris(tx, app),
        "trusted_domains": domains.listing(tx, app),
        "is_payment_enabled": app.is_payment_enabled,
        "is_ads_enabled": app.is_ads_enabled,
        "regions": list(app.regions),
        "min_library_version": app.min_library_version,
    }


def edit(
    tx: Tx,
    clock: Clock,
    app: App,
    changes: Mapping[str, Any],
    *,
    networks: Sequence[Network] = LOOPBACK,
    revision: int | None = None,
) -> Draft:
    """Put changes into an app's draft; what it held of other fields stays.

    Raises:
        DraftInvalid, NameInvalid, TextInvalid, AddressInvalid, AddressRefused, DomainsInvalid,
            AvailabilityInvalid: a value is not taken; nothing is written.
        WrongState: the draft is under review; nothing is written.
        StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    held = queries.draft_of(tx, app.id)
    _require_open(app, held)
    content = {**(held.content if held else {}), **_checked(changes, networks)}
    now = live(tx, app)
    content = {name: value for name, value in content.items() if value != now[name]}
    return _put(tx, clock, app, content)


def discard(tx: Tx, app: App, *, revision: int | None = None) -> None:
    """Forget an app's draft.

    Raises:
        DraftMissing, WrongState, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    _require_open(app, get(tx, app))
    queries.delete_draft(tx, app.id)


def apply(
    tx: Tx,
    app: App,
    *,
    networks: Sequence[Network] = LOOPBACK,
    revision: int | None = None,
) -> App:
    """Let a sandbox's draft take effect.

    Raises:
        SandboxRefused: the app is no sandbox, so its draft goes by a review; nothing is written.
        DraftMissing, StaleRevision: nothing is written.
    """
    if not app.is_sandbox:
        raise SandboxRefused(
            f"{app.client_key} is no sandbox, so its changes go by a review. Submit the draft: "
            f"`localminis app draft submit {app.client_key}`."
        )
    app = revisions.hold(tx, app, revision, "revision")
    return _take_effect(tx, app, get(tx, app), networks)


def submit(
    tx: Tx,
    clock: Clock,
    app: App,
    *,
    is_automatic: bool = False,
    networks: Sequence[Network] = LOOPBACK,
    revision: int | None = None,
) -> Draft | None:
    """Ask for the review of an app's draft; an automatic one lets it take effect at once.

    Returns:
        The draft under review, or None when it has taken effect.

    Raises:
        SandboxRefused: a sandbox's changes need no review; nothing is written.
        DraftMissing, WrongState, StaleRevision: nothing is written.
    """
    if app.is_sandbox:
        raise SandboxRefused(
            f"{app.client_key} is a sandbox, and its changes need no review. Apply them: "
            f"`localminis sandbox apply {app.client_key}`."
        )
    app = revisions.hold(tx, app, revision, "revision")
    draft = get(tx, app)
    _require_open(app, draft)
    if is_automatic:
        _take_effect(tx, app, draft, networks)
        return None
    return _put(tx, clock, app, draft.content, state="in_review")


def recall(tx: Tx, clock: Clock, app: App, *, revision: int | None = None) -> Draft:
    """Take a draft back from its review.

    Raises:
        DraftMissing, WrongState, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    return _put(tx, clock, app, _in_review(tx, app).content)


def approve(
    tx: Tx,
    app: App,
    *,
    networks: Sequence[Network] = LOOPBACK,
    revision: int | None = None,
) -> App:
    """Approve a draft, as the reviewer; it takes effect.

    Raises:
        DraftMissing, WrongState, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    return _take_effect(tx, app, _in_review(tx, app), networks)


def reject(
    tx: Tx, clock: Clock, app: App, *, reasons: Sequence[str], revision: int | None = None
) -> Draft:
    """Reject a draft, as the reviewer, with reasons.

    Raises:
        DraftMissing, WrongState, TextInvalid, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    given = versions.parse_reasons(reasons)
    return _put(tx, clock, app, _in_review(tx, app).content, state="rejected", reasons=given)


def put_all(tx: Tx, clock: Clock, app: App, content: Mapping[str, Any]) -> Draft:
    """Overwrite an app's draft with another app's settings; the caller holds the lock.

    Raises:
        WrongState: the draft is under review; nothing is written.
    """
    _require_open(app, queries.draft_of(tx, app.id))
    now = live(tx, app)
    return _put(tx, clock, app, {name: each for name, each in content.items() if each != now[name]})


def _checked(changes: Mapping[str, Any], networks: Sequence[Network]) -> dict[str, Any]:
    """Judge values as they will be judged when they take effect."""
    try:
        given = msgspec.convert(changes, Content)
    except msgspec.ValidationError as error:
        raise DraftInvalid(
            f"The draft is refused: {error}. Fields: {', '.join(FIELDS)}."
        ) from error
    values = {name: each for name in FIELDS if (each := getattr(given, name)) is not None}
    apps.parse_basics(
        name=given.name, description=given.description, category=given.category, kind=None
    )
    for name in ("terms_url", "privacy_url"):
        if values.get(name):
            addresses.parse_legal(values[name])
    if given.webhook_url:
        check(given.webhook_url, networks)
    if given.redirect_uris is not None:
        values["redirect_uris"] = sorted(apps.parse_redirect_uris(given.redirect_uris))
    if given.trusted_domains is not None:
        values["trusted_domains"] = sorted(domains.parse_all(given.trusted_domains))
    if given.regions is not None:
        values["regions"] = availability.parse_regions(given.regions)
    if given.min_library_version is not None:
        version = availability.parse_library_version(given.min_library_version)
        values["min_library_version"] = version
    return values


def _take_effect(tx: Tx, app: App, draft: Draft, networks: Sequence[Network]) -> App:
    wanted = msgspec.convert(dict(draft.content), Content)
    apps.set_basics(
        tx, app, name=wanted.name, description=wanted.description, category=wanted.category
    )
    apps.set_legal_urls(tx, app, terms_url=wanted.terms_url, privacy_url=wanted.privacy_url)
    if wanted.webhook_url is not None:
        apps.set_webhook_url(tx, app, wanted.webhook_url or None, networks=networks)
    if wanted.redirect_uris is not None:
        apps.set_redirect_uris(tx, app, wanted.redirect_uris)
    if wanted.trusted_domains is not None:
        queries.replace_trusted_domains(tx, app.id, domains.parse_all(wanted.trusted_domains))
    if wanted.is_payment_enabled is not None:
        apps.set_payment_enabled(tx, app, is_enabled=wanted.is_payment_enabled)
    if wanted.is_ads_enabled is not None:
        apps.set_ads_enabled(tx, app, is_enabled=wanted.is_ads_enabled)
    availability.change(
        tx, app, regions=wanted.regions, min_library_version=wanted.min_library_version
    )
    queries.delete_draft(tx, app.id)
    return apps.get(tx, app.client_key)


def _put(
    tx: Tx,
    clock: Clock,
    app: App,
    content: Mapping[str, Any],
    *,
    state: str = "draft",
    reasons: Sequence[str] = (),
) -> Draft:
    queries.put_draft(
        tx, app.id, content=content, state=state, reasons=reasons, changed_at_s=clock.now_s()
    )
    return get(tx, app)


def _require_open(app: App, draft: Draft | None) -> None:
    if draft is not None and draft.state == "in_review":
        raise WrongState(
            f"The draft of {app.client_key} is in review and can only be read. Recall it first: "
            f"`localminis app draft recall {app.client_key}`.",
            draft.state,
        )


def _in_review(tx: Tx, app: App) -> Draft:
    draft = get(tx, app)
    if draft.state != "in_review":
        raise WrongState(
            f"The draft of {app.client_key} is not in review (it is: {draft.state}). "
            f"Submit it first: `localminis app draft submit {app.client_key}`.",
            draft.state,
        )
    return draft
