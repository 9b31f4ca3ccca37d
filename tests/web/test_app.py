import asyncio
import socket

import httpx2
import pytest

from localminis.web import app


def raw(platform, *lines: str) -> str:
    """Send a request byte by byte and return the first line of the answer."""
    port = int(platform.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection.makefile("rb").readline().decode().strip()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "localhost:9", "[::1]:9", "localhost:"]
)
def test_this_machines_names_are_answered(shared, host):
    """Loopback by any of its names, with or without a port, is us."""
    assert shared.http.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "example.com:8600",
        "127.0.0.1.nip.io",
        "localhost.example.com",
        "[::2]",
        "x]",
        "127.0.0.1:x",
        "localhost:99999",
        "localhost:-1",
        "[::1]x",
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/v2/user/info/", "/simulator/api/session", "/admin/v1/apps", "/console/"]
)
def test_another_machines_name_is_refused_everywhere(shared, host, path):
    """A name that was rebound to this machine gets nothing from any door."""
    response = shared.http.get(path, headers={"Host": host})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "host_refused")


def test_a_request_without_a_host_is_refused(shared):
    """Old HTTP without a Host header tells nothing either."""
    assert raw(shared, "GET / HTTP/1.0").split()[1] in {"400", "403"}


def test_no_answer_ever_shares_with_other_origins(shared, known):
    """No door sends CORS headers, whatever a page asks, and a preflight is not granted."""
    origin = {"Origin": "https://example.com", "Access-Control-Request-Method": "POST"}
    bearer = {"Authorization": f"Bearer {known.token}"}
    for method, path in (
        ("GET", "/"),
        ("OPTIONS", "/v2/oauth/token/"),
        ("POST", "/v2/oauth/token/"),
        ("OPTIONS", "/v2/user/info/"),
        ("GET", "/v2/user/info/?fields=open_id"),
        ("POST", "/v2/minis/trade_order/query/"),
        ("OPTIONS", "/simulator/api/pay"),
        ("POST", "/simulator/api/pay"),
        ("GET", "/simulator/api/session"),
        ("GET", f"/simulator/{known.key}"),
        ("GET", "/simulator/assets/any/main.js"),
        ("GET", "/drama/sdk.js"),
        ("GET", "/admin/v1/apps"),
        ("GET", "/nowhere"),
    ):
        response = shared.http.request(method, path, headers={**origin, **bearer})
        assert not [name for name in response.headers if name.startswith("access-control")]
        if method == "OPTIONS":
            assert response.status_code == (403 if path.startswith("/v2/") else 405)


def test_the_open_api_answers_before_the_other_doors_are_built(platform, monkeypatch):
    """They are built once, aside, at the first call for one; callers at once share them."""
    built, real = [], app._build_site

    def build(context):
        built.append(context)
        return real(context)

    monkeypatch.setattr(app, "_build_site", build)
    doors = app.create_app(platform.platform.context)

    async def knock():
        transport = httpx2.ASGITransport(app=doors)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            assert (await http.get("/v2/user/info/")).status_code == 401
            assert not built
            return await asyncio.gather(*(http.get("/") for _ in range(4)))

    assert [each.status_code for each in asyncio.run(knock())] == [200] * 4
    assert len(built) == 1
