"""A build that is larger than an upload may be."""

from collections.abc import Iterator

from localminis.amounts import sized
from localminis.checker.rule import ERROR, WARNING, Example, Hit, PackageSubject, Rule
from localminis.spec.manifest import PACKAGE_LIMIT_BYTES, PACKAGE_LIMIT_OLD_BYTES

# Both limits mean the zip, which is smaller than the sum of its files; `build` weighs the zip.
_LISTED = 3


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report a build beyond either limit, with its largest files."""
    total = sum(subject.sizes_bytes.values())
    if not subject.around.is_output or total <= PACKAGE_LIMIT_OLD_BYTES:
        return
    largest = sorted(subject.sizes_bytes.items(), key=lambda it: (-it[1], it[0]))[:_LISTED]
    listed = ", ".join(f"{path} {sized(size)}" for path, size in largest)
    is_over = total > PACKAGE_LIMIT_BYTES
    limit = PACKAGE_LIMIT_BYTES if is_over else PACKAGE_LIMIT_OLD_BYTES
    message = (
        f"The files have {sized(total)} before compression, the limit is "
        f"{sized(limit)}; largest: {listed}."
    )
    yield Hit(message, path=subject.around.entry, severity=ERROR if is_over else WARNING)


RULE = Rule(
    code="LM605",
    name="package-too-large",
    title="The package must stay below the limit",
    severity=ERROR,
    why="An upload may have 50 MB according to older pages and 200 MB according to newer ones.",
    fix="Serve films and large pictures from your own host, and compress the rest.",
    confidence="documented",
    source="contract:toolchain-4.1",
    package=check,
    bad=(Example({"a.bin": bytes(PACKAGE_LIMIT_OLD_BYTES + 1)}, at=(("index.html", 0, 0),)),),
    good=(Example({"a.bin": bytes(1000)}),),
)
