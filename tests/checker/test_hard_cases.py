"""What every rule must find and must leave alone, in the forms that simple checkers trip over."""

import re
from pathlib import Path

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

_CASE = re.compile(r"(?P<mark>[+-]) (?P<name>[\w.]+): (?P<code>.+)")
CONFIG = Config(client_key="mnk1", trusted_domains=("https://api.example.com",))


def _read():
    cases, rule = {}, ""
    for line in (Path(__file__).parent / "hard_cases.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            rule = line.removeprefix("== ")
            cases[rule] = []
        elif match := _CASE.fullmatch(line):
            cases[rule].append((match["mark"], match["name"], match["code"].replace("⏎", "\n")))
        else:
            assert not line or line.startswith("# "), line
    return cases


CASES = _read()


@pytest.mark.parametrize("code", CASES)
def test_a_rule_finds_all_of_its_hard_cases_and_none_of_the_others(code):
    """Both engines find what is marked with a plus, and nothing in the lines with a minus."""
    rule = all_rules()[code]
    wrong = []
    for mark, name, text in CASES[code]:
        for kind in ("fast", "reference"):
            outcome = engine.check_texts(
                {name: text}, Circumstances(CONFIG), rules=[rule], engine=kind
            )
            if bool(outcome.findings) != (mark == "+"):
                wrong.append((mark, kind, name, text))
    assert wrong == []


def test_every_rule_about_code_has_hard_cases_of_both_kinds():
    """A rule that looks at scripts, pages or sheets is tried with at least three of them."""
    rules = [
        it.code
        for it in all_rules().values()
        if (it.script or it.page or it.sheet) and it.code not in ABOUT_WHOLE_PAGES
    ]
    marks = {code: {mark for mark, _, _ in CASES.get(code, ())} for code in rules}
    assert {code: found for code, found in marks.items() if found != {"+", "-"}} == {}
    assert [code for code in rules if len(CASES[code]) < 3] == []


# Rules about what a page lacks have their cases in their own files.
ABOUT_WHOLE_PAGES = {"LM207", "LM501", "LM502", "LM503", "LM604"}
