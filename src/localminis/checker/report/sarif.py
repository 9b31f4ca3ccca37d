"""The report as SARIF 2.1.0, for code scanning services and editors."""

import json
from typing import Any, Final
from urllib.parse import quote

from localminis import __version__
from localminis.checker.finding import Finding, Original, Severity
from localminis.checker.report.model import Report
from localminis.checker.rule import Rule, all_rules

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """Write one run with the rules that found something."""
    codes = sorted({finding.code for finding in report.shown})
    positions = {code: position for position, code in enumerate(codes)}
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "LocalMinis",
                        "version": __version__,
                        "rules": [_rule(all_rules()[code]) for code in codes],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "originalUriBaseIds": {"PROJECT": {"description": {"text": "The project."}}},
                "results": [_result(report, it, positions[it.code]) for it in report.shown],
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"confidence": rule.confidence},
    }


def _result(report: Report, finding: Finding, position: int) -> dict[str, Any]:
    place = finding.place
    uri = quote(report.path(finding).encode("utf-8", "replace"))
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "PROJECT"}}
    if place.line:
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    result = {
        "ruleId": finding.code,
        "ruleIndex": position,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"localminis/v1": finding.fingerprint},
    }
    if finding.original is not None:
        result["relatedLocations"] = [_related(finding.original)]
    return result


def _related(original: Original) -> dict[str, Any]:
    uri = quote(original.path.encode("utf-8", "replace"))
    return {
        "message": {"text": f"Made from {original.sentence}"},
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": "PROJECT"},
            "region": {"startLine": original.line, "startColumn": original.column},
        },
    }
