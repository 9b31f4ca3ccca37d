import pytest

from localminis.spec.endpoints import ENDPOINTS

PAGE = {"Origin": "https://drama.example"}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_a_call_from_a_page_is_refused_with_the_reason(shared, known, endpoint):
    """Even with a good token; the answer has the endpoint's shape and says what to do instead."""
    headers = {**PAGE, "Authorization": f"Bearer {known.token}"}
    response = shared.http.request(endpoint.method, endpoint.path, headers=headers)
    assert response.status_code == 403
    said = response.json()
    message = said["error_description"] if endpoint.body == "form" else said["error"]["message"]
    assert "https://drama.example" in message
    assert "call your own backend" in message
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_the_setting_lets_pages_call_and_shares_the_answer(serve_platform, tmp_path):
    """The preflight is granted, and the page may read what comes back, refusals too."""
    with serve_platform(tmp_path / "home", page_calls="answered") as platform:
        asked = {**PAGE, "Access-Control-Request-Method": "POST"}
        granted = platform.http.options("/v2/minis/trade_order/query/", headers=asked)
        assert granted.status_code == 204
        assert "authorization" in granted.headers["access-control-allow-headers"].lower()
        for response in (
            granted,
            platform.http.post("/v2/minis/trade_order/query/", headers=PAGE, json={}),
            platform.http.post("/v2/oauth/token/", headers=PAGE, data={}),
        ):
            assert response.headers["access-control-allow-origin"] == "https://drama.example"
        plain = platform.http.post("/v2/oauth/token/", data={})
        assert "access-control-allow-origin" not in plain.headers


def test_the_question_before_a_call_from_a_page_is_refused_with_the_same_reason(shared):
    """A browser asks first; who looks at that answer, or into the log, learns why."""
    asked = {**PAGE, "Access-Control-Request-Method": "POST"}
    for path in ("/v2/minis/trade_order/query/", "/v2/oauth/token/"):
        response = shared.http.options(path, headers=asked)
        assert response.status_code == 403
        assert "call your own backend" in response.text
        assert not [name for name in response.headers if name.startswith("access-control")]
