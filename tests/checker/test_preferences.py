"""What a project wants of its checks."""

import json

import pytest

from localminis.checker import preferences
from localminis.checker.finding import Severity
from localminis.checker.preferences import PreferenceInvalid, Preferences
from localminis.project.model import PackageInvalid


def plant(root, given):
    (root / "package.json").write_text(json.dumps({"localminis": given}))


def test_a_project_that_says_nothing_wants_nothing(tmp_path):
    """No package.json, none of ours in it, an empty one: all the same."""
    assert preferences.of_project(tmp_path) == Preferences()
    for given in (None, {}, {"check": {}}):
        plant(tmp_path, given)
        assert preferences.of_project(tmp_path) == Preferences()


def test_both_are_read(tmp_path):
    """Rules by code or name, files by patterns."""
    plant(tmp_path, {"check": {"severity": {"eval": "info", "LM306": "off"}, "ignore": ["a/"]}})
    wanted = {"LM101": Severity.INFO, "LM306": None}
    assert preferences.of_project(tmp_path) == Preferences(wanted, ("a/",))


def test_what_is_typed_goes_first():
    """A weight on the command line replaces the project's, a pattern comes on top."""
    below = Preferences({"LM101": None, "LM102": None}, ("a/",))
    assert Preferences({"LM101": Severity.INFO}, ("b/",)).over(below) == Preferences(
        {"LM101": Severity.INFO, "LM102": None}, ("a/", "b/")
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "is no object"),
        ({"severity": {"LM999": "off"}}, "There is no rule 'LM999'"),
        ({"severity": {"eval": "loud"}}, "Use error, warning, info or off"),
        ({"severity": []}, "severity in package.json is no object"),
        ({"ignore": "src/old/"}, "is no list of patterns"),
        ({"ignore": [1]}, "is no list of patterns"),
        ({"ignores": []}, "Did you mean ignore?"),
        ({"files": []}, "Use severity or ignore"),
    ],
)
def test_what_means_nothing_is_refused(tmp_path, given, says):
    """A typing error must not turn a rule on or off in silence."""
    plant(tmp_path, {"check": given})
    with pytest.raises(PreferenceInvalid, match=says):
        preferences.of_project(tmp_path)


def test_a_broken_package_json_is_refused(tmp_path):
    """Nobody knows what it would have said."""
    (tmp_path / "package.json").write_text("{")
    with pytest.raises(PackageInvalid):
        preferences.of_project(tmp_path)
