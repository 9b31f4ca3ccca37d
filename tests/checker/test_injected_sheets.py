"""Style sheets that scripts load, beyond the examples of the rules."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config


def found(code):
    rules = [all_rules()[it] for it in ("LM204", "LM208")]
    outcome = engine.check_texts({"a.js": code}, Circumstances(Config()), rules=rules)
    return [(it.code, it.severity.word) for it in outcome.findings]


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("box.innerHTML = '<link rel=stylesheet href=//cdn.example.com/a>'", [("LM204", "error")]),
        ("document.write('<li' + 'nk rel=stylesheet href=//a.b/c>')", [("LM204", "error")]),
        ("s.append('@import \"https://cdn.example.com/a.css\";')", [("LM204", "warning")]),
        ("css`@import url(https://fonts.googleapis.com/css?family=A);`", [("LM208", "info")]),
        ("box.innerHTML = '<link rel=icon href=//cdn.example.com/a>' + stylesheet", []),
        ("say('<link rel=stylesheet href=//cdn.example.com/a>')", []),
    ],
)
def test_a_sheet_is_judged_by_its_host_and_by_how_sure_it_is(code, findings):
    """HTML in the page loads it, a text may; the hosts of fonts are only mentioned."""
    assert found(code) == findings


def test_one_element_is_one_finding():
    """An address that is told twice in the same place is named once."""
    code = "_jsx('link', { rel: 'stylesheet', precedence: 'stylesheet', href: 'https://a.b/c' })"
    assert found(code) == [("LM204", "error")]
