import pytest


def test_home_says_what_to_do_and_leads_to_the_page_that_is_shown(platform):
    """Without a page there is advice; with one, the simulator opens."""
    assert "ttdx minis debug" in platform.http.get("/").text
    app = platform.new_app()
    platform.admin("PUT", f"apps/{app['client_key']}/page", {"url": "http://127.0.0.1:8601/"})
    response = platform.http.get("/")
    assert response.status_code == 303
    assert response.headers["location"] == f"/simulator/{app['client_key']}"


@pytest.mark.parametrize("path", ["/nowhere", "/admin/v1/nowhere", "/simulator/api/none/x"])
def test_an_unknown_path_of_ours_is_a_plain_refusal(shared, path):
    """Our own doors answer with our own shape."""
    response = shared.http.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
