"""What belongs to code, to texts and to comments, and where functions are, without a parser."""

import pytest

from localminis.checker.outlining import outline


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("a(); HERE", "code"),
        ("a('HERE')", "text"),
        ('a("\\" HERE")', "text"),
        ("a('\\\nHERE')", "text"),
        ("`a HERE`", "text"),
        ("`a ${b + HERE}`", "code"),
        ("`a ${b} HERE`", "text"),
        ("`a ${`b ${c}`} HERE`", "text"),
        ("// HERE\nb", "comment"),
        ("a; // it's HERE\nb", "comment"),
        ("/* ' */ HERE", "code"),
        ("/* HERE */", "comment"),
        ("a = /'/; HERE", "code"),
        ("a = b / c; HERE; d / 2", "code"),
        ("a = /[/'HERE]/;", "text"),
        ("return /'HERE/", "text"),
        ("a = (b) / c / HERE", "code"),
        ("if (a) /HERE'/.test(b)", "text"),
        ("while (a.b(c)) /HERE'/.test(b)", "text"),
        ("a.if(b) / HERE / c", "code"),
        ("a = b\n// '\n/ HERE", "code"),
        ("function f() {}\n/HERE'/.test(a)", "text"),
        ("a = x++ / HERE / 2", "code"),
        ("if (a) { HERE }", "code"),
        ("const a = `${ { b: '}' }.b }` + HERE", "code"),
    ],
)
def test_a_place_is_code_text_or_comment(script, kind):
    """Strings, templates, regular expressions and comments are told from code."""
    seen = outline(script.encode())
    assert list(seen.kinds_at([script.index("HERE")])) == [kind]


@pytest.mark.parametrize(
    "head",
    ["function f(a, b) ", "const f = (a) => ", "const f = a => ", "class A { m(a = 1) ", "class A ",
     "const f = async function* (a) ", "const o = { get a() ", "class A { [b](c) ",
     "class A { #p() "],
)  # fmt: skip
def test_functions_and_classes_are_left_out(head):
    """The inside of a function or a class in which nothing is needed is left out."""
    inside = " a.b = 'c'; " * 20
    script = f"{head}{{{inside}}}" + "}" * head.count("{")
    start = script.index(inside)
    seen = outline(script.encode())
    assert seen.left_out([start - 2], 200) == [(start, start + len(inside))]
    assert seen.left_out([start - 2, start + 5], 200) == []


@pytest.mark.parametrize(
    "head",
    ["if (a) ", "for (const a of b) ", "a(b)\n", "const o = ", "switch (a) ", "else ", "a: "],
)
def test_other_blocks_are_never_left_out(head):
    """A block may declare names for what is around it, and an object is no function."""
    script = f"{head}{{{' a.b = c; ' * 40}}}"
    assert outline(script.encode()).left_out([], 200) == []


@pytest.mark.parametrize(
    ("script", "is_window"),
    [
        ("this.a", True),
        ("const f = () => { this.a }", True),
        ("(function () { this.a })()", True),
        ("!function (a) { if (a) { this.a } /* b */ }(c)", True),
        ("function f() { this.a }\n(b)", False),
        ("const f = function () { this.a };", False),
        ("class A { b = this.a }", False),
        ("const o = { m(a) { return () => this.a } };", False),
    ],
)
def test_this_is_the_window_or_certainly_not(script, is_window):
    """Methods, classes and functions that are not called where they stand have their own `this`."""
    assert outline(script.encode()).is_window_at(script.index("this")) is is_window
