"""Forms: reading what a browser sends, making the body of an admin call, and filling fields."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request

from localminis.web.endpoint import BodyInvalid, read_body, readable

# The name of the field that carries a visit's mark.
MARK: Final = "_mark"
_FIELDS_MAX: Final = 500

Given = dict[str, str]


async def read(request: Request) -> Given:
    """Read a form; of a name that comes twice the last counts, as a checkbox behind its default.

    Raises:
        BodyInvalid: too large, too many fields, or no text.
    """
    raw = await read_body(request)
    try:
        pairs = parse_qs(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_FIELDS_MAX,
        )
    except ValueError as error:
        raise BodyInvalid(f"The form cannot be read: {error}.") from error
    # Browsers end the lines of a text area with both characters.
    return {name: values[-1].replace("\r\n", "\n") for name, values in pairs.items()}


def body(shape: type[Any], given: Mapping[str, str], *, keeps_empty: bool = False) -> Any:
    """Make the struct that an admin call takes from a form's texts.

    Args:
        keeps_empty: whether an empty text is a value, as where it removes something; otherwise it
            counts as not given.

    Raises:
        BodyInvalid: a field is missing or of another form; says which.
    """
    values: dict[str, Any] = {}
    for name, kind in get_type_hints(shape).items():
        text, kinds = given.get(name), _kinds(kind)
        if dict in kinds and text is None and (parts := _parts(name, given)):
            values[name] = parts
        if text is None:
            continue
        if list in kinds:
            values[name] = _lines(text)
        elif dict in kinds:
            values[name] = _json(name, text)
        elif text.strip() or (keeps_empty and str in kinds):
            # Numbers and switches come with blanks around them; texts are trimmed by their verbs.
            values[name] = text if str in kinds else text.strip()
    try:
        return msgspec.convert(values, type=shape, strict=False)
    except msgspec.ValidationError as error:
        raise BodyInvalid(readable(error, shape)) from error


def _parts(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Make an object of the fields of its parts: `name.part`, with `[]` of lines, `?` a switch."""
    parts: dict[str, Any] = {}
    for field_name, text in given.items():
        part = field_name.removeprefix(f"{name}.")
        if part == field_name:
            continue
        if part.endswith("[]"):
            parts[part[:-2]] = _lines(text)
        elif part.endswith("?"):
            parts[part[:-1]] = text == "true"
        else:
            parts[part] = text
    return parts


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _json(name: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text.encode() or b"{}")
    except msgspec.DecodeError as error:
        raise BodyInvalid(f"{name}: {readable(error)}") from error


def _kinds(kind: Any) -> set[Any]:
    if get_origin(kind) in {Union, types.UnionType}:
        return {each for option in get_args(kind) for each in _kinds(option)}
    return {get_origin(kind) or kind}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page: where it goes, and what was typed when it was refused.

    With `is_conflict` somebody else has changed the object since the form was opened.
    """

    action: str
    given: Given = field(default_factory=dict)
    is_conflict: bool = False

    def value(self, name: str, current: object = "") -> str:
        """Return what a field shows: what was typed, or what is stored."""
        return self.given.get(name, self.stored(current))

    def is_on(self, name: str, *, current: bool = False) -> bool:
        """Return whether a switch is on."""
        return self.given[name] == "true" if name in self.given else current

    def differs(self, name: str, current: object = "") -> bool:
        """Return whether what was typed contradicts what somebody else has stored."""
        return self.is_conflict and self.value(name, current).strip() != self.stored(current)

    @staticmethod
    def stored(current: object) -> str:
        """Write a stored value as a form would: one line for each entry of a list."""
        if current is None:
            return ""
        if isinstance(current, bool):
            return "true" if current else "false"
        if isinstance(current, list | tuple):
            return "\n".join(str(each) for each in current)
        return str(current)
