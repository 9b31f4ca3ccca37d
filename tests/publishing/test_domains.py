"""Trusted domains: their form, their number, and two lists side by side."""

import pytest

from localminis.publishing import domains
from localminis.publishing.model import DomainsInvalid, StaleRevision
from localminis.spec.limits import TRUSTED_DOMAINS_MAX


def replace(portal, origins, **how):
    """Register domains."""
    return portal.run(lambda tx: domains.replace(tx, portal.app, origins, **how))


def test_domains_are_registered_in_place_of_the_earlier_ones(portal):
    """Lower case, each once, sorted; wss is taken as well."""
    given = ["https://B.example.com", "https://a.example.com/", "https://b.example.com"]
    assert replace(portal, given) == ["https://a.example.com", "https://b.example.com"]
    assert replace(portal, ["wss://live.example.com"]) == ["wss://live.example.com"]
    assert portal.run(lambda tx: domains.listing(tx, portal.app)) == ["wss://live.example.com"]
    assert replace(portal, []) == []


def test_twenty_domains_and_no_more(portal):
    """The twenty-first is refused, and nothing changes."""
    full = [f"https://{number:02}.example.com" for number in range(TRUSTED_DOMAINS_MAX)]
    assert replace(portal, full) == full
    with pytest.raises(DomainsInvalid, match="the portal takes 20"):
        replace(portal, [*full, "https://more.example.com"])
    assert portal.run(lambda tx: domains.listing(tx, portal.app)) == full


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("api.example.com", "does not start with https://"),
        ("http://api.example.com", "does not start with https://"),
        ("ws://api.example.com", "does not start with https://"),
        ("https://*.example.com", "wildcard"),
        ("https://api.example.com/v1", "path"),
        ("https://api.example.com:8443", "port"),
        ("wss://api.example.com:8443", "port"),
        ("https://", "host"),
        ("https://a b", "white space"),
        ("https://api.example.com; script-src *", "white space"),
    ],
)
def test_another_form_is_refused_in_words(origin, said):
    """The sentence shows what was given, and what to write."""
    with pytest.raises(DomainsInvalid, match=said) as refused:
        domains.parse(origin)
    assert origin.strip() in refused.value.message


def test_the_second_of_two_tabs_is_told(portal):
    """A list is replaced as a whole, so a stale one would undo the other's work."""
    replace(portal, ["https://a.example.com"], revision=0)
    with pytest.raises(StaleRevision):
        replace(portal, ["https://b.example.com"], revision=0)


def test_the_differences_of_two_lists_are_told():
    """A host is itself and no other: the apex does not stand for its subdomain."""
    found = domains.compare(
        ["https://example.com", "wss://live.example.com"],
        ["https://api.example.com", "HTTPS://example.com/"],
        winner="portal",
        client_key="mnkey",
    )
    assert len(found.differences) == 2
    assert "localminis app domains add mnkey https://api.example.com" in found.differences[0]
    assert "wss://live.example.com is registered and not in the config" in found.differences[1]
    assert domains.allowed(found) == ("https://example.com", "https://live.example.com")
    other = domains.compare(["https://a.b"], ["https://c.d"], winner="config", client_key="k")
    assert domains.allowed(other) == ("https://c.d",)
