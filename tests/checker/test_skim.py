"""The fast path finds what the reference engine finds, word for word, whatever the script."""

import pytest
from hypothesis import HealthCheck, given, settings
from tests.checker import scripts

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

AROUND = Circumstances(Config(trusted_domains=("https://api.example.com",), client_key="mnk1"))
CASES = [
    pytest.param(each, id=f"{rule.code}-{kind}-{number}")
    for rule in all_rules().values()
    for kind, examples in (("bad", rule.bad), ("good", rule.good))
    for number, each in enumerate(examples, 1)
    if all(len(text) < 100_000 for text in each.files.values())
]


def both(files, around=AROUND):
    fast = engine.check_texts(files, around)
    return fast, engine.check_texts(files, around, engine="reference")


def agree(text, name="app.js"):
    fast, reference = both({name: text})
    assert fast == reference


@pytest.mark.parametrize("each", CASES)
def test_both_engines_agree_on_the_examples_of_all_rules(each):
    """All rules together say the same about every example of every rule."""
    fast, reference = both(each.files, Circumstances(each.config, is_output=each.is_output))
    assert fast == reference


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(scripts.scripts)
def test_both_engines_agree_on_scripts_that_are_put_together(text):
    """The same holds in functions, classes and blocks, beside functions that are left out."""
    agree(text)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(scripts.scripts)
def test_both_engines_agree_on_large_scripts(text):
    """The same holds where the statements beside what matters are left out as well."""
    agree(scripts.large(text))


STORING = f"keep(function () {{ later = 1; return '{'long ' * 20}'; }})"
CALLED = "var later = setTimeout; later('tick()', 1);"


@pytest.mark.parametrize("text", [f"{STORING}; {CALLED}", f"{CALLED} {STORING}", CALLED])
def test_what_is_left_out_at_the_ends_of_a_script_counts(text):
    """A variable that is stored into there holds more than one value."""
    agree(scripts.large(text))
    fast, _ = both({"app.js": scripts.large(text)})
    assert ("LM104" in {it.code for it in fast.findings}) is (STORING not in text)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(scripts.damaged())
def test_both_engines_agree_on_damaged_scripts(text):
    """A character too many or too few makes no difference between them either."""
    agree(text)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
@given(scripts.damaged())
def test_both_engines_agree_for_long(text):
    """The same for as long as a soak takes."""
    agree(text)
