"""Lists by the page: `limit` rows from where the page before ended, found by an index.

The answer's `next` is the `before` of the next page, or None at the end.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from starlette.requests import Request

from localminis.errors import Invalid
from localminis.web.numbers import whole_number

Row = TypeVar("Row")

LIMIT: Final = 100
_LIMIT_MAX: Final = 500
_DIGITS_MAX: Final = 9
# A place holds a time, too.
_PLACE_DIGITS_MAX: Final = 18


class PageInvalid(Invalid):
    """A list is asked for from a place or in a size that cannot be."""

    code = "page_invalid"


def limit(request: Request) -> int:
    """Return how many rows are asked for, at most 500."""
    return min(number(request, "limit") or LIMIT, _LIMIT_MAX)


def number(request: Request, name: str) -> int | None:
    """Return a whole number of the query, or None when it is not given.

    Raises:
        PageInvalid: it is something else.
    """
    given = request.query_params.get(name)
    return None if given is None else _whole(given, name, _DIGITS_MAX)


def place(request: Request) -> tuple[int, str] | None:
    """Return the place `before` which rows are asked for: a number and a text, joined by a tilde.

    Raises:
        PageInvalid: it is something else.
    """
    given = request.query_params.get("before")
    if given is None:
        return None
    first, _, second = given.partition("~")
    if not second or not second.isprintable():
        raise PageInvalid(f"The page before {given!r} cannot be. Take `next` of the page before.")
    return _whole(first, "before", _PLACE_DIGITS_MAX), second


def cut(rows: Sequence[Row], size: int, where: Callable[[Row], object]) -> tuple[list[Row], Any]:
    """Split what was read, one row more than a page, into the page and its `next`.

    Args:
        where: gives a row's own place.
    """
    shown = list(rows[:size])
    return shown, where(shown[-1]) if len(rows) > size else None


def _whole(given: str, name: str, digits: int) -> int:
    found = whole_number(given, digits)
    if found is None:
        raise PageInvalid(
            f"The {name} is {given!r}. Use a whole number of at most {digits} digits."
        )
    return found
