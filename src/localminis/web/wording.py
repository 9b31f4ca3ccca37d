"""Saying in words what is wrong with a body that does not have the shape that a call takes."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec import inspect

_VALIDATION: Final = re.compile(r"^(?P<what>.+?)(?: - at `\$\.?(?P<where>.*)`)?$", re.DOTALL)
_MISSING: Final = re.compile(r"missing required field `(?P<name>[^`]+)`")
_UNKNOWN: Final = re.compile(r"contains unknown field `(?P<name>[^`]+)`")
_KIND: Final = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`")
_ENUM: Final = re.compile(r"Invalid enum value (?P<value>.+)", re.DOTALL)
_STEP: Final = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
# The library calls a number that is too long for a whole one a fraction, too.
_WORDS: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_GOT: Final = _WORDS | {
    "int": "a number",
    "float": "a fraction or a number that is too long",
    "bool": "true or false",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong: in a sentence, in which field, and what JSON would pass in its place."""

    message: str
    field: str | None = None
    passes: str | None = None


def explain(error: Exception, shape: type[Any] | None = None) -> Trouble:
    """Say what a body lacks or has too much of, and where.

    Args:
        error: what reading it as `shape` raised.
        shape: what it should have been, for the names that it knows.
    """
    if not isinstance(error, msgspec.ValidationError):
        what = str(error).removesuffix(".")
        is_short = what == "Input data was truncated"
        message = "The JSON body is empty or cut short." if is_short else f"No JSON: {what}."
        return Trouble(message, passes="A JSON object.")
    found = _VALIDATION.match(str(error))
    assert found is not None
    what, where = found["what"], found["where"] or ""
    if missing := _MISSING.search(what):
        field = f"{where}.{missing['name']}" if where else missing["name"]
        return Trouble(f"The field {field} is missing.", field)
    if unknown := _UNKNOWN.search(what):
        return _unknown(unknown["name"], where, shape)
    if kind := _KIND.search(what):
        options = [each for each in kind["wanted"].split(" | ") if each != "null"] or ["null"]
        wanted = " or ".join(_WORDS.get(each, each) for each in options)
        got = _GOT.get(kind["got"], kind["got"])
        passes = None if where else f"A JSON {kind['wanted']}."
        return Trouble(f"{where or 'The body'} must be {wanted}, not {got}.", where or None, passes)
    if (value := _ENUM.search(what)) and (known := _values(shape, where)):
        return Trouble(f"{where} is {value['value']}. Use {' or '.join(known)}.", where or None)
    plain = what.replace("`", "")
    return Trouble(f"{where}: {plain}." if where else f"{plain}.", where or None)


def _unknown(name: str, where: str, shape: type[Any] | None) -> Trouble:
    field = f"{where}.{name}" if where else name
    at = _at(shape, where)
    known = [each.encode_name for each in at.fields] if isinstance(at, inspect.StructType) else []
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}." if known else ""
    return Trouble(f"{field} is an unknown field. {advice}".rstrip(), field)


def _values(shape: type[Any] | None, where: str) -> list[str]:
    at = _at(shape, where)
    return [str(each) for each in at.values] if isinstance(at, inspect.LiteralType) else []


def _at(shape: type[Any] | None, where: str) -> inspect.Type | None:
    """Return the type that a shape has at a place such as `apps[0].placements[0]`."""
    if shape is None:
        return None
    at: inspect.Type | None = inspect.type_info(shape)
    for step in _STEP.findall(where):
        if isinstance(at, inspect.StructType):
            at = next((each.type for each in at.fields if each.encode_name == step), None)
        elif isinstance(at, inspect.ListType):
            at = at.item_type
        else:
            return None
        if isinstance(at, inspect.UnionType):
            at = next((each for each in at.types if not isinstance(each, inspect.NoneType)), None)
    return at
