"""What a report is made from."""

from dataclasses import dataclass
from functools import cached_property

from localminis.checker.finding import Finding, Severity


@dataclass(frozen=True)
class Report:
    """The findings of one check and what was looked at.

    `prefix` leads from the project to what was checked (`dist/`); `known` counts what a baseline
    hides, `suppressed` what comments take back, `ignored` what lies in files that the project does
    not want to hear of. More than `warnings_max` warnings weigh as errors do (None: no number
    does). `is_quiet` leaves out what does not fail the check.
    """

    findings: tuple[Finding, ...]
    files: int
    size_bytes: int
    prefix: str = ""
    known: int = 0
    suppressed: int = 0
    ignored: int = 0
    warnings_max: int | None = None
    is_quiet: bool = False

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @cached_property
    def has_too_many_warnings(self) -> bool:
        """Whether there are more warnings than the check takes."""
        return self.warnings_max is not None and self.count(Severity.WARNING) > self.warnings_max

    def fails(self, finding: Finding) -> bool:
        """Tell whether a finding weighs enough to fail the check."""
        least = Severity.WARNING if self.has_too_many_warnings else Severity.ERROR
        return finding.severity >= least

    @property
    def is_refused(self) -> bool:
        """Whether something weighs enough to fail."""
        return any(map(self.fails, self.findings))

    @cached_property
    def shown(self) -> tuple[Finding, ...]:
        """What is written out, by its path in the project and its place."""
        wanted = filter(self.fails, self.findings) if self.is_quiet else self.findings
        return tuple(sorted(wanted, key=lambda it: (self.path(it), *it.order)))

    def path(self, finding: Finding) -> str:
        """Return a finding's path from the project's folder."""
        return finding.path if finding.is_of_project else self.prefix + finding.path
