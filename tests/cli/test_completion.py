import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# What a shell does when somebody presses the key after these words.
PRESS = """
eval "$(localminis completion bash)"
press() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _localminis_completion "$1"; }
press localminis %s
printf '%%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sub", ["subscription"]),
        ("subscription ho", ["hold"]),
        ("exec --wor", ["--world"]),
        ("check --format s", ["sarif"]),
    ],
)
def test_bash_offers_what_may_follow(words, offered, monkeypatch):
    """Commands, those of a group, options and choices."""
    programs = Path(sys.executable).parent
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    bash = shutil.which("bash")
    assert bash, "bash is missing; these lines are for it"
    pressed = subprocess.run(
        [bash, "-c", PRESS % words], capture_output=True, text=True, check=True
    )
    assert pressed.stdout.split() == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_one_script_is_for_all_names(command, shell):
    """Who types `ttdx` is helped as well."""
    said = command("completion", shell).out
    for name in ("_LOCALMINIS_COMPLETE", "_TTDX_COMPLETE", "_MINIS_COMPLETE"):
        assert f"{name}={shell}_complete" in said


def test_a_shell_that_is_not_known_is_bad_usage(refused):
    """The refusal lists those that are."""
    assert "'fish'" in refused(2, "completion", "cmd")
