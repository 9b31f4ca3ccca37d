"""What a project wants of its checks: weights of rules, and files it does not want to hear of.

They stand in `localminis.check` of its `package.json`. The place is ours: the platform's own config
must not carry names that it does not know, and nobody ships this one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from localminis.checker.finding import Severity
from localminis.checker.rule import find_rule
from localminis.errors import Invalid
from localminis.project.load import package_value

OFF: Final = "off"
_WORDS: Final = {severity.word: severity for severity in Severity}
_PLACE: Final = "localminis.check"
_SEVERITY: Final = "severity"
_IGNORE: Final = "ignore"


class PreferenceInvalid(Invalid):
    """A rule, a severity or a name that does not exist is in the preferences of a check."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Weights by code (None: off), and patterns of files as `project/exclusion.py` reads them."""

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()

    def over(self, below: "Preferences") -> "Preferences":
        """Put these on top of others: their weights go first, their patterns come on top."""
        return Preferences({**below.severities, **self.severities}, (*below.ignore, *self.ignore))


def of_project(root: Path) -> Preferences:
    """Read what a project's package.json says.

    Raises:
        PreferenceInvalid: something there means nothing; says what would.
        PackageInvalid: the file is there and is no JSON object.
    """
    given = package_value(root, ("localminis", "check"))
    if given is None:
        return Preferences()
    if not isinstance(given, dict):
        raise PreferenceInvalid(
            f'{_PLACE} in package.json is no object. Write it as {{"{_IGNORE}": ["src/old/"]}}.'
        )
    _refuse_unknown(given)
    return Preferences(_severities(given.get(_SEVERITY, {})), _ignore(given.get(_IGNORE, [])))


def parse_severity(rule: str, word: str) -> tuple[str, Severity | None]:
    """Read one weight: a rule's code or name, and error, warning, info or off.

    Raises:
        PreferenceInvalid: there is no such rule or severity.
    """
    found = find_rule(rule)
    if found is None:
        raise PreferenceInvalid(f"There is no rule {rule!r}. `localminis rules` lists them.")
    if word != OFF and word not in _WORDS:
        raise PreferenceInvalid(
            f"The severity of {rule} is {word!r}. Use error, warning, info or off."
        )
    return found.code, _WORDS.get(word)


def _refuse_unknown(given: Iterable[str]) -> None:
    # Few projects need it.
    import difflib

    for name in given:
        if name not in {_SEVERITY, _IGNORE}:
            near = difflib.get_close_matches(name, (_SEVERITY, _IGNORE), n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Use {_SEVERITY} or {_IGNORE}."
            raise PreferenceInvalid(f"{_PLACE}.{name} in package.json means nothing. {hint}")


def _severities(given: Any) -> dict[str, Severity | None]:
    if not isinstance(given, dict):
        raise PreferenceInvalid(
            f'{_PLACE}.{_SEVERITY} in package.json is no object. Write it as {{"LM306": "off"}}.'
        )
    return dict(parse_severity(rule, str(word)) for rule, word in given.items())


def _ignore(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise PreferenceInvalid(
            f"{_PLACE}.{_IGNORE} in package.json is no list of patterns. Write it as "
            '["src/old/", "*.min.js"].'
        )
    return tuple(given)
