import pytest

from localminis.webhooks import guard


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "https://127.0.0.1:8443/hook?x=1",
        "http://127.8.9.10:80",
        "http://localhost:3000/webhooks/tiktok",
        "http://LOCALHOST:3000/",
        "http://[::1]:3000/hook",
    ],
)
def test_this_machine_is_allowed(url):
    """Loopback by number or by its one name passes."""
    guard.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "//127.0.0.1/hook",
        "ftp://127.0.0.1/hook",
        "file:///etc/passwd",
        "http:///hook",
        "http://example.com/hook",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://localhost.example.com/",
        "http://127.0.0.1.nip.io/",
        "http://localhost./",
        "http://user@127.0.0.1/",
        "http://user:secret@localhost/",
        "http://127.0.0.1@example.com/",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://[fe80::1]/",
    ],
)
def test_everything_else_is_refused(url):
    """Another machine, another scheme, user info and tricks with names are refused."""
    with pytest.raises(guard.AddressRefused):
        guard.check(url)


def test_a_refusal_does_not_repeat_a_password():
    """User info may be a secret."""
    with pytest.raises(guard.AddressRefused) as refused:
        guard.check("http://user:sesame@localhost/")
    assert "sesame" not in refused.value.message
