"""The report for scripts, as JSON of our own."""

import json
from dataclasses import asdict

from localminis.checker.finding import Severity
from localminis.checker.report.model import Report
from localminis.checker.rule import all_rules

VERSION = 1


def render(report: Report) -> str:
    """Write the findings with everything that is known about them."""
    rules = all_rules()
    document = {
        "version": VERSION,
        "files": report.files,
        "size_bytes": report.size_bytes,
        "known": report.known,
        "suppressed": report.suppressed,
        "ignored": report.ignored,
        "counts": {severity.word: report.count(severity) for severity in reversed(Severity)},
        "refused": report.is_refused,
        "findings": [
            {
                "code": it.code,
                "name": it.name,
                "severity": it.severity.word,
                "path": report.path(it),
                "line": it.place.line,
                "column": it.place.column,
                "end_line": it.place.end_line,
                "end_column": it.place.end_column,
                "message": it.message,
                "excerpt": it.place.excerpt,
                "why": rules[it.code].why,
                "confidence": rules[it.code].confidence,
                "fix": rules[it.code].fix,
                "fingerprint": it.fingerprint,
                "original": None if it.original is None else asdict(it.original),
            }
            for it in report.shown
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
