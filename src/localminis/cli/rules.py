"""`localminis rules`: list the checker's rules, or explain one with its examples."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from localminis.cli import terminal

if TYPE_CHECKING:
    from localminis.checker.rule import Example, Rule

_SHOWN_MAX = 200


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="Print the rules as JSON.")
@click.argument("code", required=False)
def rules(code: str | None, *, as_json: bool) -> None:
    """List the rules of `localminis check`, or explain the one named CODE (LM101 or eval)."""
    from localminis.checker.rule import all_rules, find_rule

    if code is None:
        chosen = list(all_rules().values())
    else:
        found = find_rule(code)
        if found is None:
            raise click.BadParameter(_unknown(code), param_hint="CODE")
        chosen = [found]
    if as_json:
        terminal.print_json([_as_json(rule) for rule in chosen])
    elif code is None:
        header = ("code", "name", "severity", "basis", "title")
        terminal.table(
            header,
            [(it.code, it.name, it.severity.word, it.confidence, it.title) for it in chosen],
        )
    else:
        for line in _explained(chosen[0]):
            terminal.say(line)


def _unknown(code: str) -> str:
    import difflib

    from localminis.checker.rule import all_rules

    near = difflib.get_close_matches(code.lower(), [it.name for it in all_rules().values()], n=1)
    hint = f"Did you mean {near[0]}?" if near else "`localminis rules` lists them."
    return f"There is no rule {code!r}. {hint}"


def _as_json(rule: "Rule") -> dict[str, str]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.word,
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "confidence": rule.confidence,
        "source": rule.source,
    }


def _explained(rule: "Rule") -> Iterator[str]:
    yield terminal.bold(f"{rule.code} {rule.name} ({rule.severity.word})")
    yield rule.title
    yield ""
    yield f"Why: {rule.why}"
    yield f"Fix: {rule.fix}"
    yield f"Basis: {rule.confidence} ({rule.source})"
    for title, examples in (("Found", rule.bad), ("Fine", rule.good)):
        if examples:
            yield ""
            yield f"{title}:"
        for example in examples:
            yield from _example(example)


def _example(example: "Example") -> Iterator[str]:
    for path, text in example.files.items():
        shown = text if isinstance(text, str) else f"{len(text)} bytes"
        if len(shown) > _SHOWN_MAX:
            shown = shown[:_SHOWN_MAX] + "…"
        yield f"  {path}"
        yield from (f"    {line}" for line in shown.split("\n"))
    for path, line, column in example.at:
        yield f"    → {path}:{line}:{column}" if line else f"    → {path}"
