import json

import pytest

READS = [
    ["app", "list"],
    ["user", "list"],
    ["wallet", "show", "Mia"],
    ["order", "list"],
    ["clock", "show"],
    ["webhook", "list"],
    ["state", "show"],
]


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_a_command_works_with_and_without_a_running_platform(
    command, serve_platform, tmp_path, arguments
):
    """The answer has the same form whoever gives it, and stopping leaves the folder free."""
    alone = command(*arguments, "--json")
    with serve_platform(tmp_path / "home"):
        joined = command(*arguments, "--json")
    assert (alone.code, joined.code) == (0, 0)
    assert alone.out[:1] == joined.out[:1] in {"{", "["}


def test_the_folder_can_be_named_on_the_command_line(command, tmp_path):
    """`--home` wins over the environment."""
    command("app", "create", "Drama", "--client-key", "mndrama", "--home", str(tmp_path / "other"))
    assert "mndrama" not in command("app", "list").out
    assert "mndrama" in command("app", "list", "--home", str(tmp_path / "other")).out


def test_a_folder_that_cannot_be_used_exits_with_3(refused, tmp_path):
    """Something outside is not there: the sentence names the folder and the option."""
    (tmp_path / "file").write_text("mine", "utf-8")
    said = refused(3, "app", "list", "--home", str(tmp_path / "file"))
    assert str(tmp_path / "file") in said
    assert "--home" in said


def test_a_foreign_database_exits_with_1_and_stays(refused, tmp_path):
    """What is not ours is named and left untouched."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "localminis.db").write_text("a diary, not a database\n", "utf-8")
    assert "is not a LocalMinis database" in refused(1, "app", "list")
    assert (home / "localminis.db").read_text("utf-8") == "a diary, not a database\n"


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "../clock"])
def test_an_odd_name_leads_nowhere_else(refused, name):
    """What a person typed is a name and never a part of an address."""
    for command in (
        ["user", "show"],
        ["app", "show"],
        ["order", "show"],
        ["outcome", "list"],
        ["state", "snapshot"],
    ):
        assert f"There is nothing called {name!r}" in refused(1, *command, name)


def test_a_new_state_folder_is_its_owners_alone(command, tmp_path):
    """The database and what a backend keeps beside it hold tokens."""
    command("app", "list")
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0


def test_without_a_platform_an_event_is_said_to_wait(command, serve_platform, tmp_path):
    """It leaves when one starts; beside a running one it leaves now."""
    made = json.loads(command("app", "create", "Drama", "--json").out)
    key = made["client_key"]
    command("app", "set", key, "--webhook-url", "http://127.0.0.1:9/hook")
    said = command("webhook", "ping", key).out
    assert "leaves for http://127.0.0.1:9/hook as soon as the platform runs" in said
    assert "1 delivery leaves as soon as" in command("webhook", "replay", "--since", "1h").out
    with serve_platform(tmp_path / "home"):
        assert "leaves for http://127.0.0.1:9/hook now." in command("webhook", "ping", key).out
