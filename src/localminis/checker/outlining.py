"""Reading the blocks of a script without parsing it.

Only braces, and slashes that may begin a regular expression or divide, are looked at one by one.
Whatever is not certain raises `Unclear`, and the parser has to look at all of the script.
"""

import re
from collections.abc import Iterator
from typing import Final

from localminis.checker.block import BEFORE_VALUE, SPACE, WORD
from localminis.checker.oddity import LOOKED_AT_MAX_BYTES, MARK, has_sign
from localminis.checker.outline import Outline, comment_in
from localminis.checker.pieces import (
    EXPRESSION,
    NO_CODE,
    PIECE,
    RUN,
    SMALL_BLOCK,
    SMALL_MAX,
    TEXT,
)

# A regular expression may stand right after these of the control words' brackets.
_STATEMENT_FOLLOWS: Final = frozenset({b"if", b"while", b"for", b"with"})
_TEMPLATE_HEAD: Final = re.compile(rb"`" + TEXT + rb"\$\{")
_TEMPLATE_REST: Final = re.compile(TEXT + rb"(?:(`)|\$\{)")
_LITERAL: Final = re.compile(EXPRESSION)
_QUOTE: Final = re.compile(rb"[\"'`/]")
_BRACKET: Final = re.compile(rb"[()]")
_LAST_WORD: Final = re.compile(rb"(?<![\w$.#])([\w$]+)\s*\Z")
_HASHBANG: Final = re.compile(rb"#![^\n\r]*")
_ELEMENT: Final = re.compile(rb"<(?=[A-Za-z_$>])(?<![\w$)\]\"'`.<]<)")
_OPEN, _CLOSE, _BACKTICK, _SLASH = b"{}`/"
_ROUND_OPEN, _ROUND_CLOSE = b"()"
_LOOK_BACK_RUNS: Final = 200


class Unclear(Exception):
    """The script cannot be read without the parser."""


def outline(content: bytes) -> Outline:
    """Read the blocks of a script.

    Raises:
        Unclear: something is unbalanced, or what it means takes a parser.
    """
    reading = _Reading(content)
    reading.run()
    result = reading.outline
    elements = [match.start() for match in _ELEMENT.finditer(content)]
    doubtful = sorted([*elements, *_odd_comments(content)])
    for at, kind in zip(doubtful, result.kinds_at(doubtful), strict=True):
        if kind == "code" and not _is_comparison(content, at):
            raise Unclear
    if len(content) <= LOOKED_AT_MAX_BYTES and has_sign(b"".join(_bare_code(result))):
        raise Unclear
    return result


def _bare_code(seen: Outline) -> Iterator[bytes]:
    """Yield the code with a mark for each text, brackets for templates, and without comments."""
    content = seen.content
    if seen.has_only_braces:
        yield NO_CODE.sub(_mark, content[seen.runs[0] :])
        return
    for start, following in zip(seen.runs, [*seen.runs[1:], None], strict=True):
        end = RUN.match(content, start).end()  # type: ignore[union-attr]
        yield NO_CODE.sub(_mark, content[start:end])
        if following is None:
            return
        byte, length = content[end], following - end
        if byte == _BACKTICK:
            yield b"("
        elif length == 1:
            yield content[end:following]
        elif byte == _CLOSE:
            yield b")" if content[following - 1] == _BACKTICK else b","
        else:
            yield MARK


def _mark(match: re.Match[bytes]) -> bytes:
    found = match[0]
    if not found.startswith((b"//", b"/*")):
        return MARK
    return b"\n" if b"\n" in found else b" "


def _odd_comments(content: bytes) -> Iterator[int]:
    """Yield where a comment as in HTML may begin."""
    if b"--" not in content:
        return
    at = content.find(b"<!--")
    while at >= 0:
        yield at
        at = content.find(b"<!--", at + 1)
    at = content.find(b"-->")
    while at >= 0:
        # After anything else it is a decrement and a comparison.
        before = at
        while before and content[before - 1] in b" \t\f\v":
            before -= 1
        if before == 0 or content[before - 1] not in WORD | _VALUE_ENDS:
            yield at
        at = content.find(b"-->", at + 1)


def _is_comparison(content: bytes, at: int) -> bool:
    """Tell whether `<` compares: a value stands before it, so no element begins here."""
    if content[at : at + 4] == b"<!--" or content[at] != _LESS:
        return False
    before = at - 1
    while before >= 0 and content[before] in SPACE:
        before -= 1
    if before > 0 and content[before - 1 : before + 1] in {b"++", b"--"}:
        return True
    if before < 0 or content[before] not in WORD | _VALUE_ENDS:
        return False
    match = _LAST_WORD.search(content, max(0, before - 40), before + 1)
    return match is None or match[1] not in BEFORE_VALUE


_LESS: Final = ord("<")
_VALUE_ENDS: Final = frozenset(b")]")


class _Reading:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.outline = Outline(content)

    def run(self) -> None:
        content, found = self.content, self.outline
        starts, ends, parents, runs = found.starts, found.ends, found.parents, found.runs
        hashbang = _HASHBANG.match(content)
        at, length = (0 if hashbang is None else hashbang.end()), len(content)
        match, inner = RUN.match, _NONE
        open_blocks: list[int] = []
        while True:
            runs.append(at)
            start, at = at, match(content, at).end()  # type: ignore[union-attr]
            if at >= length:
                break
            byte = content[at]
            if byte == _OPEN:
                open_blocks.append(inner)
                parents.append(inner if inner != _TEMPLATE_PART else _outer(open_blocks))
                inner = len(starts)
                starts.append(at)
                ends.append(0)
                at += 1
            elif byte == _CLOSE and inner >= 0:
                at += 1
                ends[inner] = at
                inner = open_blocks.pop()
            elif byte == _CLOSE and inner == _TEMPLATE_PART:
                at = self._template(_TEMPLATE_REST, at + 1)
                if content[at - 1] == _BACKTICK:
                    inner = open_blocks.pop()
            elif byte == _SLASH:
                found.has_only_braces = False
                at = self._slash(start, at)
            elif byte == _BACKTICK:
                found.has_only_braces = False
                at = self._template(_TEMPLATE_HEAD, at)
                open_blocks.append(inner)
                inner = _TEMPLATE_PART
            else:
                raise Unclear
        if open_blocks:
            raise Unclear

    def _template(self, form: re.Pattern[bytes], at: int) -> int:
        match = form.match(self.content, at)
        if match is None:
            raise Unclear
        return match.end()

    def _slash(self, start: int, at: int) -> int:
        """Return the offset after a slash that divides, or after a regular expression."""
        content = self.content
        before = self._before(start, at)
        byte = content[before] if before >= 0 else _OPEN
        if byte >= 0x80 or content[at + 1 : at + 2] == b"*":  # noqa: PLR2004 - not ASCII
            raise Unclear
        if byte in WORD:
            word = _LAST_WORD.search(content, max(0, before - 40), before + 1)
            divides = word is None or word[1] not in BEFORE_VALUE
        elif byte == _ROUND_CLOSE:
            divides = self._word_of_brackets(before) not in _STATEMENT_FOLLOWS
        elif byte == _CLOSE:
            divides = self._is_value(before)
        elif byte in b"+-":
            divides = content[before - 1] == byte
        else:
            divides = byte in b"]\"'`."
        if divides:
            return at + 1
        literal = _LITERAL.match(content, at)
        if literal is None:
            raise Unclear
        return literal.end()

    def _before(self, start: int, at: int) -> int:
        """Return the offset of the last byte before a slash that is no blank and no comment."""
        content = self.content
        before = at - 1
        while before >= 0 and content[before] in SPACE:
            before -= 1
        if before < start or (
            content[before] != _SLASH and comment_in(content, start, before + 1) is None
        ):
            return before
        position, last = start, start - 1
        while position < at:
            piece = PIECE.match(content, position)
            if piece is None:
                break
            if piece.lastgroup != "comment" and piece[0].strip():
                last = position + len(piece[0].rstrip()) - 1
            position = piece.end()
        return last

    def _word_of_brackets(self, close: int) -> bytes:
        """Return the word before the round bracket that is closed here."""
        content, depth, end = self.content, 0, close + 1
        for start in reversed(self.outline.runs[-_LOOK_BACK_RUNS:]):
            for bracket in reversed([*_BRACKET.finditer(self._masked(start, end))]):
                depth += 1 if bracket[0] == b")" else -1
                if depth == 0:
                    at = start + bracket.start()
                    word = _LAST_WORD.search(content, max(0, at - 40), at)
                    return b"" if word is None else word[1]
            end = start
        raise Unclear

    def _masked(self, start: int, end: int) -> bytes:
        """Return a run with blanks for its texts and comments, and for what ends it."""
        code = RUN.match(self.content, start, end).end()  # type: ignore[union-attr]
        run = self.content[start:code]
        if not _QUOTE.search(run):
            return run
        return PIECE.sub(lambda it: it[0] if it.lastgroup == "code" else b" " * len(it[0]), run)

    def _is_value(self, close: int) -> bool:
        """Tell whether the block that ends at a brace is an object; a statement's is none."""
        starts, ends = self.outline.starts, self.outline.ends
        brace = self.content.rfind(b"{", max(0, close - SMALL_MAX - 1), close)
        if brace < 0 or SMALL_BLOCK.match(self.content, brace, close + 1) is None:
            index = len(starts) - 1
            while index >= 0 and ends[index] != close + 1:
                index -= 1
            if index < 0:
                raise Unclear
            brace = starts[index]
        before = brace - 1
        while before >= 0 and self.content[before] in SPACE:
            before -= 1
        if before < 0 or self.content[before] in b");{}":
            return False
        if self.content[before] in b"=(,:[?&|!":
            return True
        raise Unclear


_NONE: Final = -1
_TEMPLATE_PART: Final = -2


def _outer(open_blocks: list[int]) -> int:
    return next((it for it in reversed(open_blocks) if it != _TEMPLATE_PART), _NONE)
