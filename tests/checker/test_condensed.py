"""Offsets of a shortened text and of the whole one."""

from localminis.checker.condensed import Condensed

WHOLE = b"f{aaa}g{bb}h"
TEXT = Condensed(WHOLE, [(2, 5), (8, 10)])


def test_the_spans_are_left_out():
    """What stays is in order, with empty braces."""
    assert TEXT.content == b"f{}g{}h"


def test_every_byte_that_stays_is_found_again():
    """In both directions."""
    for offset in range(len(TEXT.content)):
        in_whole = TEXT.in_whole(offset)
        assert WHOLE[in_whole] == TEXT.content[offset]
        assert TEXT.here(in_whole) == offset
        assert TEXT.cut_before(in_whole) is None


def test_what_was_left_out_is_at_the_cut():
    """Between the braces."""
    assert [TEXT.here(offset) for offset in (2, 4, 8, 9)] == [2, 2, 5, 5]
    assert [TEXT.cut_before(offset) for offset in (2, 4, 8, 9)] == [2, 2, 8, 8]


def test_the_end_has_a_place():
    """Spans of bytes end after their last one."""
    assert TEXT.in_whole(len(TEXT.content)) == len(WHOLE)
    assert TEXT.here(len(WHOLE)) == len(TEXT.content)


def test_without_anything_left_out_nothing_moves():
    """The usual case."""
    text = Condensed(WHOLE)
    assert text.content == WHOLE
    assert [text.here(7), text.in_whole(7), text.cut_before(7)] == [7, 7, None]
