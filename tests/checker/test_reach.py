"""How a global value is followed; the rules' examples hold the usual ways, these the odd ones."""

import pytest

from localminis.checker.reach import Reach
from localminis.checker.script import Script
from localminis.checker.source import Source

TRACKED = ("eval", "navigator.clipboard.writeText", "document.createElement")


def uses(code, path, *, with_aliases=False):
    script = Script(Source(code.encode(), is_script=True))
    assert script.first_error() is None
    found = Reach(script, TRACKED).uses(path)
    return [
        script.source.at(use.at.start_byte)[1] for use in found if with_aliases or not use.is_alias
    ]


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("const a = window, b = a; b.eval('x');", [28]),
        ("let w; w = self; w.eval('x');", [20]),
        ("const { window: { eval: e } } = globalThis;", [19]),
        ("const { ['ev' + 'al']: e } = window;", [10]),
        ("const { eval } = window;", [9]),
        ("let e; ({ eval: e } = window);", [11]),
        ("(a || window).eval('x');", [15]),
        ("(a ? window : b).eval('x');", [18]),
        ("(window ?? a)?.eval?.('x');", [16]),
        ("const { ...all } = window; all.eval('x');", [32]),
        ("((w = window) => w.eval('x'))();", [20]),
        ("!function (w) { w.eval('x'); }.call(this, window);", [19]),
        ("win = window; win.eval('x');", [19]),
        ("top.frames.self.eval('x');", [17]),
        ("window['window']['eval']('x');", [18]),
    ],
)
def test_a_value_is_followed_to_where_it_is_taken(code, columns):
    """Variables, patterns, conditions, default values and called functions hand a value on."""
    assert uses(code, "eval") == columns


@pytest.mark.parametrize(
    "code",
    [
        "let w = window; w = other; w.eval('x');",
        "function f(w) { w.eval('x'); } f(window);",
        "const w = window; { const w = other; w.eval('x'); }",
        "(window && other).eval('x');",
        "(window, other).eval('x');",
        "window[name]('x');",
        "other.window.eval('x');",
        "const o = { w: window }; o.w.eval('x');",
        "function f() { this.eval('x'); }",
        "class C { m() { this.eval('x'); } }",
        "export {}; this.eval('x');",
    ],
)
def test_what_may_be_another_value_is_not_followed(code):
    """A variable that changes, a shadowed name or an unknown key is no certain use."""
    assert uses(code, "eval") == []


def test_a_variable_that_holds_the_value_is_an_alias():
    """Where it is used again is known, apart from where it was taken."""
    code = "const make = document.createElement; make('p');"
    assert uses(code, "document.createElement") == [23]
    assert uses(code, "document.createElement", with_aliases=True) == [23, 38]


def test_values_that_name_each_other_end():
    """Two variables that hold each other are followed once."""
    assert uses("var a = window, b = a; a = b; b.eval('x');", "eval") == []


def test_a_bound_function_is_still_the_function():
    """Binding without further arguments changes nothing that matters here."""
    code = "const make = document.createElement.bind(document); make('p');"
    assert 53 in uses(code, "document.createElement", with_aliases=True)
