"""No entry page: at the top of a finished build, or where the sources should have one."""

from collections.abc import Iterator

from localminis.checker.rule import ERROR, Example, Hit, PackageSubject, Rule


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report a build, or sources, in which the entry page is missing."""
    around = subject.around
    if around.is_output and around.entry not in subject.sizes_bytes:
        yield Hit(f"There is no {around.entry} at the top of the build.", path=around.entry)
    elif not around.is_entry_there:
        yield Hit("The entry page of the sources is not there.", path=around.entry)


RULE = Rule(
    code="LM602",
    name="entry-missing",
    title="There must be an entry page, in a build at the top",
    severity=ERROR,
    why="The package's root is where the platform looks for the page; a folder around it hides it.",
    fix="Let the production build write index.html into the top of the output folder. In sources, "
    "set build.htmlEntry to the page.",
    confidence="observed",
    source="contract:toolchain-4.1",
    package=check,
    bad=(Example({"app/index.html": "<p>"}, at=(("index.html", 0, 0),)),),
    good=(Example({"index.html": "<p>"}), Example({"src/a.js": ""}, is_output=False)),
)
