"""A finished build without an entry page at its top."""

from collections.abc import Iterator

from localminis.checker.rule import ERROR, Example, Hit, PackageSubject, Rule


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report a build in which the entry page is missing."""
    entry = subject.around.entry
    if subject.around.is_output and entry not in subject.sizes_bytes:
        yield Hit(f"There is no {entry} at the top of the build.", path=entry)


RULE = Rule(
    code="LM602",
    name="entry-missing",
    title="The build must have its entry page at the top",
    severity=ERROR,
    why="The package's root is where the platform looks for the page; a folder around it hides it.",
    fix="Let the production build write index.html into the top of the output folder.",
    confidence="observed",
    source="contract:toolchain-4.1",
    package=check,
    bad=(Example({"app/index.html": "<p>"}, at=(("index.html", 0, 0),)),),
    good=(Example({"index.html": "<p>"}), Example({"src/a.js": ""}, is_output=False)),
)
