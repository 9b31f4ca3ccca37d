import sys
from typing import NamedTuple

import pytest

from localminis.cli import root


class Ran(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    """Run `localminis` with arguments on a state folder of the test, without a new process."""
    monkeypatch.setenv("LOCALMINIS_HOME", str(tmp_path / "home"))

    def run(*arguments: str, entry=root.main) -> Ran:
        monkeypatch.setattr(sys, "argv", ["localminis", *arguments])
        with pytest.raises(SystemExit) as left:
            entry()
        written = capsys.readouterr()
        return Ran(left.value.code, written.out, written.err)

    return run


@pytest.fixture
def refused(command):
    """Run a command that must fail; returns its one sentence, with no traceback."""

    def run(code: int, *arguments: str) -> str:
        ran = command(*arguments)
        assert ran.code == code, ran
        assert ran.out == ""
        assert "Traceback" not in ran.err
        if code != 2:
            assert ran.err.startswith("error: ")
            assert ran.err.count("\n") == 1
        return ran.err

    return run
