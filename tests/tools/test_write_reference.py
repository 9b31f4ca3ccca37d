"""The reference pages and the tool that writes them."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from localminis.cli import root
from localminis.spec import endpoints, events

TOOL = Path(__file__).resolve().parents[2] / "tools" / "write_reference.py"


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("write_reference", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_program_says():
    """The pages in the repository are the ones that this very program gives."""
    # In a process of its own: a command that once ran alone keeps the help option it had then.
    check = [sys.executable, TOOL, "--check"]
    said = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_a_check_names_stale_pages_and_writes_nothing(reference, tmp_path, capsys):
    """`--check` fails on a page that is missing or edited by hand, and leaves it as it is."""
    reference.main([], tmp_path)
    (tmp_path / "events.md").write_text("mine\n", "utf-8")
    (tmp_path / "errors.md").unlink()
    capsys.readouterr()

    assert reference.main(["--check"], tmp_path) == 1

    assert capsys.readouterr().out.splitlines() == [
        "docs/reference/errors.md is stale. Run `make docs`.",
        "docs/reference/events.md is stale. Run `make docs`.",
    ]
    assert (tmp_path / "events.md").read_text("utf-8") == "mine\n"
    assert not (tmp_path / "errors.md").exists()


def test_what_was_written_is_fresh(reference, tmp_path):
    """Writing twice gives the same bytes, so that the check can be trusted."""
    assert reference.main([], tmp_path) == 0
    assert reference.main(["--check"], tmp_path) == 0


def test_nothing_is_left_out(reference):
    """Every command, endpoint and event has its place in the reference."""
    commands, calls, hooks = (
        reference.PAGES[name]() for name in ("commands.md", "endpoints.md", "events.md")
    )
    assert [name for name in root.LOCALMINIS if f"## `localminis {name}" not in commands] == []
    assert [each.path for each in endpoints.ENDPOINTS if f"{each.path}`" not in calls] == []
    assert [each.name for each in events.EVENTS if f"`{each.name}`" not in hooks] == []
