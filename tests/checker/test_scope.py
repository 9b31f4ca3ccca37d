"""Which declaration a name belongs to, construct by construct."""

import pytest

from localminis.checker.script import Script
from localminis.checker.source import Source


def globals_in(code, *, dialect="javascript"):
    """Return the line and column of every use of `x` that no declaration explains."""
    script = Script(Source(code.encode(), is_script=True), dialect=dialect)
    assert script.first_error() is None
    nodes = script.references(b"x", None)
    return [script.source.at(node.start_byte) for node in nodes]


@pytest.mark.parametrize(
    "code",
    [
        "var x; x;",
        "x; var x;",
        "f(); function f() { x; } var x;",
        "function f() { x; if (a) { for (;;) { var x; } } }",
        "let x; { x; }",
        "const { x } = o; x;",
        "const { a: { b: [x] } } = o; x;",
        "const { a = 1, ...x } = o; x;",
        "function f(x) { x; }",
        "function f(a, { b: x = 1 } = {}) { x; }",
        "function f(...x) { x; }",
        "function f(x, y = x) {}",
        "const f = x => x;",
        "const f = async (x) => x;",
        "const f = function x() { x; };",
        "x(); function x() {}",
        "{ function x() {} x; }",
        "new x(); class x {}",
        "const C = class x { m() { x; } };",
        "class C { m(x) { x; } }",
        "const o = { m(x) { x; }, set a(x) { x; } };",
        "try {} catch (x) { x; }",
        "try {} catch ({ x }) { x; }",
        "for (const x of l) x;",
        "for (var x in l); x;",
        "for (const [, x] of l) x;",
        "for (let x = 0; x < 1; x++) x;",
        "switch (a) { case 1: let x; x; }",
        "class C { static { var x; x; } }",
        "import x from 'm'; x;",
        "import { y as x } from 'm'; x;",
        "import * as x from 'm'; x;",
        "import y, { x } from 'm'; x;",
        "using x = a; x;",
        "function* f(x) { yield x; }",
        "var { [k]: x } = o; x;",
    ],
)
def test_a_declared_name_is_no_global(code):
    """Every way to declare a name is seen, wherever the name is used."""
    assert globals_in(code) == []


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("x;", [(1, 1)]),
        ("{ let x; } x;", [(1, 12)]),
        ("function f(x) {} x;", [(1, 18)]),
        ("function f() { var x; } x;", [(1, 25)]),
        ("const f = function x() {}; x;", [(1, 28)]),
        ("const C = class x {}; x;", [(1, 23)]),
        ("for (let x of l); x;", [(1, 19)]),
        ("try {} catch (x) {} x;", [(1, 21)]),
        ("function f(a = x) { var x; }", [(1, 16)]),
        ("{ function x() {} } x;", [(1, 21)]),
        ("import { x as y } from 'm'; x;", [(1, 29)]),
        ("x: for (;;) { continue x; }", []),
        ("a.x; a?.x; ({ x: 1 }); ({ x() {} });", []),
        ("({ x });", [(1, 4)]),
        ("[...x];", [(1, 5)]),
        ("'x'; `x`; /x/; // x", []),
        ("`${x}`;", [(1, 4)]),
        ("({ [x]: 1 }); a[x];", [(1, 5), (1, 17)]),
        ("export { x as y } from 'm';", []),
        ("with (o) { x; }", [(1, 12)]),
        ("\\u0078;", [(1, 1)]),
        ("const \\u0078 = 1; x;", []),
        ("const { y = x } = o;", [(1, 13)]),
        ("class C { x = 1; m() { this.x; } #x; }", []),
        ("class C extends x {}", [(1, 17)]),
    ],
)
def test_a_name_without_a_declaration_is_a_global(code, places):
    """A declaration explains only what it reaches; strings, comments and properties are no use."""
    assert globals_in(code) == places


@pytest.mark.parametrize(
    "code",
    [
        "function f(x: number, y?: string) { x; }",
        "type T = typeof x;",
        "enum x { A } x;",
        "namespace x { } x;",
        "import x = require('m'); x;",
        "declare const x: number; x;",
        "abstract class x {} new x();",
        "let f: (x: string) => void;",
        "interface I { x: string; m(x: number): void }",
        "const v = <x a='1'></x>;",
    ],
)
def test_types_declare_and_mention_names(code):
    """TypeScript's own declarations count, and a name in a type is no use of a value."""
    assert globals_in(code, dialect="tsx") == []
