"""Files of zero bytes, which an upload refuses."""

from collections.abc import Iterator

from localminis.checker.rule import ERROR, Example, FileSubject, Hit, Rule


def check(subject: FileSubject) -> Iterator[Hit]:
    """Report an empty file of a finished build."""
    if subject.around.is_output and subject.size_bytes == 0 and subject.problem is None:
        yield Hit("The file is empty.")


RULE = Rule(
    code="LM603",
    name="empty-file",
    title="No file may be empty",
    severity=ERROR,
    why="Every list of what an upload is checked for names files of zero bytes.",
    fix="Delete the file, or put a comment into it.",
    confidence="documented",
    source="contract:toolchain-6",
    file=check,
    bad=(Example({"a.css": "", "b.txt": b""}, at=(("a.css", 0, 0), ("b.txt", 0, 0))),),
    good=(Example({"a.css": "\n"}), Example({"a.css": ""}, is_output=False)),
)
