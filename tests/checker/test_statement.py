"""Statements that a large script can be read without."""

import pytest

from localminis.checker.condensed import Condensed
from localminis.checker.outlining import outline
from localminis.checker.statement import Statements

# Less is not worth the reading.
LONG = "/*" + "-" * 1000 + "*/"
# Keeps a function from being too small to be left out.
BODY = "return 'a text that is long enough for the function to be worth leaving out'"


def left(text, needed="NEEDED"):
    """Return what is left of a script, without the long comment, and what was put aside."""
    content = (LONG + text).encode()
    seen = outline(content)
    offsets = [at for at in range(len(content)) if content.startswith(needed.encode(), at)]
    spans, asides = Statements(seen).left_out(offsets, seen.left_out(offsets, 60))
    return Condensed(content, spans).content.decode().removeprefix(LONG), asides


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("a(1); NEEDED; b(2); c(3); d", "; NEEDED;"),
        ("a(f(1, [2]), { b: 1 }); NEEDED;", "; NEEDED;"),
        ("x = (a + b) / 2; y = /[;(]/.test(z); NEEDED;", "; NEEDED;"),
        ("x = `a ${b(`;`)} ;`; NEEDED;", "; NEEDED;"),
        ("for (;;) a(); NEEDED;", "; NEEDED;"),
        ("import a from 'b'; x(); NEEDED;", "import a from 'b';; NEEDED;"),
        ("if (a) b(); else c(); NEEDED;", "if (a) b(); else c(); NEEDED;"),
        ("do a(); while (b); NEEDED;", "do a(); while (b); NEEDED;"),
        ("NEEDED; if (a) b(); // then\nelse c();", "NEEDED; if (a) b(); // then\nelse c();"),
        (f"a(); function f(x) {{ {BODY} }} NEEDED;", "{} NEEDED;"),
        (f"function f(x) {{ {BODY} }} a(); NEEDED;", "; NEEDED;"),
        (f"x = `${{function f() {{ {BODY} }}}};`; NEEDED;", "; NEEDED;"),
        (f"x = {{}}\nfunction f(x) {{ {BODY} }} NEEDED;", "{} NEEDED;"),
    ],
)
def test_what_is_certain_and_not_needed_goes(text, rest):
    """One end stays for all that was left out in a row; what is a part of another stays."""
    found, _ = left(text)
    assert found.removeprefix(LONG) == rest


def test_functions_around_what_matters_are_read_as_well():
    """Their heads stay, and blocks that are no functions stay as they are."""
    found, _ = left(
        f"a(); function f(x) {{ {LONG} b(); if (x) {{ c(); NEEDED; d() }} e(); return 1 }} g();"
    )
    assert found == "; function f(x) {; if (x) { c(); NEEDED; d() } e();};"


def test_what_does_not_balance_stays():
    """From there on nothing is certain."""
    large = f"/*{'-' * 66_000}*/"
    assert left(f"a(); b); c(); NEEDED; {large}")[0] == f"; b); c(); NEEDED; {large}"


def declares(text, name):
    """Return the statements that may declare a name, of those before what matters."""
    content = LONG + text + " NEEDED;"
    _, asides = left(text + " NEEDED;")
    places = [at for aside in asides for at in aside.may_declare(name.encode())]
    return [content[at:].split(";")[0].replace(LONG, "").strip() for at in places]


@pytest.mark.parametrize(
    "text",
    [
        "var a = 1, t = 2;",
        "var t;",
        "const { b, t } = c;",
        "const { b: [t] } = c;",
        "let [...t] = c;",
        f"function t(x) {{ {BODY} }}",
        "{ function/* a */t() {} };",
        f"async function* t(x) {{ {BODY} }}",
        "class t extends b {};",
        "if (a) { var t = 1 };",
        "for (var t of c) d();",
        "var /* a */ t = 1;",
    ],
)
def test_what_may_declare_a_name_is_known(text):
    """It is put back when somebody asks for the name."""
    assert len(declares("x();" + text, "t")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "t = 1;",
        "f(t);",
        "var a = t;",
        "var a = t.b, c = 't', d = e.t; // t",
        "var a = f(b, t);",
        "var a = function () { " + BODY + "; var t = 1; };",
    ],
)
def test_what_only_uses_a_name_stays_aside(text):
    """Reading it again would be for nothing."""
    assert declares("x();" + text, "t") == []
