"""How the blocks of a script are read, and what is left to the parser."""

import pytest

from localminis.checker.outlining import Unclear, outline


@pytest.mark.parametrize(
    "script",
    ["a(", "a {", "a }", "'a", "`a ${b", "/* a", "a <!-- b", "\\u0061", "const v = <p>it's</p>;",
     "(<A>it's</A>)", "'o\\ut'", "`\\x0`"],
)  # fmt: skip
def test_what_needs_a_parser_is_said(script):
    """Broken scripts, JSX, escapes in names and odd comments are not guessed at."""
    with pytest.raises(Unclear):
        outline(script.encode())


@pytest.mark.parametrize(
    ("script", "parents"),
    [
        ("a({'b': {'c': 1}}); {'d'}", [-1, 0, -1]),
        ("`a ${{'b': `c ${{'d': 1}}`}}`", [-1, 0]),
        ("a = {'b': c / d, e: /}/}; {'f'}", [-1, -1]),
        ("#!/bin/node {\n{'a'}", [-1]),
        ("a = {b: 1}", []),
    ],
)
def test_blocks_are_in_each_other(script, parents):
    """Braces in texts and templates are none, and small blocks without texts are passed over."""
    seen = outline(script.encode())
    assert seen.parents == parents
    assert all(script[at] == "{" for at in seen.starts)
    assert all(script[at - 1] == "}" for at in seen.ends)
