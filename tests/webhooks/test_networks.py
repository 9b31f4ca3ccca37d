from ipaddress import ip_address

import pytest

from localminis.webhooks import guard

WIDE = guard.parse_networks("127.0.0.0/8, ::1/128, 10.1.0.0/16, fd00::/8")


@pytest.mark.parametrize(
    "url",
    ["https://10.1.2.3/hook", "https://[fd00::1]:8443/hook", "https://backend.team.example/hook"],
)
def test_a_setting_adds_networks(url):
    """What the setting names is allowed, by number or by a name that is resolved later."""
    guard.check(url, WIDE)
    with pytest.raises(guard.AddressRefused):
        guard.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.1.2.3/hook",
        "http://backend.team.example/hook",
        "https://10.2.0.1/hook",
        "https://127.1/hook",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://backend..example/",
        "https://[fe80::1%25eth0]/",
    ],
)
def test_a_wider_setting_keeps_the_other_rules(url):
    """Unencrypted only on this machine; odd numbers are no names."""
    with pytest.raises(guard.AddressRefused):
        guard.check(url, WIDE)


@pytest.mark.parametrize("url", ["http://127.0.0.1/a b", "http://127.0.0.1\\@x/", "http://lö/"])
def test_characters_that_no_url_has_are_refused(url):
    """Two readers could understand such an address differently."""
    with pytest.raises(guard.AddressRefused):
        guard.check(url)


@pytest.mark.parametrize(
    ("text", "is_this_machine"),
    [
        ("::ffff:127.0.0.1", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", True),
        ("64:ff9b::808:808", False),
        ("2002:7f00:1::", True),
        ("2002:808:808::1", False),
        ("::7f00:1", True),
        ("::1", True),
        ("::", False),
        ("2001:0:808:808::", False),
        ("::1%lo", False),
    ],
)
def test_an_ipv4_address_inside_counts(text, is_this_machine):
    """Mapped, NAT64, 6to4, Teredo and compatible forms are judged by the machine they reach."""
    assert guard.is_within(ip_address(text), guard.LOOPBACK) is is_this_machine


@pytest.mark.parametrize("text", ["10.0.0.1/8", "everything", "10.0.0.0/64"])
def test_networks_that_are_none_are_refused(text):
    """The sentence names the setting and the value."""
    with pytest.raises(guard.AddressRefused, match="webhook_allow_networks"):
        guard.parse_networks(text)


PRIVATE = [
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "2002:a00:1::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_a_shared_platform_sends_to_nothing_private(text):
    """Everything public is allowed, and everything never holds what only its machine can reach."""
    assert not guard.is_within(ip_address(text), guard.PUBLIC)


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_shared_platform_sends_to_the_public(text):
    """In plain and in carried form."""
    assert guard.is_within(ip_address(text), guard.PUBLIC)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9000/hook",
        "https://localhost/hook",
        "https://127.0.0.1/hook",
        "http://backend.team.example/hook",
        "https://192.168.0.7/hook",
    ],
)
def test_this_machine_is_private_to_a_shared_platform(url):
    """Its own loopback is somebody else's to everybody who uses it; and never unencrypted."""
    with pytest.raises(guard.AddressRefused):
        guard.check(url, guard.PUBLIC)
    guard.check("https://backend.team.example/hook", guard.PUBLIC)


@pytest.mark.parametrize(
    ("networks", "said"),
    [(guard.LOOPBACK, "this machine"), (guard.PUBLIC, "public"), (WIDE, "10.1.0.0/16")],
)
def test_where_events_go_is_said(networks, said):
    """For the line at the start and for refusals."""
    assert said in guard.reach(networks)
