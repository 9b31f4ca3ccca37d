"""The report for scripts."""

import json

from localminis.checker.report import json as as_json


def test_json_carries_everything(report):
    """A script reads the places, the reasons and whether the check failed."""
    document = json.loads(as_json.render(report))
    assert document["refused"] is True
    first = document["findings"][1]
    assert (first["path"], first["line"], first["column"]) == ("dist/b.js", 1, 3)
    assert first["severity"] == "error"
    assert first["confidence"] == "documented"
    assert len({it["fingerprint"] for it in document["findings"]}) == 5
