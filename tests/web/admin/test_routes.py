"""Every call of the admin API, generated from its table: who may make it, and that no page may."""

import re

import pytest

from localminis.members.model import Role
from localminis.web.admin.routes import TABLE
from localminis.web.console.routes import ACTIONS, PAGES

RANKS = {role.name.lower(): role for role in Role}
# What a path begins with: who may read there, and who may change something.
NEEDED = {
    **dict.fromkeys(
        [
            "alive",
            "status",
            "apps",
            "users",
            "wallets",
            "orders",
            "subscriptions",
            "ledger",
            "webhooks",
            "requests",
        ],
        ("viewer", "developer"),
    ),
    **dict.fromkeys(["clock", "packages", "tiers", "skus"], ("viewer", "admin")),
    **dict.fromkeys(["state", "bundle", "members", "audit", "console"], ("admin", "admin")),
    "members/me": ("viewer", "viewer"),
}
# Nothing has such a name, so a call that is let in does little.
NOBODY = "nobody-at-all"


def filled(path: str) -> str:
    """Write a path with something in place of each name."""
    return re.sub(r"{(\w+)}", lambda found: "999" if found[1] == "number" else NOBODY, path)


def needed(method: str, path: str) -> Role:
    """Say who a call is for."""
    first = "members/me" if path.startswith("members/me") else path.partition("/")[0]
    return RANKS[NEEDED[first][method != "GET"]]


@pytest.fixture(scope="module")
def team(postgres_server, tmp_path_factory):
    """Serve a platform for a team, with a token for each role."""
    import psycopg
    from tests.conftest import serving

    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE test_roles")
    flags = {
        "database_url": postgres_server.replace("/postgres", "/test_roles"),
        "mode": "served",
        "public_url": "https://minis.example",
    }
    with serving(tmp_path_factory.mktemp("team") / "home", **flags) as platform:
        platform.tokens = {}
        for role in RANKS:
            email = f"{role}@example.com"
            platform.admin("POST", "members", {"email": email, "role": role})
            made = platform.admin("POST", f"members/{email}/tokens", {"name": "t", "days": 1})
            platform.tokens[role] = made["token"]
        yield platform
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("DROP DATABASE test_roles WITH (FORCE)")


@pytest.mark.pg
@pytest.mark.parametrize("role", RANKS)
def test_each_call_is_for_whom_it_is_meant(team, role):
    """Below that role it is refused as such, and nothing is noted; with it, only otherwise."""
    before = team.admin("GET", "audit")["entries"]
    refused = 0
    for method, path, *_ in TABLE:
        # Whole states are put back at the end, by who may.
        headers = {"Authorization": f"Bearer {team.tokens[role]}"}
        answer = team.http.request(
            method, f"/admin/v1/{filled(path)}", content=b"{}", headers=headers, timeout=60
        )
        is_allowed = RANKS[role] >= needed(method, path)
        code = answer.json()["error"]["code"] if answer.status_code >= 400 else "ok"
        assert (code != "role_too_low") == is_allowed, (method, path, code)
        assert answer.status_code not in {403, 500}, (method, path, answer.text)
        refused += not is_allowed
    assert refused == sum(RANKS[role] < needed(method, path) for method, path, *_ in TABLE)
    if role == "viewer":
        assert team.admin("GET", "audit")["entries"] == before


@pytest.mark.pg
def test_a_secret_is_not_for_a_viewer(team):
    """Reading an app is; its secret takes a developer."""
    key = team.new_app()["client_key"]
    for role, status in (("viewer", 409), ("developer", 200), ("admin", 200)):
        headers = {"Authorization": f"Bearer {team.tokens[role]}"}
        for query, expected in (("", 200), ("?secret=1", status)):
            answer = team.http.get(f"/admin/v1/apps/{key}{query}", headers=headers)
            assert answer.status_code == expected, role


def test_no_page_makes_any_of_these_calls(shared):
    """Not even one that has found out the token; and it can read none of the answers."""
    context = shared.platform.context
    for method, path, *_ in TABLE:
        address = f"/admin/v1/{filled(path)}"
        headers = {"Authorization": f"Bearer {context.admin_token}", "Origin": "http://127.0.0.1:1"}
        answer = shared.http.request(method, address, content=b"{}", headers=headers)
        assert answer.status_code == 403, (method, path)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        asked = {"Origin": "http://127.0.0.1:1", "Access-Control-Request-Method": method}
        preflight = shared.http.request("OPTIONS", address, headers=asked)
        assert preflight.status_code >= 400, path
        assert "access-control-allow-origin" not in preflight.headers
        assert shared.http.request(method, address, content=b"{}").status_code == 403, path


def test_no_page_reaches_the_console(shared):
    """Neither its pages nor its forms, whatever cookie the browser sends along."""
    url = shared.admin("GET", "console")["url"]
    entered = shared.http.get(url)
    cookies = {"Cookie": entered.headers.get("set-cookie", "").partition(";")[0]}
    assert shared.http.get("/console/", headers=cookies).status_code == 200
    foreign = {**cookies, "Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"}
    for path in PAGES:
        answer = shared.http.get(f"/console/{filled(path)}", headers=foreign)
        assert answer.status_code == 403, path
    for action in ACTIONS:
        answer = shared.http.post(f"/console/{filled(action.path)}", headers=foreign, data={})
        assert answer.status_code == 403, action.path
    assert shared.http.get("/console/state/bundle", headers=foreign).status_code == 403
