import pytest

from localminis.steering import AdminRefused

ANA = {"email": "ana@example.com", "role": "admin", "password": "a long sentence"}


@pytest.fixture
def team(serve_platform, new_database, tmp_path):
    """Serve a platform for a team, with an admin, a developer and a viewer, and their tokens."""
    flags = {
        "database_url": new_database(),
        "mode": "served",
        "public_url": "https://minis.example",
    }
    with serve_platform(tmp_path / "home", **flags) as platform:
        tokens = {}
        for role in ("admin", "developer", "viewer"):
            email = f"{role}@example.com"
            platform.admin("POST", "members", {"email": email, "role": role})
            made = platform.admin("POST", f"members/{email}/tokens", {"name": "t", "days": 1})
            tokens[role] = made["token"]
        platform.tokens = tokens
        yield platform


def call(platform, role, method, path, body=None):
    """Call the admin API as a member."""
    headers = {"Authorization": f"Bearer {platform.tokens[role]}"}
    return platform.http.request(method, f"/admin/v1/{path}", json=body, headers=headers)


def test_a_member_is_added_changed_and_removed(platform, database_flags):
    """What is answered never holds a password or its hash."""
    made = platform.admin("POST", "members", {**ANA, "name": "Ana"})
    assert (made["email"], made["role"], made["has_password"]) == (ANA["email"], "admin", True)
    bea = platform.admin("POST", "members", {"email": "bea@example.com"})
    assert (bea["role"], bea["has_password"]) == ("developer", False)
    changed = platform.admin(
        "PATCH",
        "members/bea@example.com",
        {"role": "viewer", "is_disabled": True, "password": "another sentence"},
    )
    assert (changed["role"], changed["is_disabled"], changed["has_password"]) == (
        "viewer",
        True,
        True,
    )
    assert "argon2" not in str(platform.admin("GET", "members"))
    platform.admin("DELETE", "members/bea@example.com")
    assert [each["name"] for each in platform.admin("GET", "members")["members"]] == ["Ana"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"email": "ana"}, "no e-mail address"),
        ({"email": "b@c.d", "role": "owner"}, "no role 'owner'"),
        ({"email": "b@c.d", "password": "short"}, "has 5 characters"),
    ],
)
def test_a_member_that_cannot_be_is_refused(shared, body, said):
    """The sentence says what to write instead, and nobody is added."""
    before = shared.admin("GET", "members")
    with pytest.raises(AdminRefused, match=said):
        shared.admin("POST", "members", body)
    assert shared.admin("GET", "members") == before


@pytest.mark.parametrize("before", ["x", "-1", "1" * 19, ""])
def test_a_page_that_is_no_number_is_refused(shared, before):
    """The audit log says what it takes."""
    with pytest.raises(AdminRefused, match="whole number"):
        shared.admin("GET", f"audit?before={before}")


CALLS = [
    ("GET", "apps", "viewer"),
    ("GET", "members/me", "viewer"),
    ("GET", "orders", "viewer"),
    ("GET", "apps/{key}?secret=1", "developer"),
    ("POST", "apps", "developer"),
    ("POST", "wallets/1/grant", "developer"),
    ("POST", "clock", "admin"),
    ("GET", "state", "admin"),
    ("PUT", "state/snapshots/x", "admin"),
    ("GET", "members", "admin"),
    ("POST", "members", "admin"),
    ("GET", "audit", "admin"),
]
BODIES = {
    "apps": {"name": "Drama"},
    "wallets/1/grant": {"amount_beans": 1, "beans": 1},
    "clock": {"action": "advance", "seconds": 1},
    "members": {"email": "new@example.com"},
}


@pytest.mark.pg
def test_each_call_needs_its_role(team):
    """Who has less is told which role it takes, and nothing happens."""
    key = team.new_app()["client_key"]
    ranks = ["viewer", "developer", "admin"]
    for method, path, needed in CALLS:
        for role in ranks:
            body = BODIES.get(path) if method == "POST" else None
            answer = call(team, role, method, path.format(key=key), body)
            is_allowed = ranks.index(role) >= ranks.index(needed)
            expected = 200 if is_allowed else 409
            assert answer.status_code == expected, (method, path, role, answer.text)
            if not is_allowed:
                assert answer.json()["error"]["code"] == "role_too_low"


@pytest.mark.pg
def test_what_is_done_is_noted_and_outlives_the_state(team):
    """Who did it, what and to what; reading is not noted, a refusal neither, and no value ever."""
    call(team, "developer", "POST", "users", {"name": "Zed", "region": "FR"})
    call(team, "developer", "POST", "clock", {"action": "advance", "seconds": 60})
    call(team, "viewer", "GET", "users")
    call(team, "admin", "POST", "state/reset")
    entries = call(team, "admin", "GET", "audit").json()["entries"]
    done = [(each["actor"], each["action"], each["subject"]) for each in entries]
    assert done[:2] == [
        ("admin@example.com", "POST state/reset", "/admin/v1/state/reset"),
        ("developer@example.com", "POST users", "/admin/v1/users"),
    ]
    assert {actor for actor, _, _ in done[2:]} == {"operator"}
    assert "Zed" not in str(entries)
    mine = call(team, "admin", "GET", "audit?actor=developer@example.com").json()["entries"]
    assert len(mine) == 1
    assert call(team, "viewer", "GET", "members/me").json() == {
        "name": "viewer@example.com",
        "role": "viewer",
    }


@pytest.mark.pg
def test_a_revoked_token_opens_nothing_more(team):
    """Not even what a viewer may; an unknown one is refused alike."""
    assert call(team, "viewer", "GET", "apps").status_code == 200
    team.admin("DELETE", "members/viewer@example.com/tokens/t")
    assert team.admin("GET", "members/viewer@example.com/tokens") == {"tokens": []}
    assert call(team, "viewer", "GET", "apps").status_code == 403
    team.tokens["viewer"] = "lmt.unknown"
    assert call(team, "viewer", "GET", "apps").status_code == 403


@pytest.mark.pg
def test_a_served_platform_answers_to_its_public_name(team):
    """And to this machine's, but to no other."""
    names = {"minis.example": 200, "minis.example:443": 200, "127.0.0.1": 200, "evil.test": 403}
    for host, status in names.items():
        answer = team.http.get(
            "/admin/v1/apps",
            headers={"Host": host, "Authorization": f"Bearer {team.tokens['viewer']}"},
        )
        assert answer.status_code == status, host
