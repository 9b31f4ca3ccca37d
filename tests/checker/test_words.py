"""Where a name is written."""

import pytest

from localminis.checker import words


@pytest.mark.parametrize("name", [b"e", b"$", b"$e", b"name"])
def test_whole_words_are_found(name):
    """Neither a part of a longer word, nor anything outside of what is asked for."""
    content = b"%s x%s %sx .%s ...%s '%s'" % ((name,) * 6)
    found = list(words.occurrences(content, name, 0, len(content)))
    starts = [at for at in range(len(content)) if content.startswith(name, at)]
    assert found == [starts[0], *starts[3:]]
    assert list(words.occurrences(content, name, 1, starts[4])) == [starts[3]]


def test_a_property_is_no_name():
    """After one dot; after three, it is spread."""
    content = b"a.name; [...name]; name"
    assert list(words.names(content, b"name", 0, len(content))) == [12, 19]


@pytest.mark.parametrize(
    ("code", "is_key"),
    [
        ("{ name: 1 }", True),
        ("{ a: b, name : 1 }", True),
        ("a ? name : b", False),
        ("{ name }", False),
        ("{ name :: a }", False),
    ],
)
def test_a_key_is_told_by_what_is_around_it(code, is_key):
    """A brace or a comma before it and a colon after it."""
    at = code.index("name")
    assert words.is_key(code.encode(), at, at + 4) is is_key


def test_escapes_are_read():
    """A name may be written in many ways; in a text, an escape is none."""
    assert words.escaped(b"\\u0065val('x'); ev\\u{61}l") == {b"eval": [(0, 9), (16, 25)]}
    assert words.escaped(b"'\\u0020'") == {b" ": [(1, 7)]}
