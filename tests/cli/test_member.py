import io
import json

import pytest


def test_a_team_is_made_and_shown(command, monkeypatch):
    """Roles, sign-in and last visit are columns; an empty team says how to begin."""
    assert "member add EMAIL --role admin" in command("member", "list").out
    monkeypatch.setattr("sys.stdin", io.StringIO("a long sentence\n"))
    added = command("member", "add", "Ana@example.com", "--role", "admin", "--password-stdin")
    assert added.out == "✓ ana@example.com is admin.\n"
    command("member", "add", "bea@example.com", "--no-password", "--name", "Bea")
    rows = [line.split() for line in command("member", "list").out.splitlines()[1:]]
    assert rows == [
        ["ana@example.com", "ana@example.com", "admin", "password", "-"],
        ["bea@example.com", "Bea", "developer", "provider", "-"],
    ]
    command("member", "set", "bea@example.com", "--role", "viewer", "--disabled", "on")
    listed = json.loads(command("member", "list", "--json").out)
    assert [(each["role"], each["is_disabled"]) for each in listed] == [
        ("admin", False),
        ("viewer", True),
    ]
    assert "no member any more" in command("member", "remove", "bea@example.com").out


def test_a_token_is_printed_once(command):
    """The token goes to standard output alone, so that a script can take it."""
    command("member", "add", "ana@example.com", "--no-password")
    made = command("member", "token", "create", "ana@example.com", "ci", "--days", "7")
    assert made.out.startswith("lmt.")
    assert made.out.count("\n") == 1
    listed = command("member", "token", "list", "ana@example.com").out
    assert "ci" in listed
    assert made.out.strip() not in listed
    assert "is revoked" in command("member", "token", "revoke", "ana@example.com", "ci").out
    assert json.loads(command("member", "token", "list", "ana@example.com", "--json").out) == []


def test_what_cannot_be_done_is_said(refused, monkeypatch):
    """Without a terminal nothing is asked; the last admin stays."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "--password-stdin" in refused(2, "member", "add", "ana@example.com")
    assert "Nothing to change" in refused(2, "member", "set", "ana@example.com")
    assert "No member has the address" in refused(1, "member", "remove", "ana@example.com")


@pytest.mark.pg
def test_a_served_platform_is_steered_from_elsewhere(
    command, refused, serve_platform, new_database, tmp_path, monkeypatch
):
    """With its address and a token the same commands work there, as far as the role goes."""
    flags = {"database_url": new_database(), "mode": "served", "public_url": "https://m.example"}
    with serve_platform(tmp_path / "served", **flags) as platform:
        platform.admin("POST", "members", {"email": "dev@example.com"})
        made = platform.admin("POST", "members/dev@example.com/tokens", {"name": "t"})
        monkeypatch.setenv("LOCALMINIS_SERVER_URL", platform.url)
        assert "LOCALMINIS_SERVER_TOKEN" in refused(1, "user", "list")
        monkeypatch.setenv("LOCALMINIS_SERVER_TOKEN", "lmt.unknown")
        assert "not allowed" in refused(1, "user", "list")
        monkeypatch.setenv("LOCALMINIS_SERVER_TOKEN", made["token"])
        assert "Zed" in command("user", "create", "Zed").out
        assert "needs an admin" in refused(1, "member", "list")
        names = [each["name"] for each in platform.admin("GET", "users")["users"]]
        assert "Zed" in names
        (entry, *_) = platform.admin("GET", "audit")["entries"]
        assert (entry["actor"], entry["action"]) == ("dev@example.com", "POST users")
