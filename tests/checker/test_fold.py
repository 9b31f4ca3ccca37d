"""What is known of an expression's text."""

import pytest

from localminis.checker.fold import text_of, unescaped
from localminis.checker.script import Script, arguments
from localminis.checker.source import Source


def folded(code):
    """Fold the argument of the call `f(…)` at the end of the code."""
    script = Script(Source(code.encode(), is_script=True))
    call = script.root.named_children[-1].named_children[0]
    return text_of(script, arguments(call)[0])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("f('a')", "a"),
        ("f('a' + \"b\" + `c`)", "abc"),
        ("f(('a'))", "a"),
        ("f('a' + 1)", "a1"),
        ("f(`a${'b'}${2}`)", "ab2"),
        ("const a = 'x'; f(a + 'y')", "xy"),
        ("let a; a = 'x'; f(a)", "x"),
        ("f((0, 'a'))", "a"),
        ("f(['a', 'b'].join('-'))", "a-b"),
        ("f('a'.concat('b', 1))", "ab1"),
        ("f(String.fromCharCode(101, 118))", "ev"),
        ("f('\\x65\\u0076\\u{61}\\154')", "eval"),
        ("(function (t) { f(t) })('a'); f('b')", "b"),
    ],
)
def test_a_certain_text_is_known(code, text):
    """Literals, sums, templates and variables that never change have one text."""
    known = folded(code)
    assert known is not None
    assert known.whole == text


@pytest.mark.parametrize(
    ("code", "start"),
    [("f('a' + b)", "a"), ("f(b + 'a')", ""), ("f(`a/${b}/c`)", "a/"), ("f(a ? 'b' : 'c')", "")],
)
def test_the_beginning_of_a_text_is_known(code, start):
    """A sum with a text is a text, known as far as it is certain."""
    known = folded(code)
    assert known is not None
    assert (known.start, known.is_whole) == (start, False)


@pytest.mark.parametrize(
    "code",
    [
        "f(a)",
        "f(1 + 2)",
        "f(a + b)",
        "let a = 'x'; a = 1; f(a)",
        "let a = 'x'; for (a of l); f(a)",
        "let a = 'x'; [a] = l; f(a)",
        "let a = 'x'; a += 'y'; f(a)",
        "const { a } = o; f(a)",
        "f(a ? 'b' : c)",
        "f(() => 'a')",
        "const a = b, b = a; f(a)",
    ],
)
def test_what_may_be_something_else_is_no_text(code):
    """A variable that changes and a value that may not be a text are not guessed."""
    assert folded(code) is None


def test_a_concatenation_of_thousands_of_parts_is_folded():
    """Old build tools write one sum per line of a file; its depth is no limit."""
    code = "f(" + " + ".join(f"'{number % 10}'" for number in range(5_000)) + ")"
    known = folded(code)
    assert known is not None
    assert len(known.start) == 5_000


def test_escapes_of_a_literal_are_resolved():
    """Every kind of escape means its character, and a line continuation means nothing."""
    assert unescaped("a\\n\\t\\\\\\'\\\nb\\q") == "a\n\t\\'bq"


@pytest.mark.parametrize(
    "code",
    ["var t = e[t](); f(t)", "var t = e[t].join(); f(t)", "var a = b + 'x', b = a + 'y'; f(a)",
     "const o = { [o.p]: 'x' }; f(o.p)"],
)  # fmt: skip
def test_a_value_of_itself_is_not_known(code):
    """A circle ends where it began."""
    known = folded(code)
    assert known is None or not known.is_whole


def test_a_long_chain_of_sums_takes_linear_time_and_little_memory():
    """Each variable is read once, however often it is used, and a text has an end."""
    chain = "".join(f"const v{n} = v{n - 1} + v{n - 1};" for n in range(1, 19))
    known = folded(f"const v0 = 'xy';{chain}f(v18)")
    assert known is not None
    assert not known.is_whole
    assert len(known.start) == 100_000
