"""The bytes of one file and the places in them; the same for a line of ten characters or megabytes.

Nothing here knows a language.
"""

from functools import cached_property
from typing import Final

from localminis.checker.finding import EXCERPT_MAX, Place

_BLOCK_BYTES: Final = 4096
_LOOKED_AT_BYTES: Final = 8192
# Text in which more than every twentieth byte is zero is none.
_ZEROS_SHARE: Final = 20
_CONTINUATION: Final = bytes(range(0x80, 0xC0))
_LONG: Final = range(0xF0, 0xF8)
_NOT_LONG: Final = bytes(each for each in range(256) if each not in _LONG)
# U+2028 and U+2029 end a line in JavaScript only.
_SCRIPT_ONLY: Final = b"\xe2\x80\xa8", b"\xe2\x80\xa9"


class Source:
    """UTF-8 bytes with line and column of every offset.

    What is counted is kept, so that a thousand findings on one line of ten megabytes cost no more
    than on short ones. `line` and `column` say where the first byte stands when this is a part of
    a larger file, such as a script in a page.
    """

    def __init__(
        self, content: bytes, *, is_script: bool = False, line: int = 1, column: int = 1
    ) -> None:
        self.content = content
        self.is_script = is_script
        self.line = line
        self.column = column
        # What was asked for last: a line's number, where it begins and ends.
        self._line = 0, 0, 0

    @cached_property
    def _with_newlines(self) -> bytes:
        """The bytes with a newline for the last byte of whatever ends a line; seldom a copy."""
        content = self.content
        if b"\r" in content:
            content = content.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
        if self.is_script and not self._is_ascii:
            for end in _SCRIPT_ONLY:
                content = content.replace(end, b"  \n")
        return content

    def _line_at(self, offset: int) -> tuple[int, int, int]:
        """Return the number of the line at an offset, from 0, and where it begins and ends."""
        number, start, end = self._line
        if not start <= offset < end:
            content = self._with_newlines
            # Most are asked for in their order.
            if offset < start:
                number, start = 0, 0
            first = content.rfind(b"\n", 0, offset) + 1
            number += content.count(b"\n", start, first)
            end = content.find(b"\n", offset) + 1 or len(content) + 1
            start = first
            self._line = number, start, end
        return number, start, end

    @cached_property
    def _is_ascii(self) -> bool:
        return self.content.isascii()

    @cached_property
    def _units_before_block(self) -> list[int]:
        """UTF-16 code units before each block of bytes."""
        sums = [0]
        for start in range(0, len(self.content), _BLOCK_BYTES):
            sums.append(sums[-1] + _units(self.content[start : start + _BLOCK_BYTES]))
        return sums

    def _units_between(self, start: int, end: int) -> int:
        """Count the UTF-16 code units between two byte offsets."""
        if self._is_ascii:
            return end - start
        if end - start < _BLOCK_BYTES:
            return _units(self.content[start:end])
        return self._units_before(end) - self._units_before(start)

    def _units_before(self, offset: int) -> int:
        block = offset // _BLOCK_BYTES
        rest = self.content[block * _BLOCK_BYTES : offset]
        return self._units_before_block[block] + _units(rest)

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column of a byte offset, both from 1."""
        number, start, _ = self._line_at(offset)
        column = self._units_between(start, offset) + 1
        if number == 0:
            column += self.column - 1
        return self.line + number, column

    def place(self, start: int, end: int) -> Place:
        """Describe the span of bytes from `start` to `end` for a finding."""
        line, column = self.at(start)
        end_line, end_column = self.at(max(start, end))
        excerpt, excerpt_column, width = self._excerpt(start, end)
        return Place(line, column, end_line, end_column, excerpt, excerpt_column, width)

    def _excerpt(self, start: int, end: int) -> tuple[str, int, int]:
        _, line_start, line_end = self._line_at(start)
        # Four bytes are the longest character; the cut ends lose at most one broken one each.
        first = max(line_start, start - EXCERPT_MAX * 4)
        last = min(line_end, start + EXCERPT_MAX * 4)
        before = self.content[first:start].decode("utf-8", "ignore")
        after = self.content[start:last].decode("utf-8", "replace").rstrip("\r\n\u2028\u2029\ufffd")
        marked = self.content[start : min(end, last)].decode("utf-8", "replace")
        if first == line_start:
            before = before.lstrip("\ufeff")
        if len(before) + len(after) > EXCERPT_MAX:
            before, after = _shortened(before, after)
        width = min(len(marked.rstrip("\r\n")), len(after))
        return printable(before + after), len(before) + 1, max(1, width)


def _shortened(before: str, after: str) -> tuple[str, str]:
    kept_before = max(EXCERPT_MAX // 3, EXCERPT_MAX - len(after))
    if len(before) > kept_before:
        before = "…" + before[-kept_before + 1 :]
    kept_after = EXCERPT_MAX - len(before)
    if len(after) > kept_after:
        after = after[: kept_after - 1] + "…"
    return before, after


def printable(text: str) -> str:
    """Replace what would move the cursor or upset a terminal; the length stays the same."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)


def _units(content: bytes) -> int:
    characters = len(content.translate(None, _CONTINUATION))
    return characters + len(content.translate(None, _NOT_LONG))


def decoded(content: bytes) -> str:
    """Read a page's or a style sheet's bytes: by their mark, as UTF-8, or as Windows-1252.

    Never fails: a byte that means nothing becomes a replacement character.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def in_utf8(content: bytes) -> bytes:
    """Return a script's bytes as UTF-8 without a byte order mark, for the parser.

    A zero byte becomes a blank: it may stand in a string, and the parser takes it for the end.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b" ")


def is_binary(content: bytes) -> bool:
    """Tell whether bytes are no text: zeros in what is not UTF-8, or in more than a few places."""
    head = content[:_LOOKED_AT_BYTES]
    if b"\0" not in head or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as trouble:
        # A character that is cut at the end of what is looked at is no sign.
        if trouble.start < len(head) - 3:
            return True
    return head.count(0) * _ZEROS_SHARE > len(head)
