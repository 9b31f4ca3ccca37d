"""Signs that a script is broken, so that the parser looks at all of it although no rule has to.

They are looked for in the bare code: with one mark for each text and comment. A sign may
be wrong, which costs a little time; what is missed is a broken script that no rule looks into.
"""

import re
from typing import Final

# Larger scripts come from a bundler; their braces and texts are known to be in order.
LOOKED_AT_MAX_BYTES: Final = 64 * 1024

# One mark for each text and comment.
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
# Every form begins with a few characters, so that most of a script is passed over quickly.
_SIDE_BY_SIDE: Final = re.compile(
    rb"[ \t](?<=[\w$][ \t])"
    + b"".join(rb"(?<!\b%s[ \t])" % word for word in _OFTEN)
    + rb"[ \t]*+(?=[\w$])"
    + _BETWEEN
)
_WORD_BEFORE: Final = re.compile(rb"(?:[.#@])?[\w$]+\Z")
_WORD_MAX: Final = 40
_MISSING: Final = tuple(
    re.compile(form)
    for form in (
        rb"[=*%&|^~?.+-](?<!\+\+)(?<!--)\s*[;)\]}]",
        rb",\s*;",
        rb"[(\[]\s*[*%=&|?]",
        rb"\][ \t]*" + _BETWEEN + rb"[A-Za-z_$]",
    )
)
_EMPTY: Final = re.compile(
    rb"[=;](?:"
    + b"|".join(
        rb"(?<=\b%s.)(?<![.$#]%s.)|(?<=\b%s .)(?<![.$#]%s .)" % (word, word, word, word)
        for word in (b"const", b"var", b"new", b"if", b"while")
    )
    + rb")"
)
# What a merge leaves behind.
_MERGE: Final = b"<<<<<", b"=====", b">>>>>"


def has_sign(code: bytes) -> bool:
    """Tell whether the bare code of a script looks broken."""
    if code.count(b"(") != code.count(b")") or code.count(b"[") != code.count(b"]"):
        return True
    if any(mark in code for mark in _MERGE) or _EMPTY.search(code):
        return True
    if any(form.search(code) for form in _MISSING):
        return True
    for match in _SIDE_BY_SIDE.finditer(code):
        word = _WORD_BEFORE.search(code, max(0, match.start() - _WORD_MAX), match.start())
        if word is not None and word[0] not in _BEFORE_A_WORD and word[0][0] not in b".#@":
            return True
    return False
