import json
import os
import pty
import subprocess
import sys

import click
import pytest

from localminis.cli import terminal
from localminis.errors import Invalid, Refused, Unavailable


def exit_code(trouble=None) -> int:
    def command() -> None:
        if trouble is not None:
            raise trouble

    with pytest.raises(SystemExit) as left:
        terminal.run(command)
    return left.value.code


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (None, 0),
        (Refused("No."), 1),
        (Invalid("Not so."), 1),
        (Unavailable("Not there."), 3),
        (click.UsageError("Not like that."), 2),
        (click.BadParameter("Not that."), 2),
        (click.exceptions.Exit(4), 4),
        (click.ClickException("Hm."), 1),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError(), 70),
        (AssertionError(), 70),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_outcome_has_its_exit_code(capsys, trouble, code):
    """Scripts tell a refusal, misuse, an outage and a bug apart."""
    assert exit_code(trouble) == code
    assert ("Traceback" in capsys.readouterr().err) is (code == 70)


def test_a_bug_shows_where_and_asks_for_a_report(capsys):
    """A traceback is for us, and the sentence under it for the person."""
    exit_code(ZeroDivisionError("our mistake"))
    written = capsys.readouterr().err
    assert "ZeroDivisionError: our mistake" in written
    assert written.splitlines()[-1].startswith("error: This is a bug in LocalMinis.")


def test_results_go_to_one_stream_and_everything_else_to_the_other(capsys):
    """What a script reads is not mixed with what a person reads."""
    for write in (terminal.say, terminal.done, terminal.print_json):
        write("result")
    for write in (terminal.note, terminal.warn, terminal.fail):
        write("aside")
    written = capsys.readouterr()
    assert written.out == 'result\n✓ result\n"result"\n'
    assert written.err == "aside\nwarning: aside\nerror: aside\n"


def test_a_table_is_aligned_whatever_it_holds(capsys):
    """Columns are as wide as their widest cell, and an empty table is its header."""
    terminal.table(("NAME", "N"), [("a", 1), ("longer", 22)])
    terminal.table(("NAME", "N"), [])
    assert capsys.readouterr().out == "NAME    N\na       1\nlonger  22\nNAME  N\n"


def test_json_is_readable_and_keeps_letters(capsys):
    """Names come out as they are."""
    terminal.print_json({"name": "Zoë", "n": None})
    written = capsys.readouterr().out
    assert "Zoë" in written
    assert json.loads(written) == {"name": "Zoë", "n": None}


@pytest.mark.parametrize("style", ["error", "warning", "info", "good", "bold", "dim", "plain"])
def test_a_style_adds_nothing_to_the_words(style):
    """Without its colours a painted text is the text."""
    assert click.unstyle(terminal.paint(style, "3 errors")) == "3 errors"


def test_a_table_holds_nothing_that_a_terminal_obeys(capsys):
    """An order id of somebody else's does not clear the screen, or fake a row."""
    terminal.table(("ORDER ID",), [("a\x1b[2Jb\nc\u202ed",), ("日本 ✓",)])
    assert capsys.readouterr().out.splitlines()[1:] == ["a\ufffd[2Jb\ufffdc\ufffdd", "日本 ✓"]


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_person_can_refuse_colours(environment, is_coloured):
    """What the convention of NO_COLOR says holds on every screen."""
    main, side = pty.openpty()
    code = "from localminis.cli import terminal; terminal.done('x'); terminal.warn('y')"
    base = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-c", code],
        stdout=side,
        stderr=side,
        env={**base, "TERM": "xterm", **environment},
        check=True,
    )
    os.close(side)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert ("\x1b[" in shown) is is_coloured
    assert click.unstyle(shown).split() == ["✓", "x", "warning:", "y"]
