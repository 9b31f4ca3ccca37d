from functools import partial

import pytest

from localminis.spec import restrictions, sources

ANCESTOR = "http://127.0.0.1:8600"


def directives(*domains: str) -> dict[str, list[str]]:
    policy = restrictions.content_security_policy(domains, frame_ancestor=ANCESTOR)
    return {each.split()[0]: each.split()[1:] for each in policy.split("; ")}


def test_no_code_from_elsewhere_and_none_made_at_run_time():
    """The policy lets inline and own scripts run, and neither eval nor any other host's."""
    policy = directives("https://api.example.com")
    allowed = {"'self'", "'unsafe-inline'", "'wasm-unsafe-eval'", "'report-sample'"}
    assert set(policy["script-src"]) == allowed
    assert set(policy["style-src"]) == {"'self'", "'unsafe-inline'", "'report-sample'"}
    assert policy["frame-src"] == policy["object-src"] == ["'none'"]
    assert policy["frame-ancestors"] == [ANCESTOR]
    assert "*" in policy["font-src"]


def test_requests_go_to_trusted_hosts_and_loopback_only():
    """Each well-formed trusted domain is in the policy, once; loopback is for debugging."""
    allowed = directives("https://api.example.com", "https://API.example.com")["connect-src"]
    assert allowed == [
        "'self'",
        "data:",
        "blob:",
        "https://api.example.com",
        *restrictions.LOOPBACK_SOURCES,
    ]


@pytest.mark.parametrize(
    "value",
    [
        "https://api.example.com",
        "https://example.com",
        "https://xn--bcher-kva.example",
        "HTTPS://API.example.com",
        "https://api.example.com:8443",
    ],
)
def test_an_exact_https_host_is_a_trusted_domain(value):
    """A scheme and a host, nothing else, is the documented form."""
    assert restrictions.trusted_domain_problem(value) is None


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("api.example.com", "https://"),
        ("http://api.example.com", "https://"),
        ("wss://api.example.com", "https://"),
        ("https://*.example.com", "wildcard"),
        ("https://api.example.com/", "path"),
        ("https://api.example.com/v1", "path"),
        ("https://api.example.com?x", "path"),
        ("https://api.example.com; script-src *", "white space"),
        ("https://api.example.com\n", "white space"),
        ("https://a.example.com,https://b.example.com", "path"),
        ("https://a.example.com;script-src", "no host name"),
        ("https://'unsafe-eval'", "no host name"),
        ("https://me@example.com", "no host name"),
        ("https://bücher.example", "no host name"),
        ("https://-a.example", "no host name"),
        ("https://example.com:99999", "no host name"),
        ("https://", "no host name"),
        ("https://[::1", "no host name"),
        ("", "https://"),
    ],
)
def test_anything_else_is_left_out_and_said(value, wrong):
    """A malformed entry can never widen the policy, and its problem is named."""
    problem = restrictions.trusted_domain_problem(value)
    assert problem is not None
    assert wrong in problem
    assert repr(value) in problem
    with_it = restrictions.content_security_policy([value], frame_ancestor=ANCESTOR)
    assert with_it == restrictions.content_security_policy([], frame_ancestor=ANCESTOR)


def test_more_than_twenty_domains_are_said():
    """The portal's limit is a problem of the list, not of an entry."""
    names = [f"https://h{number}.example.com" for number in range(21)]
    assert restrictions.trusted_domain_problems(names[:20]) == []
    assert len(restrictions.trusted_domain_problems(names)) == 1
    assert len(restrictions.trusted_domain_problems([*names, "nope"])) == 2


def test_named_web_apis_are_denied_by_the_browser():
    """Clipboard and location are denied to every origin, the page's own included."""
    policy = restrictions.permissions_policy()
    assert policy == "clipboard-read=(), clipboard-write=(), geolocation=()"


def test_each_rule_says_why_and_what_to_do():
    """A rule has a sentence for each, and a source that exists."""
    for code, rule in restrictions.RESTRICTIONS.items():
        assert rule.code == code
        assert rule.why.endswith(".")
        assert rule.fix.endswith(".")
        assert rule.source in sources.SOURCES


def test_in_every_mode_only_the_simulator_may_frame_the_page():
    """Enforced the policy refuses, reported it only tells, and off it says nothing of the rules."""
    build = partial(restrictions.page_headers, ["https://api.example.com"], frame_ancestor=ANCESTOR)
    enforced, reported, off = (build(mode=mode) for mode in restrictions.MODES)
    assert "script-src 'self'" in enforced["Content-Security-Policy"]
    assert "geolocation=()" in enforced["Permissions-Policy"]
    assert "https://api.example.com" in reported["Content-Security-Policy-Report-Only"]
    assert "frame-ancestors" not in reported["Content-Security-Policy-Report-Only"]
    assert off == {"Content-Security-Policy": f"frame-ancestors {ANCESTOR}"}
    assert reported["Content-Security-Policy"] == off["Content-Security-Policy"]
    assert f"frame-ancestors {ANCESTOR}" in enforced["Content-Security-Policy"]
