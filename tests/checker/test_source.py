"""Lines, columns and excerpts of a source."""

import time

import pytest

from localminis.checker.source import Source, decoded, in_utf8, is_binary


@pytest.mark.parametrize(
    ("text", "target", "place"),
    [
        ("eval", "eval", (1, 1)),
        ("a\nb\r\nc\rd eval", "eval", (4, 3)),
        ("é eval", "eval", (1, 3)),
        ("'\U0001f600' eval", "eval", (1, 6)),
        ("a\u2028b\u2029eval", "eval", (3, 1)),
    ],
)
def test_columns_count_as_editors_do(text, target, place):
    """Lines end where JavaScript ends them, and columns are UTF-16 code units from 1."""
    content = text.encode()
    assert Source(content, is_script=True).at(content.index(target.encode())) == place


def test_a_page_has_no_unicode_line_ends():
    """In HTML and CSS only the line feed and the carriage return end a line."""
    assert Source("a\u2028b".encode()).at(4) == (1, 3)


def test_a_part_of_a_page_counts_from_where_it_stands():
    """The first line of an inline script begins in the middle of a line; the next do not."""
    source = Source(b"eval()\neval()", line=7, column=9)
    assert source.at(0) == (7, 9)
    assert source.at(7) == (8, 1)


def test_the_excerpt_of_a_long_line_shows_the_place():
    """A marker stands under the right characters, however long the line is."""
    text = "x" * 5_000 + "é" * 300 + "eval(1)" + "y" * 5_000
    content = text.encode()
    start = content.index(b"eval")
    place = Source(content).place(start, start + 4)
    assert len(place.excerpt) <= 100
    assert place.excerpt[place.excerpt_column - 1 :][: place.width] == "eval"
    assert place.column == 5_301


def test_the_excerpt_carries_no_control_characters():
    """What a bundle contains cannot move the cursor of a terminal."""
    place = Source(b"\x1b[31meval\t()").place(5, 9)
    assert place.excerpt.isprintable()
    assert place.excerpt[place.excerpt_column - 1 :].startswith("eval")


def test_places_in_one_long_line_cost_the_same_as_in_many():
    """A thousand places on a line of ten megabytes, not all ASCII, take no quadratic time."""
    content = ("é" + "eval;" * 3_300).encode() * 600
    started = time.perf_counter()
    source = Source(content)
    for number in range(1_000):
        source.place(number * 9_000, number * 9_000 + 4)
    assert time.perf_counter() - started < 5


def test_encodings_are_read_by_their_marks():
    """UTF-16 and UTF-8 by their marks, anything else as UTF-8 or Windows-1252, never an error."""
    assert decoded("é".encode("utf-16")) == "é"
    assert decoded(b"\xef\xbb\xbfa") == "a"
    assert decoded(b"caf\xe9") == "café"
    assert in_utf8("é".encode("utf-16")) == "é".encode()
    assert in_utf8(b"\xef\xbb\xbfa") == b"a"


def test_a_zero_byte_in_a_string_is_no_end():
    """Compiled code travels in strings of bundles; the parser must not stop there."""
    assert in_utf8(b"f('a\0b');") == b"f('a b');"
    assert not is_binary(b"const code = 'a\0b';" + b"f();" * 50)


@pytest.mark.parametrize("content", [b"\0asm\1\0\0\0", b"\x89PNG\r\n\x1a\n\0\0\xff\xd8"])
def test_a_binary_is_known(content):
    """A picture or a WebAssembly file under a script's name is no script."""
    assert is_binary(content)
