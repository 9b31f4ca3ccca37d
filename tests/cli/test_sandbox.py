"""`localminis sandbox`, as it is typed."""

import json

import pytest

KEY = ("--app", "mnpublish")


@pytest.fixture
def app(command):
    """Register an app with something to clone."""
    command("app", "create", "App", "--client-key", "mnpublish")
    command("app", "domains", "add", "mnpublish", "https://api.example.com")


def test_a_sandbox_is_made_changed_imported_and_deleted(command, app):
    """Its settings reach production by the draft, and by no other way."""
    made = command("sandbox", "create", "Empty", *KEY)
    assert "client_secret" in made.out
    clone = json.loads(command("sandbox", "clone", "Copy", *KEY, "--json").out)
    key = clone["client_key"]
    domains = json.loads(command("app", "domains", "list", key, "--json").out)
    assert domains["domains"] == ["https://api.example.com"]
    assert command("sandbox", "clone", "Second", *KEY, "--from", key).code == 0
    assert "Drama" in command("app", "draft", "set", key, "category=Drama").out
    assert "are in effect" in command("sandbox", "apply", key).out
    imported = command("sandbox", "import", "Copy", *KEY)
    assert "The draft of mnpublish changes: category." in imported.out
    assert "localminis app draft submit mnpublish" in imported.out
    listed = command("sandbox", "list", *KEY).out
    assert [line.split()[0] for line in listed.splitlines()] == ["NAME", "Empty", "Copy", "Second"]
    assert "tokens are dead" in command("sandbox", "delete", "Copy", *KEY).out
    assert "Copy" not in command("sandbox", "list", *KEY).out


def test_what_is_no_sandbox_is_said(refused, app):
    """An app's own draft goes by a review."""
    assert "sandbox list" in refused(1, "sandbox", "import", "Gone", *KEY)
    assert "go by a review" in refused(1, "sandbox", "apply", "mnpublish")
