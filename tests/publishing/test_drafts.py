"""Changes that wait: what may be drafted, when it takes effect, and who decides."""

import pytest

from localminis.identity.model import AddressInvalid, AvailabilityInvalid, NameInvalid
from localminis.publishing import domains, drafts, sandboxes
from localminis.publishing.model import (
    DomainsInvalid,
    DraftInvalid,
    DraftMissing,
    SandboxRefused,
    WrongState,
)
from localminis.webhooks.guard import AddressRefused

FULL = {
    "name": "Renamed",
    "description": "About it",
    "category": "Drama",
    "terms_url": "https://example.com/t",
    "privacy_url": "",
    "webhook_url": "http://127.0.0.1:9/hook",
    "redirect_uris": ["https://example.com/back"],
    "trusted_domains": ["https://api.example.com"],
    "is_payment_enabled": False,
    "is_ads_enabled": False,
    "regions": ["EU", "JP"],
    "min_library_version": "0.4.0",
}


@pytest.fixture
def on(portal):
    """Give the verbs on the portal's app, by their names."""

    def call(name, *args, app=None, **how):
        verb = getattr(drafts, name)
        clock = (portal.shelf.clock,) if name in {"edit", "submit", "recall", "reject"} else ()

        def work(tx):
            return verb(tx, *clock, app or portal.fresh_in(tx), *args, **how)

        return portal.run(work)

    return call


def test_a_draft_takes_effect_when_it_is_approved(portal, on):
    """Until then the app is as it was; every field can be drafted."""
    before = portal.run(lambda tx: drafts.live(tx, portal.app))
    assert on("edit", {"name": "Early"}).content == {"name": "Early"}
    assert on("edit", FULL).content == FULL
    assert on("submit").state == "in_review"
    assert portal.run(lambda tx: drafts.live(tx, portal.fresh_in(tx))) == before
    on("approve")
    assert portal.run(lambda tx: drafts.live(tx, portal.fresh_in(tx))) == FULL
    assert portal.run(lambda tx: domains.listing(tx, portal.app)) == FULL["trusted_domains"]
    with pytest.raises(DraftMissing):
        on("get")


def test_what_is_as_it_was_is_no_change(portal, on):
    """A draft holds differences."""
    assert on("edit", {"name": "Portal", "category": "Drama"}).content == {"category": "Drama"}


def test_a_draft_under_review_can_only_be_read_or_recalled(on):
    """Each other step says so."""
    on("edit", {"category": "Drama"})
    on("submit")
    for step in (("edit", {"category": "x"}), ("discard",), ("submit",)):
        with pytest.raises(WrongState, match="draft recall"):
            on(*step)
    assert on("recall").state == "draft"
    for step in ("recall", "approve"):
        with pytest.raises(WrongState, match="not in review"):
            on(step)
    on("submit")
    rejected = on("reject", reasons=["Too short"])
    assert (rejected.state, rejected.reasons) == ("rejected", ("Too short",))
    assert on("edit", {"category": "y"}).state == "draft"
    on("discard")
    with pytest.raises(DraftMissing):
        on("submit")


def test_an_automatic_review_lets_it_take_effect_at_once(portal, on):
    """The developer who plays no reviewer waits for none."""
    on("edit", {"description": "Now"})
    assert on("submit", is_automatic=True) is None
    assert portal.fresh().description == "Now"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"unknown": 1}, DraftInvalid),
        ({"name": 1}, DraftInvalid),
        ({"name": ""}, NameInvalid),
        ({"name": "x" * 51}, NameInvalid),
        ({"description": "x" * 501}, NameInvalid),
        ({"terms_url": "ftp://x"}, AddressInvalid),
        ({"redirect_uris": ["http://evil.test/"]}, AddressInvalid),
        ({"trusted_domains": ["http://x"]}, DomainsInvalid),
        ({"webhook_url": "https://evil.test/hook"}, AddressRefused),
        ({"regions": ["JP", "GB"]}, AvailabilityInvalid),
        ({"min_library_version": "44.2.0"}, AvailabilityInvalid),
    ],
)
def test_a_value_that_could_not_take_effect_is_not_drafted(on, changes, kind):
    """Refused where it is typed, not at the approval."""
    with pytest.raises(kind):
        on("edit", {"category": "Drama", **changes})
    with pytest.raises(DraftMissing):
        on("get")


def test_a_sandbox_applies_and_production_is_reviewed(portal, on):
    """Each says what the other way is."""
    on("edit", {"category": "Drama"})
    with pytest.raises(SandboxRefused, match="draft submit"):
        on("apply")
    made = portal.run(
        lambda tx: sandboxes.create(tx, portal.shelf.clock, portal.vault, portal.app, name="Test")
    )
    on("edit", {"category": "Games"}, app=made)
    with pytest.raises(SandboxRefused, match="sandbox apply"):
        on("submit", app=made)
    assert on("apply", app=made).category == "Games"
