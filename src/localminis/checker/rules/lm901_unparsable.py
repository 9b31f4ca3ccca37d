"""A script that the parser could not read to its end."""

from collections.abc import Iterator

from localminis.checker.rule import WARNING, Hit, Rule, ScriptSubject, html, js


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the first place that makes no sense; what could be read was checked."""
    error = subject.script.first_error()
    if error is not None and subject.origin != "template":
        start = error.start_byte
        place = subject.script.source.place(start, min(error.end_byte, start + 1))
        yield Hit("The script cannot be parsed here; the checks may be incomplete.", place)


RULE = Rule(
    code="LM901",
    name="unparsable",
    title="The script cannot be parsed",
    severity=WARNING,
    why="What cannot be parsed cannot be checked, and silence would look like approval.",
    fix="Correct the syntax; if a browser runs the script as it is, report this.",
    confidence="policy",
    source="contract:toolchain-6",
    script=check,
    bad=(
        js("const = 1;", (1, 1)),
        html("<script>\n  let a b;\n</script>", (2, 9)),
    ),
    good=(js("@decorated class A { accessor b = 1; }"), js("#!/usr/bin/env node\nf();")),
)
