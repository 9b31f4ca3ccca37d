"""Where addresses lead."""

import pytest

from localminis.checker.address import (
    is_console,
    is_trusted,
    known_host,
    network_address,
)
from localminis.project.model import Config


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://api.example.com/x?y#z", "api.example.com"),
        ("HTTPS://API.EXAMPLE.COM", "api.example.com"),
        ("//cdn.example.com/a.js", "cdn.example.com"),
        ("\\\\cdn.example.com\\a.js", "cdn.example.com"),
        ("https:/api.example.com/", "api.example.com"),
        ("https:api.example.com", "api.example.com"),
        (" ht\ntps://api.example.com ", "api.example.com"),
        ("https://user:secret@api.example.com:8443/", "api.example.com"),
        ("https://api.example.com./", "api.example.com"),
        ("http://[::1]:3000/", "[::1]"),
        ("wss://live.example.com", "live.example.com"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(text, host):
    """Odd spellings lead to the same host as they do in a browser."""
    address = network_address(text)
    assert address is not None
    assert address.host == host


@pytest.mark.parametrize(
    "text",
    ["", "a.js", "./a.js", "/a.js", "?a", "#a", "data:text/plain,x", "blob:x", "javascript:f()",
     "about:blank", "https://", "https://[::1", "mailto:a@example.com", "a//b"],
)  # fmt: skip
def test_what_stays_inside_is_no_network_address(text):
    """Relative addresses and schemes without a host lead nowhere else."""
    assert network_address(text) is None


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://api.example.com/", "api.example.com"),
        ("https://api.example.com?x=", "api.example.com"),
        ("https://api.example.com", None),
        ("https://api.", None),
        ("https://", None),
        ("", None),
    ],
)
def test_a_host_counts_when_it_is_complete(text, host):
    """What follows an unfinished host could still be a part of it."""
    address = known_host(text, is_whole=False)
    assert (address and address.host) == host


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("https://api.example.com/x", True),
        ("https://api.example.com:443/x", True),
        ("wss://api.example.com/x", True),
        ("https://example.com/", False),
        ("https://a.api.example.com/", False),
        ("https://api.example.com:8443/", False),
    ],
)
def test_a_trusted_host_matches_exactly(text, is_it):
    """Neither the domain above nor one below is trusted with it, nor another port."""
    address = network_address(text)
    assert address is not None
    assert is_trusted(address, Config(trusted_domains=("https://api.example.com",))) is is_it


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("localhost", True), ("app.localhost", True), ("127.0.0.1", True), ("0.0.0.0", True),
     ("192.168.1.7", True), ("10.1.2.3", True), ("172.20.0.1", True), ("172.32.0.1", False),
     ("8.8.8.8", False), ("localhost.example.com", False)],
)  # fmt: skip
def test_local_hosts_are_known(host, is_it):
    """This machine and private networks, and nothing that merely looks like them."""
    address = network_address(f"http://{host}/")
    assert address is not None
    assert address.is_local is is_it


@pytest.mark.parametrize(
    ("address", "is_it"),
    [
        ("https://unpkg.com/vconsole@latest/dist/vconsole.min.js", True),
        ("https://connect.tiktok-minis.com/libs/vConsole.js?v=3", True),
        ("./vconsole-plugin.js", False),
    ],
)
def test_the_console_is_known_by_its_file(address, is_it):
    """From any host, in any case, with a version or without."""
    assert is_console(address) is is_it
