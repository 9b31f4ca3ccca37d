"""Every rule is held to its own examples: what it shows as wrong is found there, and only there."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.spec.restrictions import RESTRICTIONS
from localminis.spec.sources import SOURCES

RULES = list(all_rules().values())
CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{kind}-{number}")
    for rule in RULES
    for kind, examples in (("bad", rule.bad), ("good", rule.good))
    for number, example in enumerate(examples, 1)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_an_example_is_found_exactly_where_it_says(rule, example):
    """A rule reports the places of its bad examples, line and column, and nothing in good ones."""
    around = Circumstances(example.config, is_output=example.is_output)
    outcome = engine.check_texts(example.files, around, rules=[rule])
    assert {finding.code for finding in outcome.findings} <= {rule.code}, outcome.findings
    found = [(it.path, it.place.line, it.place.column) for it in outcome.findings]
    assert found == list(example.at)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_complete(rule):
    """A rule explains itself in sentences, names a known source, and shows both kinds of case."""
    assert rule.source in SOURCES
    assert not any("!" in sentence for sentence in (rule.title, rule.why, rule.fix))
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    if rule.code != "LM904":
        assert rule.bad
        assert rule.good


def test_every_restriction_of_the_simulator_has_a_rule():
    """What the simulator refuses at run time is looked for before, under the same name."""
    assert set(RESTRICTIONS) <= {rule.name for rule in RULES}
