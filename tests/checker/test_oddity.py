"""Signs of broken scripts, in code without comments and with one mark for each text."""

import pytest

from localminis.checker.oddity import has_sign


@pytest.mark.parametrize(
    "code",
    ["let a b;", "const = 1;", "a = ;", "f(a,;", "f(a", "a]", "if = 2", "hello world", "x = (a + )",
     "a / ;", "<<<<<<< ours", "foo bar()", "new ;", "class A { a() {} b { c; } }", "a {}",
     "'s here;", "f(' ')"],
)  # fmt: skip
def test_a_broken_script_has_a_sign(code):
    """Two values side by side, or nothing where something must be."""
    assert has_sign(code.replace("'", "\0").encode())


@pytest.mark.parametrize(
    "code",
    ["let a = b, c;", "for (const a of b) c();", "for (;;) {}", "a ? b : c;", "export { a as b };",
     "async function f() { await a; }", "a++; --b;", "const { a, ...b } = c;",
     "label: for (;;) break label;",
     "class A extends B { static c = 1; get d() { return 1; } }", "a => b;", "import a from ';",
     "if (a) b(); else c();", "x = a\n  .b()\n  .c;", "new.target; [a, , b]; f(...a, );",
     "class A extends b.C { static { try { d; } catch { e; } } }",
     "import { a } from ' with { b: ' };",
     "if (' in a || 'of in b) c(d, ');", "do { a; } while (b); x = class { }; a\n{ b; }"],
)  # fmt: skip
def test_a_sound_script_has_none(code):
    """Ordinary code is not parsed for nothing."""
    assert not has_sign(code.replace("'", "\0").encode())
