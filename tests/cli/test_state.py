import io
import json
import sys


def test_the_state_tells_where_it_is_and_whether_the_books_hold(command, tmp_path):
    """A person finds the folder, a script the ledger's verdict."""
    found = json.loads(command("state", "show", "--json").out)
    assert found["home"] == str(tmp_path / "home")
    assert found["ledger_problems"] == []
    assert str(tmp_path / "home") in command("state", "show").out


def test_a_reset_forgets_and_asks_first(command, monkeypatch):
    """Without a yes nothing is forgotten."""
    command("app", "create", "Drama", "--client-key", "mndrama")
    for answer, code in (("n\n", 130), ("", 130)):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        assert command("state", "reset").code == code
        assert "mndrama" in command("app", "list").out
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert "Forgotten" in command("state", "reset").out
    assert "mndrama" not in command("app", "list").out
    assert command("state", "reset", "--yes").code == 0
    assert "Mia" in command("user", "list").out


def test_every_change_of_the_state_is_told_as_json_too(command, tmp_path):
    """A script reads what was done instead of a sentence."""
    file, world = tmp_path / "all.json", tmp_path / "world.json"
    world.write_text('{"users": [{"name": "Ana"}]}')
    done = {
        action: json.loads(command("state", *action, "--json").out)
        for action in (
            ("apply", str(world)),
            ("export", str(file)),
            ("snapshot", "here"),
            ("restore", "here"),
            ("import", str(file)),
            ("reset", "--yes"),
        )
    }
    assert done["apply", str(world)]["users"] == 1
    assert done["export", str(file)]["file"] == str(file)
    assert done["snapshot", "here"]["name"] == "here"
    assert done["restore", "here"]["rows"] == done["export", str(file)]["rows"]
    assert done["import", str(file)]["rows"] == done["export", str(file)]["rows"]
    assert done["reset", "--yes"] == {}
