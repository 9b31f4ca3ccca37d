"""A report with findings of several kinds, and its makings."""

import dataclasses

import pytest

from localminis.checker import engine
from localminis.checker.finding import Original
from localminis.checker.report.model import Report
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

FILES = {
    "b.js": "  eval('é'); setTimeout('a:b,c%');\neval('x');",
    "a.html": "<p>\n<script src='./libs/vconsole.js'></script>",
    "empty.css": "",
}


@pytest.fixture
def report():
    """Check three files with four rules: five findings, one of them about a whole file."""
    rules = [all_rules()[code] for code in ("LM101", "LM104", "LM207", "LM603")]
    outcome = engine.check_texts(FILES, Circumstances(Config()), rules=rules)
    return Report(outcome.findings, outcome.files, outcome.size_bytes, prefix="dist/")


@pytest.fixture
def empty():
    """Give what makes reports without findings."""

    def make(**changes):
        return Report((), 3, 1_200_000, **changes)

    return make


@pytest.fixture
def mapped(report):
    """Make the report of a finding whose source is known."""
    finding = next(it for it in report.findings if it.code == "LM104")
    original = Original("node_modules/a b/run.js", 3, 5, "a b")
    return dataclasses.replace(report, findings=(dataclasses.replace(finding, original=original),))
