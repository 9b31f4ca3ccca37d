"""`document.write`, which makes page source at run time."""

from collections.abc import Iterator

from localminis.checker.calls import calls
from localminis.checker.rule import WARNING, Hit, Rule, ScriptSubject, js


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the calls."""
    for path in ("document.write", "document.writeln"):
        for call in calls(subject, path):
            yield Hit(f"{path}() is called.", subject.script.place(call.node))


RULE = Rule(
    code="LM307",
    name="document-write",
    title="document.write may be refused",
    severity=WARNING,
    why="A developer reports that a scan refused it; what it writes cannot be reviewed.",
    fix="Make elements with document.createElement, or set textContent.",
    confidence="observed",
    source="contract:toolchain-6",
    script=check,
    reaches=("document.write", "document.writeln"),
    bad=(
        js("document.write('<p>');", (1, 1)),
        js("document.write.apply(document, ['<p>']);", (1, 1)),
        js("const d = window.document;\nd.writeln('x');", (2, 1)),
    ),
    good=(js("stream.write('x'); const document = { write() {} }; document.write('x');"),),
)
