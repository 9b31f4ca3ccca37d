"""Findings that a project has agreed to live with for now; only what is new is shown.

A finding is known by its rule, file, message and source line, so it survives changes elsewhere.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from localminis.checker.finding import Finding
from localminis.errors import Invalid

_VERSION: Final = 1


class BaselineInvalid(Invalid):
    """The file is no baseline of ours."""


def to_json(findings: Iterable[Finding]) -> str:
    """Write findings as a baseline, the same findings always as the same text."""
    known = [
        {"code": it.code, "path": it.path, "fingerprint": it.fingerprint, "message": it.message}
        for it in findings
    ]
    return json.dumps({"version": _VERSION, "findings": known}, ensure_ascii=False, indent=2) + "\n"


def read(path: Path) -> Counter[str]:
    """Read a baseline: how often each fingerprint is known.

    Raises:
        BaselineInvalid: the file cannot be read or is something else.
    """
    try:
        document = json.loads(path.read_bytes())
        known = Counter(str(each["fingerprint"]) for each in document["findings"])
        is_ours = document["version"] == _VERSION
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise BaselineInvalid(
            f"{path} is no baseline of this checker. Write one with --write-baseline."
        )
    return known


def new_findings(findings: Iterable[Finding], known: Counter[str]) -> tuple[Finding, ...]:
    """Return the findings that a baseline does not cover; each entry covers one finding."""
    left = known.copy()
    fresh = []
    for finding in findings:
        if left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
        else:
            fresh.append(finding)
    return tuple(fresh)
