"""The report for test services."""

from xml.etree import ElementTree as ET

from localminis.checker.report import junit
from localminis.checker.report.model import Report


def test_junit_counts_failures(report, empty):
    """Errors are failures, warnings are not unless they count, and a clean check is one case."""
    suites = ET.fromstring(junit.render(report))
    assert (suites.get("tests"), suites.get("failures")) == ("4", "3")
    strict = Report(report.findings, 3, 1, warnings_max=0)
    assert ET.fromstring(junit.render(strict)).get("failures") == "4"
    assert ET.fromstring(junit.render(empty())).get("tests") == "1"
