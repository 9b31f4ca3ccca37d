"""Reading a project from disk: `minis.config.json`, the entry page's place, `package.json`.

Nothing is written here. A config is read tolerantly and checked strictly: whatever is accepted can
be used without another look, whatever is not is refused with its line and column.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from localminis.project import jsonc
from localminis.project.jsonc import JsonError, Node
from localminis.project.model import (
    Config,
    ConfigInvalid,
    EntryMissing,
    NoConfig,
    PackageInvalid,
    Project,
)
from localminis.spec import config as spec
from localminis.spec.config import ConfigField

_HOST = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*",
    re.ASCII,
)
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})", re.ASCII)
# Anything that could break out of a header or a policy built from the list is refused here.
_DOMAIN = re.compile(
    r"(?:(?:https?|wss?)://)?(?:\*\.)?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]{1,5})?(?:/[^\s;,'\"]*)?",
    re.ASCII,
)


class _Found(NamedTuple):
    spelling: str
    node: Node


def load(root: Path) -> Project:
    """Read the project in the folder `root`.

    Raises:
        NoConfig: the folder has no `minis.config.json`.
        ConfigInvalid: the file is no JSON even when comments, trailing commas and a byte order mark
            are read over, or a field has an impossible value.

    Source: seed:json-config, contract:toolchain-3.2. Reading over comments is assumed.
    """
    root = root.absolute()
    path = root / spec.CONFIG_NAME
    if not path.is_file():
        raise NoConfig(
            f"There is no {spec.CONFIG_NAME} in {root}. Run `ttdx minis init` there, or name the "
            "project's folder."
        )
    return Project(root, _ConfigReader(path, read_config_text(path)).config(), path)


def read_config_text(path: Path) -> str:
    """Read a config as text, its byte order mark and its line ends included.

    Raises:
        ConfigInvalid: the file cannot be read, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise ConfigInvalid(
            f"The file cannot be read ({trouble.strerror}).", path=path, line=1, column=1
        ) from trouble
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as trouble:
        before = content[: trouble.start].decode("utf-8")
        line, column = jsonc.place(before, len(before))
        raise ConfigInvalid(
            f"Byte 0x{content[trouble.start]:02x} is not UTF-8. Save the file as UTF-8.",
            path=path,
            line=line,
            column=column,
        ) from None


def config_value(root: Node, spelling: str) -> Node | None:
    """Return the node that a dotted path such as `dev.port` names, or None."""
    node: Node | None = root
    for name in spelling.split("."):
        if node is None or not isinstance(node.value, dict):
            return None
        node = node.value.get(name)
    return node


class _ConfigReader:
    """Turns one config's text into a `Config`, pointing at whatever it refuses."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        try:
            self.root = jsonc.parse(text)
        except JsonError as problem:
            raise self.invalid(str(problem), problem.offset) from None
        self.spellings: dict[str, str] = {}
        self.notes: list[str] = []

    def invalid(self, message: str, offset: int) -> ConfigInvalid:
        line, column = jsonc.place(self.text, offset)
        return ConfigInvalid(message, path=self.path, line=line, column=column)

    def config(self) -> Config:
        self.check_sections()
        output_dir = self.inside(spec.OUTPUT_DIR)
        html_entry = self.inside(spec.HTML_ENTRY)
        return Config(
            client_key=self.text_of(spec.CLIENT_KEY),
            host=self.matching(spec.HOST, _HOST) or spec.HOST_DEFAULT,
            port=self.port(),
            output_dir=output_dir or spec.OUTPUT_DIR_DEFAULT,
            html_entry=html_entry or spec.HTML_ENTRY_DEFAULT,
            trusted_domains=self.domains(),
            nav_style=self.style(),
            nav_light=self.matching(spec.NAV_LIGHT, _COLOUR),
            nav_dark=self.matching(spec.NAV_DARK, _COLOUR),
            spellings=self.spellings,
            notes=tuple(self.notes),
        )

    def check_sections(self) -> None:
        if not isinstance(self.root.value, dict):
            raise self.invalid("The config must be an object: { … }.", self.root.start)
        known = {spelling for field in spec.FIELDS for spelling in field.spellings} | spec.IGNORED
        for name, node in self.root.value.items():
            if name not in spec.SECTIONS:
                members = [name]
            elif isinstance(node.value, dict):
                members = [f"{name}.{member}" for member in node.value]
            else:
                raise self.invalid(f"{name} must be an object: {{ … }}.", node.start)
            self.notes.extend(
                f"{member} is not a field of {spec.CONFIG_NAME} that LocalMinis knows; it is kept."
                for member in members
                if member not in known
            )

    def candidates(self, field: ConfigField) -> list[_Found]:
        found = []
        for spelling in field.spellings:
            node = config_value(self.root, spelling)
            if node is not None:
                found.append(_Found(spelling, node))
        if found:
            self.spellings[field.written] = found[0].spelling
        return found

    def find(self, field: ConfigField) -> _Found | None:
        found = self.candidates(field)
        if not found:
            return None
        used, *others = found
        for other in others:
            if other.node.value != used.node.value:
                self.notes.append(
                    f"{used.spelling} and {other.spelling} differ; {used.spelling} counts."
                )
        return used

    def wrong(self, field: ConfigField, found: _Found) -> ConfigInvalid:
        written = self.text[found.node.start : found.node.end]
        shown = written if len(written) <= 60 else written[:57] + "…"  # noqa: PLR2004 - one line
        return self.invalid(f"{found.spelling} is {shown}. Use {field.accepted}.", found.node.start)

    def text_of(self, field: ConfigField) -> str | None:
        found = self.find(field)
        if found is None:
            return None
        value = found.node.value
        if not isinstance(value, str) or any(ord(character) < ord(" ") for character in value):
            raise self.wrong(field, found)
        if not value.strip():
            # This is how templates leave a field to be filled in.
            del self.spellings[field.written]
            return None
        return value.strip()

    def matching(self, field: ConfigField, form: re.Pattern[str]) -> str | None:
        value = self.text_of(field)
        if value is not None and not form.fullmatch(value):
            raise self.wrong(field, self.candidates(field)[0])
        return value

    def style(self) -> str:
        value = self.text_of(spec.NAV_STYLE) or spec.NAV_STYLE_DEFAULT
        if value not in {"default", "custom"}:
            raise self.wrong(spec.NAV_STYLE, self.candidates(spec.NAV_STYLE)[0])
        return value

    def inside(self, field: ConfigField) -> str | None:
        """Read a path; whether it really stays inside is known only where it is followed."""
        value = self.text_of(field)
        if value is not None and (value.startswith("/") or "\\" in value):
            raise self.wrong(field, self.candidates(field)[0])
        return value

    def port(self) -> int:
        found = self.find(spec.PORT)
        if found is None:
            return spec.PORT_DEFAULT
        value = found.node.value
        if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,5}\s*", value, re.ASCII):
            value = int(value)
        # To Python, `true` is a number too.
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(spec.PORT, found)
        if not spec.PORT_MIN <= value <= spec.PORT_MAX:
            raise self.wrong(spec.PORT, found)
        return value

    def domains(self) -> tuple[str, ...]:
        merged: dict[str, None] = {}
        for found in self.candidates(spec.TRUSTED_DOMAINS):
            if not isinstance(found.node.value, list):
                raise self.wrong(spec.TRUSTED_DOMAINS, found)
            for position, item in enumerate(found.node.value):
                value = item.value
                if not isinstance(value, str) or not _DOMAIN.fullmatch(value.strip()):
                    one = _Found(f"{found.spelling}[{position}]", item)
                    raise self.wrong(spec.TRUSTED_DOMAINS, one)
                merged[value.strip()] = None
        return tuple(merged)


def find_entry(root: Path) -> Path:
    """Find the project's entry page: the one its config names, or the first usual place.

    Returns:
        An absolute path inside `root`; the file exists.

    Raises:
        EntryMissing: no page there; says where it was looked for.
        ConfigInvalid: there is a config, and it is broken.

    Source: seed:json-config. The usual places and their order are assumed.
    """
    root = root.absolute()
    usual = [
        name
        for name in spec.ENTRY_CANDIDATES
        if (root / name).is_file() and (root / name).resolve().is_relative_to(root.resolve())
    ]
    if (root / spec.CONFIG_NAME).is_file():
        config = load(root).config
        if config.is_given(spec.HTML_ENTRY):
            return _named_entry(root, config.html_entry, usual)
    if not usual:
        looked = ", ".join(spec.ENTRY_CANDIDATES)
        raise EntryMissing(
            f"There is no entry page in {root} (looked for {looked}). Run this in the folder of a "
            "web project, or name its page as build.htmlEntry in minis.config.json."
        )
    return root / usual[0]


def _named_entry(root: Path, name: str, usual: list[str]) -> Path:
    entry = root / name
    if not entry.resolve().is_relative_to(root.resolve()):
        raise EntryMissing(
            f"The entry page {name!r} (build.htmlEntry) lies outside the project {root}. "
            f"Use {spec.HTML_ENTRY.accepted}."
        )
    if not entry.is_file():
        hint = f"; {usual[0]} is there" if usual else ""
        raise EntryMissing(
            f"The entry page {name!r} (build.htmlEntry) is not in {root}{hint}. "
            "Correct build.htmlEntry in minis.config.json."
        )
    return entry


def package_scripts(root: Path) -> dict[str, str]:
    """Return the `scripts` of the project's `package.json`; empty if it has none.

    Raises:
        PackageInvalid: the file is there and is not a JSON object with texts as scripts.
    """
    return _texts(root, "scripts")


def package_dependencies(root: Path) -> dict[str, str]:
    """Return what `package.json` depends on, for building too: package name to version range.

    Raises:
        PackageInvalid: the file is there and is not a JSON object with texts as versions.
    """
    return {**_texts(root, "dependencies"), **_texts(root, "devDependencies")}


def _texts(root: Path, key: str) -> dict[str, str]:
    path = root.absolute() / "package.json"
    if not path.exists():
        return {}
    try:
        package = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as trouble:
        raise PackageInvalid(f"{path} cannot be read as JSON ({trouble}). Repair it.") from trouble
    if not isinstance(package, dict):
        raise PackageInvalid(f"{path} is not a JSON object. Repair it.")
    texts = package.get(key, {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise PackageInvalid(f"{key} in {path} must map names to texts. Repair it.")
    return texts
