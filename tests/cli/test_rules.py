"""`rules`, as it is called."""

import json
import subprocess
import sys

RUN = """
from localminis.cli import terminal
from localminis.cli.rules import rules
terminal.run(lambda: rules.main(prog_name="localminis rules", standalone_mode=False))
"""


def rules(*arguments):
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=False
    )


def test_all_rules_are_listed():
    """Each with its code, name, severity and what stands behind it."""
    result = rules()
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["code", "name", "severity", "basis", "title"]
    assert len(lines) > 40
    assert lines[1].startswith("LM101  eval")


def test_one_rule_is_explained_with_its_examples():
    """By code or by name, in any case."""
    by_code, by_name = rules("lm101"), rules("eval")
    assert by_code.returncode == 0
    assert by_code.stdout == by_name.stdout
    for part in ("Why: ", "Fix: ", "Basis: documented", "Found:", "Fine:", "→ app.js:1:1"):
        assert part in by_code.stdout


def test_an_unknown_rule_is_wrong_use():
    """The message says how to list them."""
    result = rules("LM999")
    assert result.returncode == 2
    assert "`localminis rules` lists them" in result.stderr
    assert "Did you mean clipboard?" in rules("Clipbord").stderr


def test_rules_in_json_are_for_documentation():
    """A generator reads everything that is said about a rule."""
    (rule,) = json.loads(rules("--json", "string-timer").stdout)
    assert rule["code"] == "LM104"
    assert rule["source"] == "seed:restrictions"
