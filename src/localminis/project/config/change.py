"""Showing and changing single values of a config; the text around them stays as it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localminis.project.config import edit, jsonc, names
from localminis.project.config import read as reader
from localminis.project.config.jsonc import JsonError
from localminis.project.config.read import Reading
from localminis.project.model import Config, ConfigInvalid, Diagnostic, KeyUnknown, ValueRefused
from localminis.project.replace import replace_files
from localminis.spec import config as spec
from localminis.spec.config import ConfigField, Flavour


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it counts: its value, and the spelling that it comes from (None: a default)."""

    key: str
    value: str | int | list[str] | None
    spelling: str | None
    about: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value that was set: where, whether the file is another one now, what is left to remark."""

    path: Path
    key: str
    value: Any
    is_changed: bool
    remarks: tuple[Diagnostic, ...]


def rows(config: Config, flavour: Flavour) -> list[Shown]:
    """List every field with the value that counts, in the order of the documentation."""
    return [
        Shown(
            field.written,
            _value(config, field),
            config.spellings.get(field.written),
            field.about,
        )
        for field in spec.fields_of(flavour)
    ]


def set_value(path: Path, flavour: Flavour, key: str, values: Sequence[str]) -> Change:
    """Give one field a value, in every spelling that the file uses for it already.

    Args:
        path: the config, which must be there.
        key: a dotted path in any known spelling, such as `dev.port`.
        values: one value; for a list, any number. Each is text, or JSON for a list or a number.

    Raises:
        KeyUnknown: there is no such field; names the one that was probably meant.
        ValueRefused: the field does not take the value; nothing is written.
        ConfigInvalid: the file is broken already.
        NotWritten: the file cannot be written; it is as it was.
    """
    field = spec.field_of(key, flavour)
    if field is None:
        near = names.closest(key, flavour)
        hint = f" Did you mean {near}?" if near else " See `localminis config show`."
        raise KeyUnknown(f"{path.name} has no field {key!r}.{hint}")
    before = reader.read(path, flavour)
    value = _parsed(field, key, values)
    spelling = _spelling(before, field)
    # Where the file has several spellings, all of them: lists are merged, and values could differ.
    there = [it for it in field.spellings if reader.value_at(before.root, it) is not None]
    text = before.text
    try:
        for each in dict.fromkeys([spelling, *there]):
            text = edit.set_value(text, each.split("."), value)
    except JsonError as problem:
        line, column = jsonc.place(before.text, problem.offset)
        raise ConfigInvalid(str(problem), path=path, line=line, column=column) from None
    after = reader.parse(text, path, flavour)
    remarks = tuple(
        it
        for it in after.diagnostics
        if it.key.partition("[")[0] in {*field.spellings, field.written}
    )
    refused = next((it for it in remarks if it.severity == "error"), None)
    if refused is not None:
        raise ValueRefused(refused.sentence)
    if text != before.text:
        replace_files({path.resolve(): text.encode("utf-8")})
    return Change(path, spelling, value, text != before.text, remarks)


def _value(config: Config, field: ConfigField) -> str | int | list[str] | None:
    known: dict[ConfigField, str | int | list[str] | None] = {
        spec.CLIENT_KEY: config.client_key,
        spec.HOST: config.host,
        spec.PORT: config.port,
        spec.OUTPUT_DIR: config.output_dir,
        spec.HTML_ENTRY: config.html_entry,
        spec.TRUSTED_DOMAINS: list(config.trusted_domains),
        spec.NAV_STYLE: config.nav_style,
        spec.NAV_LIGHT: config.nav_light,
        spec.NAV_DARK: config.nav_dark,
        spec.ORIENTATION: config.orientation,
        spec.APP_ID: config.app_id,
        spec.NAME: config.display.name,
        spec.ICON_URL: config.display.icon_url,
        spec.DESC: config.display.desc,
        spec.PP_LINK: config.display.pp_link,
        spec.TOS_LINK: config.display.tos_link,
        spec.DEV_ENTRY: config.dev_entry,
    }
    return known[field]


def _spelling(before: Reading, field: ConfigField) -> str:
    """Return the spelling to write: the one that counts, or that is there and empty, or ours."""
    there = (it for it in field.spellings if reader.value_at(before.root, it) is not None)
    return before.config.spellings.get(field.written) or next(there, field.written)


def _parsed(field: ConfigField, key: str, values: Sequence[str]) -> Any:
    if field.kind == "domains":
        return _parsed_list(field, key, values)
    if len(values) != 1:
        raise ValueRefused(f"{key} takes one value, not {len(values)}. Use {field.accepted}.")
    value = values[0].strip()
    if field.kind == "port":
        return int(value) if value.isascii() and value.isdigit() else value
    return value


def _parsed_list(field: ConfigField, key: str, values: Sequence[str]) -> list[str]:
    if len(values) == 1 and values[0].lstrip().startswith("["):
        try:
            parsed = json.loads(values[0])
        except ValueError as trouble:
            raise ValueRefused(f"{key}: the list is no JSON ({trouble}).") from None
        if not all(isinstance(item, str) for item in parsed):
            raise ValueRefused(f"{key} holds something else than texts. Use {field.accepted}.")
        return list(parsed)
    items = (item.strip() for value in values for item in value.split(","))
    return [item for item in items if item]
