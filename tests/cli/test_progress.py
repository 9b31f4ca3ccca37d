"""Bars for long work."""

import os
import pty
import subprocess
import sys

import pytest

CHECKING = """
from localminis.cli import progress
with progress.checking(is_shown={is_shown}, after_ms={after_ms}) as on_progress:
    if on_progress is not None:
        on_progress(1, 2)
        on_progress(2, 2)
"""


def shown_on_a_terminal(*, is_shown=True, after_ms=0):
    """Return what a check of two files writes to a terminal that is its standard error."""
    code = CHECKING.format(is_shown=is_shown, after_ms=after_ms)
    main, side = pty.openpty()
    # Without this the terminal would be empty for good, and reading it an error.
    os.write(side, b".")
    subprocess.run([sys.executable, "-c", code], stderr=side, check=True, timeout=60)
    os.close(side)
    shown = os.read(main, 65536).decode()
    os.close(main)
    return shown.removeprefix(".")


def test_a_long_check_shows_how_far_it_is():
    """The files that are done and all of them, on standard error."""
    shown = shown_on_a_terminal()
    assert "Checking" in shown
    assert "1/2" in shown
    assert "2/2" in shown


@pytest.mark.parametrize("quiet", [{"is_shown": False}, {"after_ms": 3_600_000}])
def test_a_short_check_and_one_for_programs_show_nothing(quiet):
    """A bar that is gone at once, and one beside JSON, help nobody."""
    assert shown_on_a_terminal(**quiet) == ""


def test_a_pipe_gets_no_bar():
    """What a log keeps has no bars in it."""
    code = CHECKING.format(is_shown=True, after_ms=0)
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stderr == ""
