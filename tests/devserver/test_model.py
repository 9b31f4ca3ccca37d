import pytest

from localminis.devserver.model import UpstreamInvalid, check_upstream, is_local_host


@pytest.mark.parametrize(
    "host",
    ["localhost", "app.localhost", "127.0.0.1", "127.8.8.8", "::1", "192.168.1.7", "10.0.0.1"],
)
def test_this_machine_and_its_network_are_local(host):
    """Loopback and private addresses are where a development server may be."""
    assert is_local_host(host)


@pytest.mark.parametrize("host", ["", "example.com", "8.8.8.8", "localhost.example.com", "1"])
def test_every_other_host_is_not(host):
    """A name or a public address is never proxied."""
    assert not is_local_host(host)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:99999", "http://127.0.0.1:0", "file:///etc", "x"]
)
def test_an_impossible_address_is_refused(url):
    """The refusal names the address and shows a good one."""
    with pytest.raises(UpstreamInvalid, match=r"such as http://127\.0\.0\.1:5173"):
        check_upstream(url)
