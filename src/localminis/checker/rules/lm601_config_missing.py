"""A finished build without `minis.config.json`."""

from collections.abc import Iterator

from localminis.checker.rule import ERROR, Example, Hit, PackageSubject, Rule
from localminis.spec.config import CONFIG_NAME


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report a build whose top folder has no config."""
    name = subject.around.config_name
    if subject.around.is_output and name not in subject.sizes_bytes:
        yield Hit(f"There is no {name} in the build.", path=name)


RULE = Rule(
    code="LM601",
    name="config-missing",
    title="The build must contain the config",
    severity=ERROR,
    why="The older documentation checks for it at upload; newer pages do not mention it any more.",
    fix="Run `localminis build:after`, or `localminis build`, after the production build; each "
    "copies the config.",
    confidence="documented",
    source="contract:toolchain-6",
    package=check,
    bad=(Example({"index.html": "<p>"}, at=((CONFIG_NAME, 0, 0),)),),
    good=(
        Example({"index.html": "<p>", CONFIG_NAME: "{}"}),
        Example({"index.html": "<p>"}, is_output=False),
    ),
)
