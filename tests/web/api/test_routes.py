import pytest

from localminis.spec.endpoints import ENDPOINTS


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_an_endpoint_answers_with_and_without_its_trailing_slash(shared, endpoint):
    """Both forms are the same call, and neither is redirected."""
    answers = []
    for path in (endpoint.path, endpoint.path.removesuffix("/")):
        response = shared.http.request(endpoint.method, path)
        answers.append((response.status_code, response.json()["error"]))
    statuses = {status for status, _ in answers}
    assert statuses in ({400}, {401})
    codes = {error if isinstance(error, str) else error["code"] for _, error in answers}
    assert len(codes) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_a_wrong_method_is_refused_in_the_endpoints_shape(shared, endpoint):
    """405 comes flat from OAuth and in the envelope from everybody else."""
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - {endpoint.method}:
        response = shared.http.request(method, endpoint.path)
        body = response.json()
        assert response.status_code == 405
        if endpoint.body == "form":
            assert body["error"] == "invalid_request"
        else:
            assert set(body) == {"data", "error"}
            assert body["error"]["code"] == ("40001000" if endpoint.is_minis else "invalid_params")
            assert method in body["error"]["message"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v2/", "invalid_params"),
        ("/v2/user/none/", "invalid_params"),
        ("/v2/minis/none/", "40001000"),
        ("/v2/minis/trade_order/create//", "40001000"),
        ("/v2/oauth/none/", "invalid_request"),
        ("/V2/user/info/", "not_found"),
    ],
)
def test_an_unknown_path_is_404_in_json(shared, path, code):
    """Nothing is answered with a page of HTML, and the code is of the path's family."""
    response = shared.http.post(path)
    assert response.status_code == 404
    assert path in str(response.json())
    error = response.json()["error"]
    assert code == (error if isinstance(error, str) else error["code"])
