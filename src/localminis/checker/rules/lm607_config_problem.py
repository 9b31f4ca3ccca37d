"""What is wrong in the config itself, at its line and column."""

from collections.abc import Iterator

from localminis.checker.finding import Place, Severity
from localminis.checker.rule import WARNING, Example, Hit, PackageSubject, Rule
from localminis.project.model import Config, Diagnostic
from localminis.spec.config import CONFIG_NAME

_SEVERITIES = {severity.word: severity for severity in Severity}
_COLOUR = Diagnostic(
    code="colour",
    severity="error",
    key="navbar.bgColorLight",
    line=3,
    column=21,
    start=40,
    end=46,
    message='navbar.bgColorLight is "blau".',
    fix="Use a hex colour.",
)


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report what reading the config found."""
    around = subject.around
    for diagnostic in around.config.diagnostics:
        line, column = diagnostic.line, diagnostic.column
        place = Place(line, column, line, column + max(1, diagnostic.end - diagnostic.start))
        severity = _SEVERITIES[diagnostic.severity]
        yield Hit(diagnostic.sentence, place, severity, around.config_name, is_of_project=True)


RULE = Rule(
    code="LM607",
    name="config-problem",
    title="The config must say what the platform understands",
    severity=WARNING,
    why="A name or a value that the platform does not know is ignored there without a word.",
    fix="Write the field as its message says; `localminis config validate` shows the same.",
    confidence="documented",
    source="seed:json-config",
    package=check,
    bad=(Example({}, at=((CONFIG_NAME, 3, 21),), config=Config(diagnostics=(_COLOUR,))),),
    good=(Example({}, config=Config()),),
)
