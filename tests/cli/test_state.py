import io
import json
import subprocess
import sys

import pytest

from localminis import settings


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


@pytest.mark.parametrize("verb", [("export", "w.json"), ("snapshot", "w")], ids=["file", "kept"])
def test_names_of_all_languages_are_kept_wherever_it_runs(tmp_path, verb):
    """A system whose own letters are few, such as a bare container's, loses none of them."""
    (tmp_path / "world.json").write_text('{"users": [{"name": "Zo\u00eb"}]}', "utf-8")
    environment = settings.subprocess_environment(
        LC_ALL="POSIX",
        PYTHONCOERCECLOCALE="0",
        PYTHONUTF8="0",
        LOCALMINIS_HOME=str(tmp_path / "home"),
    )
    for arguments in (["apply", "world.json"], verb):
        done = subprocess.run(
            [sys.executable, "-m", "localminis", "state", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
    kept = tmp_path / "w.json" if verb[0] == "export" else tmp_path / "home/snapshots/w.json"
    names = [row["name"] for row in json.loads(kept.read_bytes())["tables"]["users"]]
    assert names == ["Mia", "Kenji", "Zo\u00eb"]
