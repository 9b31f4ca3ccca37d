"""What a report is made from."""

from dataclasses import dataclass

from localminis.checker.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one check and what was looked at.

    `prefix` leads from the project to what was checked (`dist/`); `known` counts what a baseline
    hides, `suppressed` what comments take back. With `is_strict` warnings count.
    """

    findings: tuple[Finding, ...]
    files: int
    size_bytes: int
    prefix: str = ""
    known: int = 0
    suppressed: int = 0
    is_strict: bool = False

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def is_refused(self) -> bool:
        """Whether the findings weigh enough to fail."""
        least = Severity.WARNING if self.is_strict else Severity.ERROR
        return any(finding.severity >= least for finding in self.findings)

    def path(self, finding: Finding) -> str:
        """Return a finding's path from the project's folder."""
        return finding.path if finding.is_of_project else self.prefix + finding.path


def counted(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def sized(size_bytes: int) -> str:
    """Write a size for people."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.1f} {unit}"
    return f"{size_bytes} B"
