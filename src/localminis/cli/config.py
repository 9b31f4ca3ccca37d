"""`localminis config`: show, change and check `minis.config.json`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.flavour import flavour_option
from localminis.cli.groups import group
from localminis.cli.project_folder import project_option

if TYPE_CHECKING:
    from localminis.project.config.read import Reading
    from localminis.project.model import Diagnostic
    from localminis.spec.config import Flavour

_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@group("config", "Show, change and check minis.config.json.")
def config() -> None:
    """Hold the config commands."""


@config.command("show")
@project_option
@flavour_option
@_json_option
def show(path: Path, *, flavour: "Flavour | None", as_json: bool) -> None:
    """Show every field with the value that counts, and where it comes from."""
    from localminis.project.config import change as configure

    reading, flavour = _read(path, flavour)
    rows = configure.rows(reading.config, flavour)
    if as_json:
        terminal.print_json(
            {
                "path": str(reading.path),
                "flavour": flavour,
                "values": {row.key: row.value for row in rows},
                "spellings": {row.key: row.spelling for row in rows if row.spelling},
                "diagnostics": [_as_json(it) for it in reading.diagnostics],
            }
        )
        return
    terminal.table(
        ("FIELD", "VALUE", "FROM"),
        [(row.key, _shown(row.value), row.spelling or "default") for row in rows],
    )
    if reading.diagnostics:
        terminal.note(f"{_counted(reading.diagnostics)}: see `localminis config validate`.")


@config.command("set")
@click.argument("key")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@project_option
@flavour_option
@_json_option
def change(
    path: Path, key: str, values: tuple[str, ...], *, flavour: "Flavour | None", as_json: bool
) -> None:
    """Set the field KEY, such as dev.port, to VALUE; a list takes several.

    Comments, formatting and fields that nobody here knows stay as they are.
    """
    from localminis.project.config import change as configure

    config_path, flavour = _located(path, flavour)
    done = configure.set_value(config_path, flavour, key, values)
    if as_json:
        terminal.print_json(
            {
                "path": str(done.path),
                "key": done.key,
                "value": done.value,
                "changed": done.is_changed,
                "remarks": [it.sentence for it in done.remarks],
            }
        )
        return
    for remark in done.remarks:
        show = terminal.note if remark.severity == "info" else terminal.warn
        show(remark.sentence)
    state = "is now" if done.is_changed else "was already"
    terminal.done(f"{done.path.name}: {done.key} {state} {_shown(done.value)}")


@config.command("validate")
@click.option("--strict", "is_strict", is_flag=True, help="Warnings count as errors.")
@project_option
@flavour_option
@_json_option
def validate(path: Path, *, flavour: "Flavour | None", is_strict: bool, as_json: bool) -> None:
    """Check every field; each problem is shown at its line with the accepted form.

    Leaves with 1 when there is an error.
    """
    reading, _ = _read(path, flavour)
    failing = {"error", "warning"} if is_strict else {"error"}
    is_good = not any(it.severity in failing for it in reading.diagnostics)
    if as_json:
        terminal.print_json(
            {
                "path": str(reading.path),
                "valid": is_good,
                "diagnostics": [_as_json(it) for it in reading.diagnostics],
            }
        )
    else:
        for diagnostic in reading.diagnostics:
            _show_diagnostic(reading, diagnostic)
        if is_good:
            terminal.done(f"{reading.path.name}: {_counted(reading.diagnostics)}")
        else:
            terminal.fail(f"{reading.path.name}: {_counted(reading.diagnostics)}")
    sys.exit(0 if is_good else terminal.EXIT_REFUSED)


@config.command("schema")
@flavour_option
def schema(*, flavour: "Flavour | None") -> None:
    """Print the JSON Schema, for editors that complete and check the file."""
    from localminis.project.config import schema as config_schema

    terminal.say(config_schema.schema_path(flavour or "minis").read_text("utf-8").rstrip("\n"))


def _located(path: Path, flavour: "Flavour | None") -> "tuple[Path, Flavour]":
    from localminis.project.load import config_path, flavour_of

    flavour = flavour or flavour_of(path)
    return config_path(path, flavour), flavour


def _read(path: Path, flavour: "Flavour | None") -> "tuple[Reading, Flavour]":
    from localminis.project.config import read as reader

    located, flavour = _located(path, flavour)
    return reader.read(located, flavour), flavour


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)


def _show_diagnostic(reading: "Reading", diagnostic: "Diagnostic") -> None:
    kind = terminal.paint(diagnostic.severity, diagnostic.severity)
    place = f"{reading.path.name}:{diagnostic.line}:{diagnostic.column}"
    terminal.say(f"{place}: {kind}: {diagnostic.sentence} [{diagnostic.code}]")
    source = reading.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[diagnostic.line - 1]
    before = source.removeprefix("\ufeff")[: diagnostic.column - 1]
    marked = reading.text[diagnostic.start : diagnostic.end].partition("\n")[0].rstrip("\r")
    indent = "".join("\t" if character == "\t" else " " for character in before)
    terminal.say(f"    {source.removeprefix(chr(0xFEFF))}")
    terminal.say(f"    {indent}{'^' * max(1, len(marked))}")


def _counted(diagnostics: "tuple[Diagnostic, ...]") -> str:
    counts = []
    for severity, noun in (("error", "error"), ("warning", "warning"), ("info", "remark")):
        count = sum(it.severity == severity for it in diagnostics)
        if count:
            counts.append(counted(count, noun))
    return ", ".join(counts) or "no problem"


def _as_json(diagnostic: "Diagnostic") -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "key": diagnostic.key,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
    }
