import pytest

from localminis.spec.endpoints import ENDPOINTS


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_an_endpoint_has_the_documented_form(endpoint):
    """Paths start with the version and end with a slash; the body goes with the family."""
    assert endpoint.path.startswith("/v2/")
    assert endpoint.path.endswith("/")
    assert endpoint.is_minis is endpoint.path.startswith("/v2/minis/")
    if endpoint.is_minis:
        assert (endpoint.method, endpoint.auth) == ("POST", "user")
        assert endpoint.body in {"json", "none"}
    if endpoint.path.startswith("/v2/oauth/"):
        assert (endpoint.method, endpoint.body) == ("POST", "form")


def test_endpoints_are_told_apart():
    """No id and no path stands for two."""
    assert len({each.id for each in ENDPOINTS}) == len(ENDPOINTS)
    assert len({(each.method, each.path) for each in ENDPOINTS}) == len(ENDPOINTS)
