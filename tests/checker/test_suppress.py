"""Comments that take findings back."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances
from localminis.checker.suppress import suppressions
from localminis.project.model import Config


def check(files, *, is_output):
    around = Circumstances(Config(), is_output=is_output)
    rules = [engine.all_rules()[code] for code in ("LM101", "LM206")]
    return engine.check_texts(files, around, rules=rules)


@pytest.mark.parametrize(
    "text",
    [
        "// localminis-ignore LM101: the only way here\neval('x');",
        "eval('x'); // localminis-ignore eval: the only way here",
        "/* localminis-ignore LM101, LM206: the only way here */ eval('x');",
    ],
)
def test_a_comment_with_a_reason_takes_a_finding_back(text):
    """On its own line or the one before, by code or name, and it is counted."""
    outcome = check({"a.js": text}, is_output=False)
    assert outcome.findings == ()
    assert outcome.suppressed == 1


def test_a_page_has_comments_of_its_own():
    """In HTML the comment is HTML's."""
    text = "<!-- localminis-ignore iframe: shown on the web only -->\n<iframe></iframe>"
    assert check({"a.html": text}, is_output=False).suppressed == 1


@pytest.mark.parametrize(
    "text",
    ["// localminis-ignore LM101\neval('x');", "// localminis-ignore LM101: -\neval('x');"],
)
def test_without_a_reason_the_finding_stays(text):
    """The comment itself becomes a finding, too."""
    codes = [it.code for it in check({"a.js": text}, is_output=False).findings]
    assert codes == ["LM905", "LM101"]


def test_a_comment_reaches_one_rule_and_the_next_line_only():
    """Another rule, or a line further on, is not covered."""
    text = "// localminis-ignore LM206: frames are fine\n\neval('x');"
    codes = {it.code for it in check({"a.js": text}, is_output=False).findings}
    assert codes == {"LM101", "LM905"}


def test_a_bundle_cannot_switch_the_checker_off():
    """In a finished build the comment means nothing."""
    text = "// localminis-ignore LM101: trust me\neval('x'); /* eslint-disable */ eval('y');"
    outcome = check({"a.js": text}, is_output=True)
    assert [it.place.line for it in outcome.findings] == [2, 2]
    assert outcome.suppressed == 0


def test_what_a_comment_says_is_read_exactly():
    """Names, reason and place of a comment."""
    (found,) = suppressions("f();\n  // localminis-ignore LM101 iframe: because: so\n")
    assert found == (2, 3, frozenset({"lm101", "iframe"}), "because: so")
