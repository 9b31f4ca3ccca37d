"""A single file that is too large to be parsed."""

from collections.abc import Iterator

from localminis.amounts import sized
from localminis.checker.rule import (
    ANALYSED_MAX_BYTES,
    ERROR,
    TOO_LARGE,
    Example,
    FileSubject,
    Hit,
    Rule,
)


def check(subject: FileSubject) -> Iterator[Hit]:
    """Report a script, page or style sheet beyond the limit."""
    if subject.problem == TOO_LARGE:
        size, limit = sized(subject.size_bytes), sized(ANALYSED_MAX_BYTES)
        yield Hit(f"The file has {size} and was not checked; the limit is {limit}.")


RULE = Rule(
    code="LM903",
    name="too-large-to-analyse",
    title="The file is too large to analyse",
    severity=ERROR,
    why="Parsing would take all of this machine's memory, and silence would look like approval.",
    fix="Split the bundle; no phone should load such a script anyway.",
    confidence="policy",
    source="contract:toolchain-4.1",
    file=check,
    bad=(Example({"a.js": bytes(ANALYSED_MAX_BYTES + 1)}, at=(("a.js", 0, 0),)),),
    good=(Example({"a.js": b"1;"}),),
)
