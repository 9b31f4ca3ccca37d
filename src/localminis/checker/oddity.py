"""Signs that a script is broken, so that the parser looks at all of it although no rule has to.

They are looked for in the bare code: without comments, and with one mark for each text. A sign may
be wrong, which costs a little time; what is missed is a broken script that no rule looks into.
"""

import re
from itertools import chain
from typing import Final

import ahocorasick_rs

from localminis.checker.block import last_before, word_before

# Larger scripts come from a bundler; their braces and texts are known to be in order.
LOOKED_AT_MAX_BYTES: Final = 64 * 1024

# One mark for each text.
MARK: Final = b"\0"
_BEFORE_A_WORD: Final = frozenset(
    b"abstract accessor as assert asserts async await break case class const continue debugger"
    b" declare default defer delete do else enum export extends finally for from function get"
    b" implements import in infer instanceof interface is keyof let module namespace new of out"
    b" override package private protected public readonly return satisfies set source static throw"
    b" try type typeof unique using var void with yield".split()
)
_BETWEEN: Final = rb"(?!(?:as|assert|extends|from|implements|in|instanceof|is|of|satisfies|with)\b)"
_OFTEN: Final = b"const", b"return", b"function", b"export", b"let", b"new", b"import", b"case"
_WORD_BEFORE: Final = re.compile(rb"(?:[.#@])?[\w$]+\Z")
_WORD_MAX: Final = 40


def _side_by_side(blank: bytes) -> re.Pattern[bytes]:
    # It begins with one certain character, so that most of a script is passed over quickly.
    often = b"".join(rb"(?<!\b%s%s)" % (word, blank) for word in _OFTEN)
    return re.compile(rb"%s(?<=[\w$]%s)%s[ \t]*+(?=[\w$])%s" % (blank, blank, often, _BETWEEN))


_SIDE_BY_SIDE: Final = _side_by_side(b" "), _side_by_side(b"\t")
# A name right before a brace is that of a class or a type.
_NAME_BEFORE_BRACE: Final = re.compile(rb"\{(?:(?<=[\w$]\{)|(?<=[\w$] \{))")
_BEFORE_A_BRACE: Final = _BEFORE_A_WORD | {b"catch"}
_HAS_A_BODY: Final = frozenset(
    {b"class", b"enum", b"extends", b"global", b"implements", b"interface", b"module", b"namespace"}
)
_NOTHING_AFTER: Final = re.compile(rb"[=*/%&|^~?.+-](?<!\+\+)(?<!--)\s*[;)\]}]")
_NOTHING_BEFORE: Final = re.compile(rb"[(\[]\s*[*%=&|?]")
_NOTHING_BETWEEN: Final = (
    re.compile(rb"\0[ \t]*" + _BETWEEN + rb"[\w$\0]"),
    re.compile(rb",\s*;"),
    re.compile(rb"\][ \t]*" + _BETWEEN + rb"[A-Za-z_$]"),
)
# Code without its blanks in which some characters stand for all of their kind: what can hardly be
# found in it need not be looked for with the forms above.
_EITHER, _OPERATOR, _CLOSING, _OPENING = b"\1", b"\2", b"\3", b"\4"
_BLANKS: Final = b" \t\n\r\f\v"
_KINDS: Final = bytes.maketrans(
    b"=*%&|?^~.+-/;)]}([", _EITHER * 6 + _OPERATOR * 6 + _CLOSING * 4 + _OPENING * 2
)
_NEEDS_A_VALUE: Final = b"const", b"var", b"new", b"if", b"while"
_EMPTY: Final = re.compile(
    rb"[=;](?:"
    + b"|".join(
        rb"(?<=\b%s.)(?<![.$#]%s.)|(?<=\b%s .)(?<![.$#]%s .)" % (word, word, word, word)
        for word in _NEEDS_A_VALUE
    )
    + rb")"
)
# What a merge leaves behind.
_MERGE: Final = b"<<<<<", b"=====", b">>>>>"
_RARE: Final = ahocorasick_rs.BytesAhoCorasick(
    [*_MERGE, *(word + end for word in _NEEDS_A_VALUE for end in (b"=", b";", b" =", b" ;"))]
)


def has_sign(code: bytes) -> bool:
    """Tell whether the bare code of a script looks broken."""
    return (
        code.count(b"(") != code.count(b")")
        or code.count(b"[") != code.count(b"]")
        or _has_gap(code)
        or _has_words_side_by_side(code)
        or _has_name_before_brace(code)
    )


def _has_gap(code: bytes) -> bool:
    """Tell whether something is missing, or left behind by a merge."""
    if _RARE.find_matches_as_indexes(code) and (
        any(mark in code for mark in _MERGE) or _EMPTY.search(code)
    ):
        return True
    kinds = code.translate(_KINDS, _BLANKS)
    may_end = _EITHER + _CLOSING in kinds or _OPERATOR + _CLOSING in kinds
    return (
        (may_end and _NOTHING_AFTER.search(code) is not None)
        or (_OPENING + _EITHER in kinds and _NOTHING_BEFORE.search(code) is not None)
        or any(form.search(code) for form in _NOTHING_BETWEEN)
    )


def _has_words_side_by_side(code: bytes) -> bool:
    for match in chain.from_iterable(form.finditer(code) for form in _SIDE_BY_SIDE):
        word = _WORD_BEFORE.search(code, max(0, match.start() - _WORD_MAX), match.start())
        if word is not None and word[0] not in _BEFORE_A_WORD and word[0][0] not in b".#@":
            return True
    return False


def _has_name_before_brace(code: bytes) -> bool:
    for match in _NAME_BEFORE_BRACE.finditer(code):
        end = last_before(code, match.start()) + 1
        name = word_before(code, end)
        if name in _BEFORE_A_BRACE:
            continue
        before = last_before(code, end - len(name))
        is_kind = before >= 0 and (
            code[before] in b":,.|&>#@" or word_before(code, before + 1) in _HAS_A_BODY
        )
        if not is_kind:
            return True
    return False
