"""The report for code scanning; its schema is checked with the conformance tests."""

import json

from localminis.checker.report import sarif


def test_sarif_points_at_places_of_the_project(report):
    """Results name their rule by position, and a finding about a file has no region."""
    (run,) = json.loads(sarif.render(report))["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [ids[it["ruleIndex"]] for it in run["results"]] == [
        it["ruleId"] for it in run["results"]
    ]
    by_rule = {it["ruleId"]: it["locations"][0]["physicalLocation"] for it in run["results"]}
    assert by_rule["LM104"]["artifactLocation"]["uri"] == "dist/b.js"
    assert by_rule["LM104"]["region"]["startColumn"] == 14
    assert "region" not in by_rule["LM603"]


def test_sarif_relates_the_source_of_a_bundle(mapped):
    """The source is a second place of the result, its name escaped as an address."""
    [result] = json.loads(sarif.render(mapped))["runs"][0]["results"]
    [related] = result["relatedLocations"]
    physical = related["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "node_modules/a%20b/run.js"
    assert physical["region"] == {"startLine": 3, "startColumn": 5}
