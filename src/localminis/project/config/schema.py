"""The JSON Schema of a config, made from the fields of `spec/config.py`, for editors.

The published files in `schema/` are what `document` returns; a test keeps them equal.
"""

import json
from pathlib import Path
from typing import Any

from localminis.project.config.read import FORMS
from localminis.spec import config as spec
from localminis.spec.config import ConfigField, Flavour
from localminis.spec.limits import TRUSTED_DOMAINS_MAX

_DIALECT = "http://json-schema.org/draft-07/schema#"
# Templates leave a field empty, or a placeholder in it; both are read.
_UNFILLED = rf"\s*|{spec.PLACEHOLDER_PATTERN}"
_DOMAIN = r"^\s*(?:https|wss)://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?\s*$"


def schema_path(flavour: Flavour) -> Path:
    """Return the schema file that is published with the package."""
    name = spec.CONFIG_NAMES[flavour].replace(".json", ".schema.json")
    return Path(__file__).parent.parent / "schema" / name


def to_json(flavour: Flavour) -> str:
    """Write the schema as the published file has it."""
    return json.dumps(document(flavour), ensure_ascii=False, indent=2) + "\n"


def document(flavour: Flavour) -> dict[str, Any]:
    """Build the schema: every spelling that is read, each with its accepted form.

    Unknown names are allowed, because we keep them.
    """
    top: dict[str, Any] = {"$schema": {"type": "string"}, "_comment": {}}
    for field in spec.fields_of(flavour):
        for spelling in field.spellings:
            _place(top, spelling, _described(field, spelling))
    return {
        "$schema": _DIALECT,
        "title": spec.CONFIG_NAMES[flavour],
        "description": "By LocalMinis, an independent tool; from the public documentation.",
        "type": "object",
        "properties": top,
    }


def _place(top: dict[str, Any], spelling: str, schema: dict[str, Any]) -> None:
    section, _, name = spelling.rpartition(".")
    if not section:
        top[name] = schema
        return
    owner = top.setdefault(section, {"type": "object", "properties": {"_comment": {}}})
    owner["properties"][name] = schema


def _described(field: ConfigField, spelling: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": field.about, **_form(field)}
    if spelling != field.written:
        schema["description"] = f"Read as {field.written}. {field.about}"
        schema["deprecated"] = True
    elif field.default is not None:
        schema["default"] = field.default
    return schema


def _form(field: ConfigField) -> dict[str, Any]:
    if field.kind == "domains":
        return {
            "type": "array",
            "items": {"type": "string", "pattern": _DOMAIN},
            "maxItems": TRUSTED_DOMAINS_MAX,
            "uniqueItems": True,
        }
    if field.kind == "port":
        number = {"type": "integer", "minimum": spec.PORT_MIN, "maximum": spec.PORT_MAX}
        return {"anyOf": [number, {"type": "string", "pattern": r"^\s*[0-9]{1,5}\s*$"}]}
    if field.kind == "choice":
        # Two halves, so that an editor still offers the choices.
        choices = {"type": "string", "enum": [*field.choices, *(field.aliases or {})]}
        return {"anyOf": [choices, {"type": "string", "pattern": rf"^(?:{_UNFILLED})$"}]}
    form = rf"^(?:\s*(?:{FORMS[field.kind]})\s*|{_UNFILLED})$"
    return {"type": "string", "pattern": form}
