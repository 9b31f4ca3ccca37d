"""The forms of a script's smallest pieces: texts, comments, literals, and the code between them.

Possessive regular expressions swallow them in one step; what none of them is certain of stays.
"""

import re
from typing import Final

from localminis.checker.block import BEFORE_VALUE, COMMENT

# A text with an escape that means nothing is broken, and its end unknown.
_ESCAPE: Final = rb"\\(?:\r\n|[^ux]|x[0-9a-fA-F]{2}|u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]++\}))"
_DOUBLE: Final = rb'"(?:[^"\\\n\r]++|' + _ESCAPE + rb')*+"'
_SINGLE: Final = rb"'(?:[^'\\\n\r]++|" + _ESCAPE + rb")*+'"
TEXT: Final = rb"(?:[^`\\$]++|" + _ESCAPE + rb"|\$(?!\{))*+"
_TEMPLATE: Final = rb"`" + TEXT + rb"`"
EXPRESSION: Final = (
    rb"/(?![*/])(?:[^\\/\[\n\r]++|\\[^\n\r]|\[(?:[^\]\\\n\r]++|\\[^\n\r])*+\])++/[A-Za-z]*+"
)


def _no_word(tail: bytes) -> bytes:
    return b"".join(rb"(?<!\b" + word + tail + rb")" for word in BEFORE_VALUE)


_DIVISION: Final = (
    rb"/(?![/*])(?:(?<=[\w$\]]/)" + _no_word(b"/") + rb"|(?<=[\w$\]] /)" + _no_word(b" /") + rb")"
)
_AFTER_OPERATOR: Final = (
    rb"/(?:(?<=[=(,:\[!&|?;{%~^<>]/)|(?<=[=(,:\[!&|?;{%~^<>] /))" + EXPRESSION[1:]
)
# Braces around little that holds no text: no function of that size is worth leaving out.
SMALL_MAX: Final = 90
_SMALL: Final = rb"\{[^{}\"'`/\\]{0,%d}+\}" % SMALL_MAX
_PLAIN: Final = rb"[^{}\"'`/\\]++"
# What is passed over at once beside plain code.
CODE_PIECES: Final = (
    _DOUBLE, _SINGLE, _SMALL, _DIVISION, COMMENT, _AFTER_OPERATOR, _TEMPLATE
)  # fmt: skip
RUN: Final = re.compile(rb"(?:" + rb"|".join((_PLAIN, *CODE_PIECES)) + rb")*+")
PIECE: Final = re.compile(
    rb"(?P<code>" + rb"|".join((_PLAIN, _SMALL, _DIVISION)) + rb")|(?P<comment>" + COMMENT
    + rb")|(?P<text>" + rb"|".join((_DOUBLE, _SINGLE, _AFTER_OPERATOR, _TEMPLATE)) + rb")"
)  # fmt: skip
NO_CODE: Final = re.compile(rb"|".join((_DOUBLE, _SINGLE, COMMENT, _AFTER_OPERATOR, _TEMPLATE)))
SMALL_BLOCK: Final = re.compile(_SMALL)
