import pytest
from click.testing import CliRunner

from localminis.cli.groups import group


@pytest.mark.parametrize("words", [["webhook"], ["version"], ["app", "draft"], ["config"]])
def test_no_line_of_a_groups_help_is_cut_off(command, monkeypatch, words):
    """A narrow terminal gets more lines, not less of the sentence."""
    monkeypatch.setenv("COLUMNS", "60")
    listed = command(*words, "-h").out.partition("Commands:")[2]
    assert listed.strip()
    assert "..." not in listed


def test_a_hidden_command_is_not_listed():
    """A group without a command to show says nothing of commands."""

    @group("things", "Do things.")
    def things():
        """Hold the things commands."""

    @things.command("old", hidden=True)
    def old():
        """Do it the old way."""

    said = CliRunner().invoke(things, ["-h"]).output
    assert "Do things." in said
    assert "Commands:" not in said
    assert "old" not in said
