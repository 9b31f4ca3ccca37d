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


def test_json_names_the_source_of_a_bundle(report, mapped):
    """The key is always there."""
    [finding] = json.loads(as_json.render(mapped))["findings"]
    assert finding["original"] == {
        "path": "node_modules/a b/run.js",
        "line": 3,
        "column": 5,
        "package": "a b",
    }
    assert json.loads(as_json.render(report))["findings"][0]["original"] is None
