import asyncio
import json
import logging

import pytest
from starlette.requests import Request

from localminis.members.model import Role
from localminis.web import own
from localminis.web.admin.shapes import Nothing

CALL = {"client_key": "mnx", "user": 1}


def simulator(platform, *, token=None, path="login", **headers):
    if token is not None:
        headers["X-LocalMinis-Page"] = token
    return platform.http.post(f"/simulator/api/{path}", json=CALL, headers=headers)


def is_forbidden(response) -> bool:
    return (response.status_code, response.json()["error"]["code"]) == (403, "forbidden")


@pytest.mark.parametrize("path", ["login", "pay/quote", "recharge", "pay"])
def test_a_simulator_call_needs_the_pages_token(shared, path):
    """Without the token of this run's page nothing is even looked at."""
    page_token = shared.platform.context.page_token
    for token in (None, "", page_token[:-1], page_token.upper(), "é"):
        headers = {} if token is None else {"X-LocalMinis-Page": token.encode()}
        response = shared.http.post(f"/simulator/api/{path}", json=CALL, headers=headers)
        assert is_forbidden(response)
    assert simulator(shared, token=page_token, path=path).status_code in {400, 404}


@pytest.mark.parametrize("origin", ["https://example.com", "http://127.0.0.1:1", "null", ""])
def test_a_simulator_call_from_another_origin_is_refused(shared, origin):
    """The mini app in the phone has another port, and so another origin."""
    token = shared.platform.context.page_token
    assert is_forbidden(simulator(shared, token=token, Origin=origin))
    session = shared.http.get("/simulator/api/session", headers={"Origin": origin})
    assert is_forbidden(session)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_call_that_the_browser_marks_as_foreign_is_refused(shared, site):
    """Another port of this machine is same-site, and still another page."""
    headers = {"Sec-Fetch-Site": site}
    token = shared.platform.context.page_token
    assert is_forbidden(simulator(shared, token=token, **headers))
    assert is_forbidden(shared.http.get("/simulator/api/session", headers=headers))


def test_our_own_page_is_let_in(shared, known):
    """The browser's own marks of a same-origin call do not stand in the way."""
    headers = {
        "Origin": shared.url,
        "Sec-Fetch-Site": "same-origin",
        "X-LocalMinis-Page": shared.platform.context.page_token,
    }
    body = {"client_key": known.key, "user": 1}
    assert shared.http.post("/simulator/api/login", json=body, headers=headers).json()["code"]


def admin(platform, **headers):
    return platform.http.get("/admin/v1/apps", headers=headers)


def test_the_admin_api_needs_its_token_and_no_page(shared):
    """A browser page is refused even with the token, and so is every other token."""
    token = shared.platform.context.admin_token
    for headers in (
        {},
        {"Authorization": token},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Bearer {shared.platform.context.page_token}"},
        {"Authorization": f"Bearer {token}", "Origin": shared.url},
        {"Authorization": f"Bearer {token}", "Origin": "null"},
    ):
        assert is_forbidden(admin(shared, **headers))
    assert admin(shared, Authorization=f"Bearer {token}").status_code == 200


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"client_key":1}', b"\xff", b"[" * 100_000])
def test_a_bad_body_is_a_400_of_our_own_shape(shared, raw):
    """Our own doors read bodies as strictly as the open API."""
    headers = {"X-LocalMinis-Page": shared.platform.context.page_token}
    response = shared.http.post("/simulator/api/login", content=raw, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "invalid_params")


def test_a_bug_at_our_own_door_is_logged_and_hides_its_words(shared, caplog):
    """The caller gets our shape without the words, the log the traceback."""

    def broken(*_):
        raise ZeroDivisionError("our mistake")

    context = shared.platform.context
    view = own.admin_endpoint(
        context, Nothing, broken, action="GET nothing", needed=lambda _: Role.VIEWER
    )
    headers = [(b"authorization", f"Bearer {context.admin_token}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    with caplog.at_level(logging.ERROR):
        response = asyncio.run(view(Request(scope, receive)))
    assert response.status_code == 500
    assert b"our mistake" not in response.body
    assert json.loads(response.body)["error"]["code"] == "internal_error"
    assert "ZeroDivisionError: our mistake" in caplog.text


def test_a_call_without_its_body_is_told_what_is_missing(shared):
    """An empty body is an empty object: the refusal names the field."""
    for path in ("apps", "users"):
        response = shared.http.post(
            f"/admin/v1/{path}",
            headers={"Authorization": f"Bearer {shared.platform.context.admin_token}"},
        )
        assert response.status_code == 400
        assert "name" in response.json()["error"]["message"]
