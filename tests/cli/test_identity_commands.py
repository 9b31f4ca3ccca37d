"""The commands around consent: an app's configuration, its test users, a user's life."""

import json

import pytest


@pytest.fixture
def app(command):
    """Register an app called Drama under a known key."""
    command("app", "create", "Drama", "--client-key", "mndrama")
    return "mndrama"


def test_an_app_is_configured(command, app):
    """Lists replace, empty texts remove, and `show` prints one line a value."""
    changed = command(
        "app",
        "set",
        app,
        *("--redirect-uri", "http://127.0.0.1:*/cb", "--redirect-uri", "https://a.example/cb"),
        *("--terms-url", "", "--privacy-url", "https://a.example/privacy"),
        *("--requires-test-user", "on", "--developer", "Studio B", "--payment", "off"),
    )
    assert changed.code == 0, changed
    assert "redirect_uris" in changed.out
    shown = json.loads(command("app", "show", app, "--json").out)
    assert shown["redirect_uris"] == ["http://127.0.0.1:*/cb", "https://a.example/cb"]
    assert (shown["terms_url"], shown["requires_test_user"]) == (None, True)
    assert (shown["developer"], shown["is_payment_enabled"]) == ("Studio B", False)
    lines = dict(line.split(maxsplit=1) for line in command("app", "show", app).out.splitlines())
    assert lines["terms_url"] == "-"
    assert lines["redirect_uris"] == "http://127.0.0.1:*/cb https://a.example/cb"
    cleared = command("app", "set", app, "--redirect-uri", "", "--json")
    assert json.loads(cleared.out)["redirect_uris"] == []


def test_bad_configuration_is_one_sentence(refused, app):
    """Nothing to change is bad usage, a bad address a refusal."""
    assert "Nothing to change" in refused(2, "app", "set", app)
    assert "Use https" in refused(1, "app", "set", app, "--redirect-uri", "http://a.example/")
    assert "legal address" in refused(1, "app", "set", app, "--terms-url", "nonsense")
    assert "Nothing to change" in refused(2, "user", "set", "Mia")
    assert "No user" in refused(1, "user", "show", "Nobody")


def test_test_users_are_added_listed_and_removed(command, app):
    """By name and by number."""
    assert "Mia is a test user" in command("app", "test-user", "add", app, "Mia").out
    added = json.loads(command("app", "test-user", "add", app, "2", "--json").out)
    assert added["name"] == "Kenji"
    assert [
        each["name"] for each in json.loads(command("app", "test-user", "list", app, "--json").out)
    ] == ["Mia", "Kenji"]
    assert "Mia is no test user" in command("app", "test-user", "remove", app, "1").out
    assert json.loads(command("app", "test-user", "remove", app, "Mia", "--json").out)["id"] == 1
    assert command("app", "test-user", "list", app).out.split() == ["NUMBER", "NAME", "2", "Kenji"]
    assert "Add, remove and list" in command("app", "test-user", "-h").out


def test_a_user_is_changed_shown_disconnected_and_deleted(command, app):
    """Every value has its option, and every answer its JSON."""
    made = command("user", "create", "Ana", "--language", "pt-BR", "--adult", "off", "--json")
    assert json.loads(made.out)["is_adult"] is False
    changed = command(
        "user",
        "set",
        "Ana",
        *("--name", "Bea", "--region", "br", "--adult", "on", "--banned", "on"),
        *("--avatar-url", "https://a.example/b.png"),
    )
    assert "of Bea." in changed.out
    again = json.loads(command("user", "set", "Bea", "--banned", "off", "--json").out)
    assert (again["region"], again["is_adult"], again["is_banned"]) == ("BR", True, False)
    shown = command("user", "show", "Bea").out
    assert "https://a.example/b.png" in shown
    assert "CONNECTED APP" in shown
    assert json.loads(command("user", "show", "Bea", "--json").out)["connected_apps"] == []
    assert "was not connected" in command("user", "disconnect", "Bea", app).out
    answer = json.loads(command("user", "disconnect", "Bea", app, "--json").out)
    assert answer == {"was_connected": False}
    assert "Deleted the user Bea (number 3)." in command("user", "delete", "Bea").out
    assert json.loads(command("user", "delete", "Kenji", "--json").out)["id"] == 2
    assert [each["name"] for each in json.loads(command("user", "list", "--json").out)] == ["Mia"]


def test_disconnecting_a_running_platforms_user_kills_the_token(command, platform):
    """The command reaches the platform that runs on the folder."""
    made = platform.new_app()
    token = platform.access_token(made)
    done = command("user", "disconnect", "Mia", made["client_key"], "--home", str(platform.home))
    assert "its tokens are dead" in done.out
    answer = platform.http.get(
        "/v2/user/info/",
        params={"fields": "open_id"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 401
