"""The blocks of a script and what each of its bytes belongs to, without parsing it.

One possessive regular expression swallows strings, comments, literals and everything between in one
step; only braces, and slashes that may begin a regular expression or divide, come back here.
Whatever is not certain raises `Unclear`, and the parser has to look at all of the script.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from localminis.checker.block import (
    BEFORE_VALUE,
    CLASS,
    COMMENT,
    DECLARED,
    FUNCTION,
    METHOD,
    SPACE,
    UNKNOWN,
    WORD,
    kind_of,
    last_before,
)
from localminis.checker.oddity import LOOKED_AT_MAX_BYTES, MARK, has_sign

# A text with an escape that means nothing is broken, and its end unknown.
_ESCAPE: Final = rb"\\(?:\r\n|[^ux]|x[0-9a-fA-F]{2}|u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]++\}))"
_DOUBLE: Final = rb'"(?:[^"\\\n\r]++|' + _ESCAPE + rb')*+"'
_SINGLE: Final = rb"'(?:[^'\\\n\r]++|" + _ESCAPE + rb")*+'"
_TEXT: Final = rb"(?:[^`\\$]++|" + _ESCAPE + rb"|\$(?!\{))*+"
_TEMPLATE: Final = rb"`" + _TEXT + rb"`"
_EXPRESSION: Final = (
    rb"/(?![*/])(?:[^\\/\[\n\r]++|\\[^\n\r]|\[(?:[^\]\\\n\r]++|\\[^\n\r])*+\])++/[A-Za-z]*+"
)
# A regular expression may stand right after these of the control words' brackets.
_STATEMENT_FOLLOWS: Final = frozenset({b"if", b"while", b"for", b"with"})


def _no_word(tail: bytes) -> bytes:
    return b"".join(rb"(?<!\b" + word + tail + rb")" for word in BEFORE_VALUE)


_DIVISION: Final = (
    rb"/(?![/*])(?:(?<=[\w$\]]/)" + _no_word(b"/") + rb"|(?<=[\w$\]] /)" + _no_word(b" /") + rb")"
)
_AFTER_OPERATOR: Final = (
    rb"/(?:(?<=[=(,:\[!&|?;{%~^<>]/)|(?<=[=(,:\[!&|?;{%~^<>] /))" + _EXPRESSION[1:]
)
# Braces around little that holds no text: no function of that size is worth leaving out.
SMALL_MAX: Final = 90
_SMALL: Final = rb"\{[^{}\"'`/\\]{0,%d}+\}" % SMALL_MAX
_PLAIN: Final = rb"[^{}\"'`/\\]++"
# What is passed over at once beside plain code.
CODE_PIECES: Final = (
    _DOUBLE, _SINGLE, _SMALL, _DIVISION, COMMENT, _AFTER_OPERATOR, _TEMPLATE
)  # fmt: skip
_RUN: Final = re.compile(rb"(?:" + rb"|".join((_PLAIN, *CODE_PIECES)) + rb")*+")
_PIECE: Final = re.compile(
    rb"(?P<code>" + rb"|".join((_PLAIN, _SMALL, _DIVISION)) + rb")|(?P<comment>" + COMMENT
    + rb")|(?P<text>" + rb"|".join((_DOUBLE, _SINGLE, _AFTER_OPERATOR, _TEMPLATE)) + rb")"
)  # fmt: skip
NO_CODE: Final = re.compile(rb"|".join((_DOUBLE, _SINGLE, COMMENT, _AFTER_OPERATOR, _TEMPLATE)))
_TEMPLATE_HEAD: Final = re.compile(rb"`" + _TEXT + rb"\$\{")
_TEMPLATE_REST: Final = re.compile(_TEXT + rb"(?:(`)|\$\{)")
_LITERAL: Final = re.compile(_EXPRESSION)
_QUOTE: Final = re.compile(rb"[\"'`/]")
_BRACKET: Final = re.compile(rb"[()]")
_LAST_WORD: Final = re.compile(rb"(?<![\w$.#])([\w$]+)\s*\Z")
_HASHBANG: Final = re.compile(rb"#![^\n\r]*")
_ELEMENT: Final = re.compile(rb"<(?=[A-Za-z_$>])(?<![\w$)\]\"'`.<]<)")
_CALLED: Final = re.compile(rb"(?:[\s)]++|" + COMMENT + rb")*+(?:\(|\?\.|`)")
_OPEN, _CLOSE, _BACKTICK, _SLASH = b"{}`/"
_ROUND_OPEN, _ROUND_CLOSE = b"()"
_LOOK_BACK_RUNS: Final = 200

Kind = Literal["code", "text", "comment"]


class Unclear(Exception):
    """The script cannot be read without the parser."""


@dataclass(slots=True)
class Outline:
    """Where blocks begin and end, in the order of their beginnings, and which are functions'.

    `runs` are the offsets at which a stretch without a recorded brace begins; `has_only_braces`
    when nothing else ends one.
    """

    content: bytes
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    has_only_braces: bool = True
    _kinds: dict[int, int] = field(default_factory=dict)

    def kinds_at(self, offsets: Iterable[int]) -> Iterator[Kind]:
        """Tell what each of ascending offsets belongs to; a regular expression is a text."""
        content, resumed, covered = self.content, 0, 0
        kind: Kind = "code"
        for offset in offsets:
            if offset < covered:
                yield kind
                continue
            start = max(resumed, self.runs[bisect_right(self.runs, offset) - 1])
            end = _RUN.match(content, start, offset).end()  # type: ignore[union-attr]
            if end == offset:
                comment = _comment_in(content, start, offset)
                if comment is None:
                    kind, resumed = "code", offset
                    yield kind
                    continue
                end = comment
            piece = _PIECE.match(content, end)
            if piece is not None and piece.lastgroup == "code":
                # A small block that is swallowed at once; it holds neither texts nor comments.
                kind, resumed = "code", end
                yield kind
                continue
            kind = "comment" if piece is not None and piece.lastgroup == "comment" else "text"
            # What no piece explains begins or ends a template.
            resumed, covered = (end, offset + 1) if piece is None else (piece.end(), piece.end())
            yield kind

    def run_end(self, start: int) -> int:
        """Return where the stretch ends that begins at one of `runs`."""
        return _RUN.match(self.content, start).end()  # type: ignore[union-attr]

    def kind_of(self, brace: int) -> int:
        """Tell what kind of block begins at a brace, as `block` names them."""
        kind = self._kinds.get(brace)
        if kind is None:
            kind = self._kinds[brace] = kind_of(self.content, brace)
        return kind

    def is_function(self, brace: int) -> bool:
        """Tell whether a function's body certainly begins at a brace.

        What looks like a method is none among statements: there, the script is broken.
        """
        kind = self.kind_of(brace)
        if kind != METHOD:
            return kind > METHOD
        index = bisect_right(self.starts, brace - 1) - 1
        while index >= 0 and self.ends[index] <= brace:
            index = self.parents[index]
        if index < 0:
            return False
        around = self.starts[index]
        before = last_before(self.content, around)
        return self.kind_of(around) == CLASS or self.content[before] in b"=(,:[?&|"

    def end_of(self, brace: int) -> int | None:
        """Return the offset after the block that begins at a brace, if that is known."""
        index = bisect_right(self.starts, brace) - 1
        if index >= 0 and self.starts[index] == brace:
            return self.ends[index]
        match = _SMALL_BLOCK.match(self.content, brace)
        return None if match is None else match.end()

    def small_around(self, offset: int) -> int | None:
        """Return where the small block around an offset begins, which is not recorded."""
        brace = self.content.rfind(b"{", max(0, offset - SMALL_MAX), offset)
        small = None if brace < 0 else _SMALL_BLOCK.match(self.content, brace)
        return brace if small is not None and small.end() > offset else None

    def is_window_at(self, offset: int) -> bool:
        """Tell whether `this` may be the window here: false only where it certainly is not."""
        content = self.content
        small = self.small_around(offset)
        if small is not None:
            answer = self._decides(small, content.index(b"}", offset) + 1)
            if answer is not None:
                return answer
        index = bisect_right(self.starts, offset) - 1
        while index >= 0:
            if self.ends[index] > offset:
                answer = self._decides(self.starts[index], self.ends[index])
                if answer is not None:
                    return answer
            index = self.parents[index]
        return True

    def _decides(self, brace: int, end: int) -> bool | None:
        """Tell whether `this` in a block may be the window, or None if the block does not say."""
        kind = self.kind_of(brace)
        if kind in {CLASS, METHOD, DECLARED}:
            return False
        if kind in {FUNCTION, UNKNOWN} and _CALLED.match(self.content, end):
            return True
        return False if kind == FUNCTION else None

    def left_out(self, needed: list[int], min_bytes: int) -> list[tuple[int, int]]:
        """Return the insides of the largest functions and classes without any of the offsets."""
        found = []
        index = 0
        while index < len(self.starts):
            start, end = self.starts[index] + 1, self.ends[index] - 1
            if end - start >= min_bytes:
                after = bisect_right(needed, start - 1)
                is_needed = after < len(needed) and needed[after] < end
                if not is_needed and self.kind_of(start - 1) >= CLASS:
                    found.append((start, end))
                    index = bisect_right(self.starts, end)
                    continue
            index += 1
        return found


_SMALL_BLOCK: Final = re.compile(_SMALL)


def _comment_in(content: bytes, start: int, end: int) -> int | None:
    """Return where a comment begins that ends with the line of `end`, in a run from `start`."""
    line = max(content.rfind(b"\n", start, end), content.rfind(b"\r", start, end), start - 1) + 1
    at = content.find(b"//", line, end)
    while at >= 0:
        if _RUN.match(content, start, at).end() == at:  # type: ignore[union-attr]
            return at
        at = content.find(b"//", at + 1, end)
    return None


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
        end = _RUN.match(content, start).end()  # type: ignore[union-attr]
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
        match, inner = _RUN.match, _NONE
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
            content[before] != _SLASH and _comment_in(content, start, before + 1) is None
        ):
            return before
        position, last = start, start - 1
        while position < at:
            piece = _PIECE.match(content, position)
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
        code = _RUN.match(self.content, start, end).end()  # type: ignore[union-attr]
        run = self.content[start:code]
        if not _QUOTE.search(run):
            return run
        return _PIECE.sub(lambda it: it[0] if it.lastgroup == "code" else b" " * len(it[0]), run)

    def _is_value(self, close: int) -> bool:
        """Tell whether the block that ends at a brace is an object; a statement's is none."""
        starts, ends = self.outline.starts, self.outline.ends
        brace = self.content.rfind(b"{", max(0, close - SMALL_MAX - 1), close)
        if brace < 0 or _SMALL_BLOCK.match(self.content, brace, close + 1) is None:
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
