"""The pieces of a script that are swallowed in one step."""

import pytest

from localminis.checker.pieces import NO_CODE, PIECE, RUN


@pytest.mark.parametrize(
    ("script", "swallowed"),
    [
        ("a = 'b{' + \"c}\"; {", "a = 'b{' + \"c}\"; "),
        ("a(`b } c`) }", "a(`b } c`) "),
        ("a(`b ${", "a("),
        ("if (a) { b = 1 } {'c'}", "if (a) { b = 1 } "),
        ("a / b; c = /[/]}/; d /* } */ // }\n}", "a / b; c = /[/]}/; d /* } */ // }\n"),
        ("return /a/", "return "),
        ("a = 'b\n}'", "a = "),
    ],
)
def test_a_run_goes_up_to_what_is_not_certain(script, swallowed):
    """A brace of its own, the start of a template's code, and a slash that could be either."""
    assert RUN.match(script.encode())[0].decode() == swallowed


@pytest.mark.parametrize(
    ("script", "kind"),
    [("a + b", "code"), ("{ a }", "code"), ("'a'", "text"), ("`a`", "text"), ("// a", "comment")],
)
def test_a_piece_says_what_it_is(script, kind):
    """It is code, a text or a comment."""
    assert PIECE.match(script.encode()).lastgroup == kind


def test_texts_and_comments_are_no_code():
    """Nothing but code is left without them."""
    assert NO_CODE.sub(b"_", b"a('b', /c/) /* d */ + `e` // f") == b"a(_, _) _ + _ _"
