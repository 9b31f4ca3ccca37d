"""The only writer to the screen, and the place where an error becomes an exit code.

0 done, 1 refused or findings, 2 bad usage, 3 something outside is not there, 70 our own bug.
"""

import json
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn, TextIO

import click

from localminis.errors import MinisError, Unavailable

EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_UNAVAILABLE = 3
EXIT_BUG = 70
EXIT_INTERRUPTED = 130
_ROOM_MIN = 30
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan", "good": "green"}


def _write(text: str, *, err: bool = False) -> None:
    click.echo(text, err=err, color=_colours(sys.stderr if err else sys.stdout))


def _colours(stream: TextIO) -> bool | None:
    """Return False where a terminal shall get no colours; None leaves it to what the stream is."""
    if not stream.isatty():
        return None
    # Only a person waits for it, and the environment has one reader.
    from localminis import settings

    return None if settings.takes_colours() else False


def say(message: str = "") -> None:
    """Print one line of result to standard output."""
    _write(message)


def done(message: str) -> None:
    """Print one line that says what has been achieved, with a green mark."""
    _write(f"{click.style('✓', fg='green')} {message}")


def note(message: str) -> None:
    """Print one line of side information to standard error."""
    _write(click.style(message, dim=True), err=True)


def warn(message: str) -> None:
    """Print one warning to standard error."""
    _write(f"{click.style('warning:', fg='yellow', bold=True)} {message}", err=True)


def warn_of(messages: Iterable[str]) -> None:
    """Print a warning for each message."""
    for each in messages:
        warn(each)


def fail(message: str) -> None:
    """Print one error to standard error."""
    _write(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)


def bold(text: str) -> str:
    """Mark text as important, where the terminal has colours."""
    return click.style(text, bold=True)


def paint(style: str, text: str) -> str:
    """Write text in the style of a report: `error`, `warning`, `info`, `good`, `bold`, `dim`."""
    if style in _COLOURS:
        return click.style(text, fg=_COLOURS[style], bold=style == "error")
    return click.style(text, bold=style == "bold", dim=style == "dim")


def width() -> int | None:
    """Return how many columns the screen has; None where the output is no screen."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def hanging(text: str, indent: int) -> str:
    """Break a text that begins at a column where the screen ends, and go on at that column."""
    columns = width()
    if columns is None or indent + len(text) <= columns:
        return text
    # Only a narrow screen needs it.
    import textwrap

    return textwrap.fill(
        text,
        max(columns, indent + _ROOM_MIN),
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    ).removeprefix(" " * indent)


def link(text: str) -> str:
    """Mark text as an address, where the terminal has colours."""
    return click.style(text, fg="cyan", underline=True)


def print_json(value: Any) -> None:
    """Print a value as readable JSON, for `--json`."""
    _write(json.dumps(value, indent=2, ensure_ascii=False))


def moment(epoch_s: int | None) -> str:
    """Write a point in time for people, in UTC; a dash for none."""
    if epoch_s is None:
        return "-"
    return datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%d %H:%M:%S")


def plain(text: str) -> str:
    """Write a text of somebody else's without what a terminal would obey."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a header in aligned columns."""
    cells = [[plain(str(cell)) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(header), *cells]) for i in range(len(header))]

    def aligned(line: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))

    _write(click.style(aligned(header).rstrip(), bold=True))
    for line in cells:
        _write(aligned(line).rstrip())


def run(command: Callable[[], object]) -> NoReturn:
    """Run a command and leave the process with its exit code; the door that catches everything."""
    try:
        status = command()
    except MinisError as refusal:
        fail(refusal.message)
        sys.exit(EXIT_UNAVAILABLE if isinstance(refusal, Unavailable) else EXIT_REFUSED)
    except click.UsageError as misuse:
        misuse.show()
        sys.exit(EXIT_USAGE)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as trouble:
        trouble.show()
        sys.exit(trouble.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _write("", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:  # noqa: BLE001 - one of the four doors: a bug ends here, with its traceback
        traceback.print_exc()
        fail("This is a bug in LocalMinis. Please report it with the lines above.")
        sys.exit(EXIT_BUG)
    # Click hands back the code of `ctx.exit`; a command's own result is no exit code.
    sys.exit(status if isinstance(status, int) else 0)
