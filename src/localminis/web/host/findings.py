"""What the last check of an app's sources found, for its simulators. It lives in memory."""

from dataclasses import dataclass, field

import msgspec

_ERROR = "error"
_WARNING = "warning"


class Finding(msgspec.Struct, kw_only=True):
    """One finding of the checker, as its panel shows it; line 0 stands for the whole file.

    `name` is the rule's name, which is the restriction's code where the page is refused the same.
    """

    code: str
    name: str
    severity: str
    path: str
    line: int = 0
    column: int = 0
    message: str = ""
    excerpt: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: what it found, in how many files, and its number in this run.

    `problem` is why it could not look at the files, or empty.
    """

    revision: int
    files: int
    findings: tuple[Finding, ...]
    problem: str = ""

    def summary(self) -> dict[str, int]:
        """Count, for a page that asks often."""
        severities = [each.severity for each in self.findings]
        return {
            "revision": self.revision,
            "errors": severities.count(_ERROR),
            "warnings": severities.count(_WARNING),
        }


@dataclass(slots=True)
class CheckBook:
    """The last check of every app, by client key."""

    _by_app: dict[str, Checked] = field(default_factory=dict)
    _checks: int = 0

    def keep(
        self, client_key: str, findings: list[Finding], *, files: int, problem: str = ""
    ) -> Checked:
        """Keep a check in place of the one before."""
        self._checks += 1
        kept = Checked(self._checks, files, tuple(findings), problem)
        self._by_app[client_key] = kept
        return kept

    def last(self, client_key: str) -> Checked | None:
        """Return an app's last check; None when nobody checks it."""
        return self._by_app.get(client_key)

    def forget(self, client_key: str) -> None:
        """Forget an app's check: nobody looks at its files any more."""
        self._by_app.pop(client_key, None)
