import pytest

from localminis import __version__


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


@pytest.mark.parametrize(
    ("method", "path", "advice"),
    [
        ("GET", "/v2/oauth/token/", "does not take GET. Send POST."),
        ("POST", "/v2/user/info/", "does not take POST. Send GET."),
        ("PUT", "/v2/minis/trade_order/query/", "does not take PUT. Send POST."),
        ("POST", "/v2/oauth/tokens/", "Did you mean /v2/oauth/token/?"),
        ("POST", "/v2/minis/trade_order/creat/", "Did you mean /v2/minis/trade_order/create/?"),
        ("POST", "/v2/elsewhere", "/openapi.json lists the calls."),
    ],
)
def test_a_wrong_path_or_method_of_the_open_api_leads_to_the_right_one(
    shared, method, path, advice
):
    """The answer has the shape of its neighbours, and says what to send instead."""
    said = shared.http.request(method, path).json()
    message = said["error_description"] if "oauth" in path else said["error"]["message"]
    assert advice in message


def test_whatever_watches_a_platform_is_told_that_it_answers(shared):
    """It costs one look into the database, and says which version answers."""
    said = shared.http.get("/healthz").json()
    assert said == {"status": "ok", "version": __version__}
    assert shared.http.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 403


@pytest.mark.pg
def test_a_teams_platform_is_watched_by_its_number_and_leads_to_the_console(
    serve_platform, new_database, tmp_path
):
    """A load balancer knows no name, and who types the address wants to sign in."""
    flags = {"database_url": new_database(), "mode": "served", "public_url": "http://127.0.0.1"}
    with serve_platform(tmp_path / "home", **flags) as platform:
        assert platform.http.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
        assert platform.http.get("/", headers={"Host": "10.0.0.7"}).status_code == 403
        assert platform.http.get("/").headers["location"] == "/console/"
