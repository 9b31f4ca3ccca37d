import pytest

from localminis.identity import addresses, apps
from localminis.identity.model import AddressInvalid
from localminis.store import vault


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/callback",
        "https://example.com:8443/callback/",
        "http://localhost:3455/callback/",
        "http://127.0.0.1/cb",
        "http://[::1]:80/cb",
        "http://127.0.0.1:*/callback/",
        "https://localhost:*/",
    ],
)
def test_good_redirect_addresses_are_kept_letter_by_letter(uri):
    """Https anywhere, http on this machine, and a wildcard port there."""
    assert addresses.parse_redirect(uri) == uri


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "example.com/cb",
        "/cb",
        "http:/cb",
        "http://",
        "http://example.com/cb",
        "https://example.com:*/cb",
        "http://127.0.0.1/:*",
        "http://127.0.0.1:*/a:*",
        "http://user@127.0.0.1:*/cb",
        "https://example.com/cb?x=1",
        "https://example.com/cb?",
        "https://example.com/cb#x",
        "https://example.com/cb#",
        "https://user@example.com/cb",
        "https://example.com:0/cb",
        "https://example.com:99999/cb",
        "https://[::1/cb",
        "myapp://cb",
        "javascript:alert(1)",
        "https://example.com/a b",
        "https://example.com/\r\nSet-Cookie:x",
        "https://exämple.com/cb",
        "https://example.com/" + "x" * 500,
    ],
)
def test_bad_redirect_addresses_are_refused(uri):
    """What the portal would not take, or what could send a code elsewhere, is not registered."""
    with pytest.raises(AddressInvalid):
        addresses.parse_redirect(uri)


@pytest.mark.parametrize(
    ("uri", "is_good"),
    [
        ("https://example.com/cb", True),
        ("https://example.com/cb/", False),
        ("https://EXAMPLE.com/cb", False),
        ("https://example.com/cb?x", False),
        ("http://127.0.0.1:4711/cb", True),
        ("http://127.0.0.1:1/cb", True),
        ("http://127.0.0.1:/cb", False),
        ("http://127.0.0.1:123456/cb", False),
        ("http://127.0.0.1:*/cb", True),
        ("http://127.0.0.1:80@evil.example/cb", False),
        ("http://127.0.0.1:80/x/cb", False),
        ("http://127.0.0.1/cb", False),
        ("http://localhost:80/cb", False),
    ],
)
def test_a_redirect_address_matches_letter_by_letter_but_for_a_wildcard_port(uri, is_good):
    """Nothing that merely looks like a registered address is one."""
    registered = ["http://127.0.0.1:*/cb", "https://example.com/cb"]
    assert addresses.is_redirect_registered(uri, registered) is is_good
    assert not addresses.is_redirect_registered(uri, [])


@pytest.mark.parametrize("url", ["ftp://example.com/x", "terms", "https://", "https://a b/"])
def test_legal_and_picture_addresses_are_web_addresses(url):
    """Both are shown as links or images, so nothing else is taken."""
    for parse in (addresses.parse_legal, addresses.parse_picture):
        with pytest.raises(AddressInvalid):
            parse(url)
        assert parse("http://127.0.0.1:9/x?y#z") == "http://127.0.0.1:9/x?y#z"


def test_redirect_addresses_are_replaced_as_a_list(shelf, tmp_path):
    """The newest list counts, at most ten of them, and a bad one leaves the former list."""
    seal = vault.load(tmp_path / "secret.key")
    app = shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))

    def put(*uris):
        return shelf.run(lambda tx: apps.set_redirect_uris(tx, app, uris))

    assert put("https://b.example/", "https://a.example/", "https://b.example/") == [
        "https://a.example/",
        "https://b.example/",
    ]
    with pytest.raises(AddressInvalid):
        put("https://c.example/", "nonsense")
    with pytest.raises(AddressInvalid, match="at most 10"):
        put(*(f"https://example.com/{number}" for number in range(11)))
    assert len(shelf.run(lambda tx: apps.redirect_uris(tx, app))) == 2
    assert put() == []
