"""What kind of block begins at a brace, told from the bytes before it; nothing here is parsed.

An answer other than `UNKNOWN` is certain.
"""

import re
from typing import Final

# A block that is no function's body for sure, or may be one; a class; the body of a method if it
# stands in a class or an object, of a function that begins a statement, of an arrow function, of
# any other function.
OTHER, UNKNOWN, CLASS, METHOD, DECLARED, ARROW, FUNCTION = range(7)
# Words after which a value begins, so that a slash begins a regular expression.
BEFORE_VALUE: Final = (
    b"return", b"typeof", b"case", b"in", b"of", b"do", b"else", b"void", b"delete", b"instanceof",
    b"new", b"throw", b"yield", b"await", b"default", b"extends",
)  # fmt: skip
COMMENT: Final = rb"//(?:[^\n\r\xe2]++|\xe2(?!\x80[\xa8\xa9]))*+|/\*(?:[^*]++|\*(?!/))*+\*/"
SPACE: Final = frozenset(b" \t\n\r\f\v")
WORD: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")

_CONTROL: Final = frozenset({b"if", b"while", b"for", b"with", b"switch", b"catch"})
_HEAD: Final = re.compile(rb"function(?<![\w$.#]function)\s*\*?\s*(?:(?<=[\s*])([\w$]+))?\s*\Z")
_PARAMETERS: Final = re.compile(rb"[\w$,\s.=!{}\[\]:+*-]*\Z")
_CLASS_HEAD: Final = re.compile(
    rb"(?<![\w$.#])class(?:\s+[\w$]+)?(?:\s+extends\s+[\w$.]+(?:\([\w$,.\s]*\))?)?\s*\Z"
)
# Patterns of names, one inside of the other: what may stand around and in braces, a value that is
# taken where there is none.
_NAMES: Final = re.compile(rb"[\w$,\s.\[\]]*")
_INNERMOST: Final = re.compile(rb"\{([\w$,\s.:\[\]]*)\}")
_DEFAULT: Final = re.compile(
    rb"=\s*(?:\{\s*\}|\[\s*\]|\"[^\"\\{}]*\"|[\w$.!+*\s-]*+)\s*(?=[,}\]]|\Z)"
)
_COMPUTED: Final = re.compile(rb"\]\s*:")
_NAME: Final = re.compile(rb"(?<![\w$])[\w$]++(?!\s*:)")
_COMMENT: Final = re.compile(COMMENT)
_PARAMETERS_MAX: Final = 1000
_HEAD_MAX: Final = 160
_ROUND_CLOSE, _CURLY, _HASH, _DOT, _SQUARE_CLOSE = b"){#.]"
_ONLY_WORDS: Final = bytes(each if each in WORD else 0x20 for each in range(256))


def kind_of(content: bytes, brace: int) -> int:
    """Tell from what stands before a brace what kind of block begins there."""
    before = last_before(content, brace)
    if before < 0:
        return OTHER
    if content[before - 1 : before + 1] == b"=>":
        return ARROW
    first = max(0, before - _HEAD_MAX)
    if content[before] != _ROUND_CLOSE:
        if content.find(b"class", first, before + 1) >= 0 and _CLASS_HEAD.search(
            content, first, before + 1
        ):
            return CLASS
        # A body may follow the type that it returns; else it is an object or a plain block.
        return UNKNOWN if content[before] in WORD or content[before] in b"]>}" else OTHER
    start = content.rfind(b"(", first, before)
    if start < 0 or _PARAMETERS.match(content, start + 1, before) is None:
        return UNKNOWN
    return _kind_by_name(content, start, content[before:brace])


def _kind_by_name(content: bytes, start: int, between: bytes) -> int:
    """Tell what a block is by what stands before the bracket of its parameters."""
    first = max(0, start - _HEAD_MAX)
    at = content.rfind(b"function", first, start)
    while at >= 0:
        head = _HEAD.match(content, at, start)
        if head is not None:
            if not _begins_statement(content, at):
                return FUNCTION
            # Without a name, it may be a call of which something is missing.
            return DECLARED if head[1] else UNKNOWN
        at = content.rfind(b"function", first, at)
    last = last_before(content, start)
    word = word_before(content, last + 1)
    if not word:
        if last < 0 or content[last] != _SQUARE_CLOSE:
            return UNKNOWN
    elif last >= len(word) and (
        content[last - len(word)] in WORD or content[last - len(word)] == _DOT
    ):
        return UNKNOWN
    if word in _CONTROL:
        return OTHER
    # After a call and a line's end, a block may be a statement of its own.
    has_break = b"\n" in between or b"\r" in between
    return UNKNOWN if has_break or word in BEFORE_VALUE else METHOD


def _begins_statement(content: bytes, at: int) -> bool:
    """Tell whether a function certainly begins a statement, so that it is not called there."""
    before = last_before(content, at)
    if before < at - 1 and word_before(content, before + 1) == b"async":
        before -= len(b"async")
        if before >= 0 and content[before] in (_DOT, _HASH):
            return False
        before = last_before(content, before + 1)
    return before < 0 or content[before] in b";{}"


def last_before(content: bytes, at: int) -> int:
    """Return the offset of the last byte before an offset that is no blank; -1 without one."""
    at -= 1
    while at >= 0 and content[at] in SPACE:
        at -= 1
    return at


def word_before(content: bytes, end: int) -> bytes:
    """Return the word that ends at an offset, or nothing."""
    if end <= 0 or content[end - 1] not in WORD:
        return b""
    return content[max(0, end - _HEAD_MAX) : end].translate(_ONLY_WORDS).rsplit(b" ", 1)[-1]


def parameters(content: bytes, brace: int, kind: int) -> frozenset[bytes]:
    """Return the names that are parameters of the function whose body begins at a brace.

    Only such as are certain.
    """
    if kind not in {METHOD, DECLARED, ARROW, FUNCTION}:
        return frozenset()
    end = last_before(content, brace) + 1
    if content[end - 2 : end] == b"=>":
        end = last_before(content, end - 2) + 1
    if end <= 0 or content[end - 1] != _ROUND_CLOSE:
        word = word_before(content, end)
        return frozenset({word} if word else ())
    start = content.rfind(b"(", max(0, brace - _PARAMETERS_MAX), end)
    return frozenset() if start < 0 else pattern_names(content[start + 1 : end - 1])


def pattern_names(text: bytes) -> frozenset[bytes]:
    """Return the names that a pattern or a list of them binds; none where one is not certain."""
    text = _DEFAULT.sub(b"", _COMMENT.sub(b"", text))
    found: list[bytes] = []
    if _COMPUTED.search(text) is None:
        inner = _INNERMOST.search(text)
        while inner is not None:
            found += _NAME.findall(inner[1])
            text = text[: inner.start()] + text[inner.end() :]
            inner = _INNERMOST.search(text)
    if _NAMES.fullmatch(text) is None:
        return frozenset()
    return frozenset([*found, *_NAME.findall(text)])
