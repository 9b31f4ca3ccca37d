import subprocess
import sys
from pathlib import Path

import pytest

from localminis import __version__
from localminis.cli import root

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("name", ["localminis", "ttdx", "minis"])
def test_the_three_scripts_are_installed_and_tell_their_version(name):
    """Existing projects call the two other names."""
    ran = subprocess.run(
        [BIN / name, "--version"], capture_output=True, text=True, timeout=30, check=True
    )
    assert ran.stdout == f"{name} (LocalMinis) {__version__}\n"


@pytest.mark.parametrize("group", ["minis", "minigame"])
@pytest.mark.parametrize("option", ["-v", "--version"])
def test_scripts_may_ask_a_group_for_the_version(command, group, option):
    """Existing scripts put the option after the group as well."""
    ran = command(group, option, entry=root.main_ttdx)
    assert (ran.code, ran.out) == (0, f"ttdx (LocalMinis) {__version__}\n")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_legacy_name_lists_the_three_commands(command, option):
    """`ttdx minis -h` looks as its users know it."""
    ran = command("minis", option, entry=root.main_ttdx)
    assert ran.code == 0
    for name in ("init", "build:after", "debug"):
        assert f"  {name} " in ran.out


def test_the_newer_name_has_dev(command):
    """Scripts of the newer tool say `minis dev`."""
    ran = command("-h", entry=root.main_minis)
    assert ran.code == 0
    assert "  dev " in ran.out


@pytest.mark.parametrize("name", root.LOCALMINIS)
def test_every_listed_command_exists_and_explains_itself(command, name):
    """The table of commands leads to real ones, and `-h` works everywhere."""
    ran = command(name, "-h")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: localminis {name}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["biuld"], "Did you mean 'build'?"),
        (["--nonsense"], "--nonsense"),
        (["app", "nonsense"], "nonsense"),
        (["app", "list", "--nonsense"], "--nonsense"),
    ],
)
def test_what_does_not_exist_is_misuse(refused, arguments, said):
    """The exit code is 2 and the wrong word is named."""
    assert said in refused(2, *arguments)


@pytest.mark.parametrize("entry", [root.main, root.main_ttdx, root.main_minis])
def test_without_a_command_the_help_is_shown(command, entry):
    """A newcomer who types the name sees what there is."""
    ran = command(entry=entry)
    assert "Commands:" in ran.out + ran.err
    assert ran.code in {0, 2}
