"""Signs that a script is broken, so that the parser looks at all of it although no rule has to.

They are looked for in the bare code: without comments, and with one mark for each text. A sign may
be wrong, which costs a little time; what is missed is a broken script that no rule looks into.
"""

import re
from typing import Final

# Larger scripts come from a bundler; their braces and texts are known to be in order.
LOOKED_AT_MAX_BYTES: Final = 64 * 1024

_BEFORE_A_WORD: Final = (
    "abstract|accessor|as|assert|asserts|async|await|break|case|class|const|continue|debugger|declare|default"
    "|defer|delete|do|else|enum|export|extends|finally|for|from|function|get|implements|import|in"
    "|infer|instanceof|interface|is|keyof|let|module|namespace|new|of|out|override|package|private"
    "|protected|public|readonly|return|satisfies|set|source|static|throw|try|type|typeof|unique"
    "|using|var|void|with|yield"
)
_BETWEEN: Final = "as|assert|extends|from|implements|in|instanceof|is|of|satisfies|with"
_NEEDS_MORE: Final = "const|var|class|new|typeof|throw|if|while|for|switch|catch|with|instanceof"
_VALUE: Final = rf"(?!(?:{_BETWEEN})(?![\w$]))[\w$\"'`]"
_SIGN: Final = re.compile(
    "|".join(
        (
            # Two values side by side.
            rf"(?<![\w$.#@])(?!(?:{_BEFORE_A_WORD})(?![\w$]))[\w$]+[ \t]+{_VALUE}",
            rf"[\]\"'][ \t]*(?!(?:{_BETWEEN})(?![\w$]))[A-Za-z_$\"']",
            # Something is missing before what closes or ends.
            r"(?:[=*%&|^~?.]|(?<!\+)\+|(?<!-)-)\s*[;)\]}]",
            r",\s*;|[(\[]\s*[*%=&|?]",
            rf"(?<![\w$.#])(?:{_NEEDS_MORE})\s*[=;)\],}}]",
            # What a merge leaves behind.
            r"<{5}|={5}|>{5}",
        )
    ).encode()
)


def has_sign(code: bytes) -> bool:
    """Tell whether the bare code of a script looks broken."""
    if code.count(b"(") != code.count(b")") or code.count(b"[") != code.count(b"]"):
        return True
    return _SIGN.search(code) is not None
