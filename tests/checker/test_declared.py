"""Which names certainly belong to the functions and blocks around a place, without a parser."""

import pytest

from localminis.checker.declared import Declared
from localminis.checker.outlining import outline

LONG = "long();" * 20


@pytest.mark.parametrize(
    ("script", "is_declared"),
    [
        ("function f(top) { return 'a' + HERE; }", True),
        ("const f = (a, top) => { return 'a' + HERE; }", True),
        ("const f = top => { return 'a' + HERE; }", True),
        ("const f = ({ a, b: top }) => { return 'a' + HERE; }", True),
        ("const f = ({ a, top: b }) => { return 'a' + HERE; }", False),
        ("const f = function (top) { return HERE }", True),
        ("{ 'a'; // function f(top) {\n HERE }", False),
        ("function f() { const top = 1; if (a) { return HERE + 'a'; } }", True),
        ("function f() { if (a) { const top = 1; } return HERE; }", False),
        ("function f() { // const top = 1;\n return HERE; }", False),
        ("function f() { 'a; const top = 1;'; return HERE; }", False),
        ("function f(a = top) { return 'a' + HERE; }", False),
        ("function f(topping) { return 'a' + HERE; }", False),
        ("function f() { a.var top; return 'a' + HERE; }", False),
        ("function f() { function top() { 'LONG' } return HERE; }", True),
        ("function f() { var a = b(c, d) + 'e, f', top = g[1]; return HERE; }", True),
        ("function f() { var a = b(c, () => { return 'LONG'; }), top = 1; return HERE; }", True),
        ("function f() { var a = { top: 'LONG' }, b; return HERE; }", False),
        ("function f() { var a = (b, top), c = [d, top]; return HERE + 'e'; }", False),
        ("function f() { var a = b\nc, top; return HERE + 'd'; }", False),
        ("function f() { var a = b\n  .c, top; return HERE + 'd'; }", True),
        ("function f() { var a = 1, // b\n top; return HERE + 'd'; }", True),
        ("function f() { var a = b < c, top > (1); return HERE + 'd'; }", False),
        ("function f() { const { a, top } = b; return HERE + 'c'; }", True),
        ("function f() { const { top: a } = b, [c] = d; return HERE + 'e'; }", False),
        ("function f() { let [a, top] = b; return HERE + 'c'; }", True),
        ("function f() { let a, b = top, c; return HERE + 'd'; }", False),
        ("function f() { a = 1, top = 2; var b; return HERE + 'c'; }", False),
        ("function f() { for (var a = 0, top = 1; a < top; a++) { HERE + 'b'; } }", True),
        ("function f() { for (let a = 0, top = 1; a < top; a++) b(); HERE + 'c'; }", False),
        ("function f() { for (const top of a) 'b'; HERE; }", False),
    ],
)
def test_a_name_is_declared_around_a_place(script, is_declared):
    """Only a declaration that certainly holds at the place counts."""
    script = script.replace("LONG", LONG)
    declared = Declared(outline(script.encode()))
    assert declared.is_around(b"top", script.index("HERE")) is is_declared


@pytest.mark.parametrize(
    ("script", "is_declared"),
    [
        ("f(function (a, top, b) { 'c' })", True),
        ("f((a, top) => a)", True),
        ("f(top => a)", True),
        ("o = { f(top) { 'a' } }", True),
        ("f(a, top); { 'b' }", False),
        ("if (top) { 'a' }", False),
        ("f(a = top) ", False),
        ("f(g(a), top) ", False),
    ],
)
def test_a_parameter_is_declared_where_it_stands(script, is_declared):
    """It is no mention of what an outer name means."""
    declared = Declared(outline(script.encode()))
    assert declared.is_around(b"top", script.index("top")) is is_declared


def test_only_inner_blocks_are_asked():
    """What an outer function declares is left to who knows more of it."""
    script = "function f(top) { 'a'; g(() => { HERE; 'b' }); }"
    declared, at = Declared(outline(script.encode())), script.index("HERE")
    assert declared.is_around(b"top", at)
    assert not declared.is_around(b"top", at, script.index("'a'"))
