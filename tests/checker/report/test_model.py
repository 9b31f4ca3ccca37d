"""What a report says about itself."""

from dataclasses import replace

from localminis.checker.report.model import Report


def test_what_counts_is_decided_by_strictness(report):
    """Errors fail always, warnings only when asked, remarks never."""
    mild = tuple(it for it in report.findings if it.code == "LM207")
    assert report.is_refused
    assert not Report(mild, 1, 1).is_refused
    assert Report(mild, 1, 1, is_strict=True).is_refused


def test_a_finding_about_the_project_has_no_prefix(report):
    """The config is the project's, whatever was checked."""
    finding = replace(report.findings[0], path="minis.config.json", is_of_project=True)
    assert report.path(finding) == "minis.config.json"
    assert report.path(report.findings[0]) == "dist/a.html"
