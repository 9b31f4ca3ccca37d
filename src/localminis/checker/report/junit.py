"""The report as JUnit XML: one test case for each rule in each file that has findings."""

import re
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from localminis.amounts import counted
from localminis.checker.finding import Finding
from localminis.checker.report.model import Report
from localminis.checker.rule import all_rules

# What XML 1.0 cannot carry, not even escaped.
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Write a suite; what weighs enough to fail the check is a failure, the rest is passed output.

    A check without findings is one passed case, because some services refuse an empty suite.
    """
    suite = ET.Element("testsuite", name="localminis check")
    cases = failures = 0
    for path, group in groupby(report.shown, key=report.path):
        for code, findings in groupby(sorted(group, key=lambda it: it.code), lambda it: it.code):
            found = list(findings)
            cases += 1
            case = ET.SubElement(suite, "testcase", classname=_text(path), name=code)
            lines = [_line(path, it) for it in found]
            is_failure = any(map(report.fails, found))
            child = ET.SubElement(case, "failure" if is_failure else "system-out")
            if is_failure:
                failures += 1
                rule = all_rules()[code]
                child.set("message", f"{rule.title} ({counted(len(found), 'finding')})")
                child.set("type", found[0].severity.word)
                lines.append(f"Why: {rule.why}\nFix: {rule.fix}")
            child.text = _text("\n".join(lines))
    if not cases:
        cases = 1
        ET.SubElement(suite, "testcase", classname="localminis", name="check")
    suite.set("tests", str(cases))
    suite.set("failures", str(failures))
    suites = ET.Element("testsuites", tests=str(cases), failures=str(failures))
    suites.append(suite)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _line(path: str, finding: Finding) -> str:
    place = finding.place
    # Line 0 stands for the file as a whole.
    where = f"{path}:{place.line}:{place.column}" if place.line else path
    origin = f" From {finding.original.sentence}." if finding.original else ""
    return f"{where}: {finding.message}{origin}"


def _text(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
