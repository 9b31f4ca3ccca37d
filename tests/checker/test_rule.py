"""Finding rules."""

from localminis.checker.rule import all_rules, find_rule


def test_rules_are_found_by_code_and_name():
    """In any case of letters, and nothing else is found."""
    assert find_rule("lm101") is find_rule("EVAL") is all_rules()["LM101"]
    assert find_rule("LM999") is None


def test_rules_come_in_the_order_of_their_codes():
    """A list of them is always the same."""
    assert list(all_rules()) == sorted(all_rules())
    names = [rule.name for rule in all_rules().values()]
    assert len(set(names)) == len(names)
