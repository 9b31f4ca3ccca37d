"""What a report says about itself."""

from localminis.checker.report.model import Report


def test_what_counts_is_decided_by_strictness(report):
    """Errors fail always, warnings only when asked, remarks never."""
    mild = tuple(it for it in report.findings if it.code == "LM207")
    assert report.is_refused
    assert not Report(mild, 1, 1).is_refused
    assert Report(mild, 1, 1, is_strict=True).is_refused
