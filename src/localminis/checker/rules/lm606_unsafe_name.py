"""Names that do not survive a zip on every system."""

import re
from collections.abc import Iterator

from localminis.checker.rule import ERROR, WARNING, Example, FileSubject, Hit, Rule

_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE)
_NAME_MAX_BYTES = 255


def check(subject: FileSubject) -> Iterator[Hit]:
    """Report a path of a finished build that another system could not unpack."""
    if not subject.around.is_output:
        return
    for part in subject.path.split("/"):
        problem = _problem(part)
        if problem:
            yield Hit(f"The name {part!r} {problem}.")
            return
    if not subject.path.isascii() or " " in subject.path:
        message = "The name has characters that must be escaped in an address."
        yield Hit(message, severity=WARNING)


def _problem(part: str) -> str:
    found = _FORBIDDEN.search(part)
    if found is not None:
        return f"contains {found[0]!r}"
    if part.endswith((".", " ")):
        return "ends with a dot or a blank"
    if _RESERVED.fullmatch(part):
        return "is reserved on Windows"
    return "is too long" if len(part.encode("utf-8", "replace")) > _NAME_MAX_BYTES else ""


RULE = Rule(
    code="LM606",
    name="unsafe-name",
    title="Names must survive the zip",
    severity=ERROR,
    why="The package is unpacked elsewhere; one published zip has back slashes in its names.",
    fix="Use letters, digits, dots, hyphens and underscores.",
    confidence="policy",
    source="contract:toolchain-4.1",
    file=check,
    bad=(
        Example({"src\\main.js": "1"}, at=(("src\\main.js", 0, 0),)),
        Example({"a/aux.js": "1"}, at=(("a/aux.js", 0, 0),)),
        Example({"what?.txt": "1"}, at=(("what?.txt", 0, 0),)),
        Example({"my file.txt": "1"}, at=(("my file.txt", 0, 0),)),
    ),
    good=(Example({"assets/index-Bx_1.min.js": "1"}),),
)
