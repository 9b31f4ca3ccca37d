"""webpack's own eval(), undone in flight: its default devtool ships every module as a string.

Only its wrapper is undone, known by its form and by the name that it gives each module, whichever
tool brought webpack along. What a page itself makes of text stays as it is, and is refused.
"""

import json
import re
from typing import Final

# As webpack writes it: a JSON string, made a trusted one where the page asks for that.
_WRAPPED: Final = re.compile(
    r'\beval\((?:__webpack_require__\.ts\()?("(?:[^"\\]|\\.)*")\)?\);?', re.DOTALL
)
_MODULE_NAME: Final = "//# sourceURL=webpack"
# In the middle of a file these would rename all of it.
_NAMES: Final = re.compile(r"//# source(?:Mapping)?URL=[^\n]*")


def unwrap(script: bytes) -> bytes:
    """Return a script whose wrapped modules stand there as code; other scripts as they are."""
    if _MODULE_NAME.encode() not in script:
        return script
    return _WRAPPED.sub(_plain, script.decode("utf-8", "surrogateescape")).encode(
        "utf-8", "surrogateescape"
    )


def _plain(wrapped: re.Match[str]) -> str:
    try:
        code = str(json.loads(wrapped[1]))
    except ValueError:
        return wrapped[0]
    if _MODULE_NAME not in code:
        return wrapped[0]
    return _NAMES.sub("", code) + "\n"
