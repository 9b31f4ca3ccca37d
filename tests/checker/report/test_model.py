"""What a report says about itself."""

from dataclasses import replace

from localminis.checker.finding import Severity
from localminis.checker.report.model import Report


def test_what_counts_is_decided_by_strictness(report):
    """Errors fail always, warnings only when asked, remarks never."""
    mild = tuple(it for it in report.findings if it.code == "LM207")
    assert report.is_refused
    assert not Report(mild, 1, 1).is_refused
    assert Report(mild, 1, 1, warnings_max=0).is_refused
    assert not Report(mild, 1, 1, warnings_max=1).is_refused
    assert not Report((), 1, 1, warnings_max=0).is_refused


def test_a_quiet_report_shows_what_fails(report):
    """What fails is shown, and nothing else; what is there is counted all the same."""
    quiet = replace(report, is_quiet=True)
    assert {it.code for it in quiet.shown} == {"LM101", "LM104", "LM603"}
    assert quiet.count(Severity.WARNING) == 1
    assert len(replace(quiet, warnings_max=0).shown) == len(report.findings)


def test_findings_stand_by_their_path_in_the_project(report):
    """The config of the project does not stand amid the files of the build."""
    config = replace(report.findings[0], path="minis.config.json", is_of_project=True)
    shown = replace(report, findings=(config, *report.findings)).shown
    assert [report.path(it) for it in shown][-1] == "minis.config.json"


def test_a_finding_about_the_project_has_no_prefix(report):
    """The config is the project's, whatever was checked."""
    finding = replace(report.findings[0], path="minis.config.json", is_of_project=True)
    assert report.path(finding) == "minis.config.json"
    assert report.path(report.findings[0]) == "dist/a.html"
