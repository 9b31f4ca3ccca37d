"""A file that cannot be read, or is not what its name says."""

from collections.abc import Iterator

from localminis.checker.rule import ERROR, TOO_LARGE, Example, FileSubject, Hit, Rule


def check(subject: FileSubject) -> Iterator[Hit]:
    """Report why a file could not be looked at."""
    if subject.problem is not None and subject.problem != TOO_LARGE:
        yield Hit(f"The file was not checked: {subject.problem}.")


RULE = Rule(
    code="LM902",
    name="unreadable",
    title="The file cannot be read",
    severity=ERROR,
    why="What cannot be read cannot be checked or packed.",
    fix="Repair or remove the file.",
    confidence="policy",
    source="contract:toolchain-4.1",
    file=check,
    bad=(Example({"a.js": b"\x00\x01\x02binary"}, at=(("a.js", 0, 0),)),),
    good=(
        Example({"a.js": "1;", "b.png": b"\x89PNG\x00\x01"}),
        Example({"c.ts": b"G\x40\x00\x10"}),
    ),
)
