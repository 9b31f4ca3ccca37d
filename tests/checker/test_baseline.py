"""Findings that a project lives with."""

import pytest

from localminis.checker import baseline, engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config


def found(text):
    rules = [all_rules()["LM101"]]
    return engine.check_texts({"a.js": text}, Circumstances(Config()), rules=rules).findings


def test_known_findings_are_not_new_even_when_they_move(tmp_path):
    """What was there is known after lines were added; one more of the same kind is new."""
    path = tmp_path / "baseline.json"
    path.write_text(baseline.to_json(found("eval('x');")))
    known = baseline.read(path)
    assert baseline.new_findings(found("f();\n\neval('x');"), known) == ()
    (fresh,) = baseline.new_findings(found("eval('x');\neval('x');"), known)
    assert fresh.place.line == 2
    assert len(baseline.new_findings(found("eval('y');"), known)) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "findings": []}', "\xff"])
def test_a_file_that_is_no_baseline_is_refused(tmp_path, text):
    """Nothing is hidden by a file that means something else."""
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(baseline.BaselineInvalid, match="--write-baseline"):
        baseline.read(path)
