"""Questions about the nodes of a script."""

import pytest

from localminis.checker.script import Script, idle_uses
from localminis.checker.source import Source


def parse(code, dialect="javascript"):
    return Script(Source(code.encode(), is_script=True), dialect=dialect)


@pytest.mark.parametrize(
    "code",
    [
        "@d class C { @e() m() {} accessor x = 1; }",
        "class C { static { f(); } #x = 1; has(o) { return #x in o; } }",
        "a ??= b?.c?.[d]?.(e); f(1_000n);",
        "const v = <p a={1}>{...l}</p>;",
        "for await (const x of l); await f();",
        "import d from './a.json' with { type: 'json' }; export * as n from 'm';",
        "label: { break label; } with (o) { f(); }",
        "<!-- an old comment\nf();\n--> another",
        "#!/usr/bin/env node\nf();",
        "/[\\p{L}--[a-z]]/v.test(s);",
    ],
)
def test_modern_and_old_syntax_is_read(code):
    """What browsers run is no finding."""
    assert parse(code).first_error() is None


def test_the_first_error_is_found():
    """Of several breaks the first is shown."""
    script = parse("f();\nlet a b;\nlet c d;")
    error = script.first_error()
    assert error is not None
    assert script.source.at(error.start_byte)[0] == 2


@pytest.mark.parametrize(
    ("code", "is_module"),
    [("import 'a';", True), ("export {};", True), ("import('a');", False), ("'import';", False)],
)
def test_a_module_is_known_by_its_statements(code, is_module):
    """A dynamic import is no sign of a module."""
    assert parse(code).is_module is is_module


@pytest.mark.parametrize(
    "code",
    ["x = 1;", "x++;", "x ||= 1;", "[x] = l;", "({ a: x } = o);", "({ x } = o);",
     "({ x = 1 } = o);", "[...x] = l;", "for (x of l);", "for ([x] in l);", "(x) = 1;"],
)  # fmt: skip
def test_every_way_to_store_into_a_name_is_a_write(code):
    """A variable that one of them changes holds no certain value."""
    script = parse(code)
    (node,) = script.references(b"x", None)
    assert script.is_write(node)


@pytest.mark.parametrize("code", ["y = x;", "o.x; o[x] = 1;", "[y = x] = l;", "f(x);", "x.a = 1;"])
def test_reading_is_no_write(code):
    """Also where something else is stored at the same time."""
    script = parse(code)
    (node,) = script.references(b"x", None)
    assert not script.is_write(node)


@pytest.mark.parametrize(
    ("after", "is_idle"),
    [
        (".innerWidth", True),
        (".eval", False),
        (".evaluate", True),
        ("?.eval", False),
        ("[key]", False),
        (" === b", True),
        (" = b", True),
        (" => b", False),
        (" && b", True),
        (" || b", False),
        (" ? a : b", True),
        (" ?? b", False),
        (", b", False),
        (") ", False),
        ("] = b", True),
        (" in b", True),
        (" /* a */ .eval", False),
        ("<T>(a)", False),
        ("!.eval", False),
    ],
)
def test_uses_that_lead_nowhere_are_known_from_what_follows(after, is_idle):
    """Only where a value is certain to stay where it is, and nobody asks for its member."""
    found = idle_uses(frozenset({"eval"}), is_called=True).match(after.encode())
    assert (found is not None) is is_idle


def test_a_call_leads_nowhere_where_nobody_asks_for_it():
    """The window is no function; `eval` under another name is."""
    assert idle_uses(frozenset({"eval"}), is_called=False).match(b"(a)")
    assert not idle_uses(frozenset({"eval"}), is_called=True).match(b"(a)")
