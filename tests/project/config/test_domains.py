"""Judging one trusted domain."""

import pytest

from localminis.project.config import domains


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("https://api.example.com", []),
        ("https://[::1]", []),
        ("wss://api.example.com", ["domain-wss"]),
        ("api.example.com", ["domain-scheme"]),
        ("http://localhost", ["domain-http"]),
        ("ws://a.example", ["domain-http"]),
        ("https://*.example.com", ["domain-wildcard"]),
        ("*.example.com", ["domain-scheme", "domain-wildcard"]),
        ("https://a.example:8443", ["domain-port"]),
        ("https://a.example/v1", ["domain-path"]),
        ("https://a.example/", ["domain-path"]),
        (
            "http://*.a.example:80/x",
            ["domain-http", "domain-wildcard", "domain-port", "domain-path"],
        ),
    ],
)
def test_what_the_platform_does_not_take_is_named(value, codes):
    """Each fault has a code of its own and says what to write."""
    assert domains.is_usable(value)
    faults = domains.faults(value)
    assert [fault.code for fault in faults] == codes
    assert all(fault.fix.endswith(".") for fault in faults)


@pytest.mark.parametrize(
    "value",
    ["", "a b", "https://a.example; script-src *", "https://a.example/x y", "ftp://a", "//a"],
)
def test_what_could_break_a_policy_is_unusable(value):
    """Nothing that ends a directive ever gets into a header."""
    assert not domains.is_usable(value)


def test_one_host_is_one_however_it_is_written():
    """Case, a slash at the end and the usual port make no other host."""
    forms = ["https://A.example", "https://a.example/", "https://a.example:443", "a.example"]
    assert {domains.normal_form(form) for form in forms} == {"https://a.example"}
    assert domains.normal_form("wss://a.example:443") != domains.normal_form("https://a.example")
