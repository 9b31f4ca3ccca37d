"""The one tree of refusals. Five kinds; leaves live in the `model.py` of the room that refuses.

No HTTP and no exit codes here: `web/errors.py` and `cli/terminal.py` translate, from the facts of
`spec/error_codes.py`.
"""

from typing import ClassVar


class MinisError(Exception):
    """A refusal that the caller can understand and act on; never a bug of ours.

    The message says what happened, which value, and what to do. Where it can be told, `field` names
    what of the request broke the rule, and `passes` what would have passed.
    """

    code: ClassVar[str] = "internal_error"

    def __init__(
        self, message: str = "", *, field: str | None = None, passes: str | None = None
    ) -> None:
        super().__init__(*([message] if message else []))
        self.field = field
        self.passes = passes

    @property
    def message(self) -> str:
        """The sentence given at construction."""
        return str(self.args[0]) if self.args else type(self).__name__


class Invalid(MinisError):
    """The request itself is wrong: a missing field, a bad type, an impossible value."""

    code = "invalid_params"


class Refused(MinisError):
    """The request is well formed, and the rules say no."""

    code = "refused"


class NotFound(MinisError):
    """What the request names does not exist, or not for this caller."""

    code = "not_found"


class Conflict(MinisError):
    """The request contradicts what is already stored."""

    code = "conflict"


class Unavailable(MinisError):
    """Something outside (a port, a file, another program) is not there; trying again may help."""

    code = "unavailable"
