"""Making a web project a mini app: decide what to write as a plan, then write all of it or nothing.

A config that is there is kept; the entry page only gets what it lacks.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from localminis.project import html, jsonc
from localminis.project.html import Vconsole
from localminis.project.load import (
    config_value,
    find_entry,
    load,
    package_dependencies,
    read_config_text,
)
from localminis.project.model import ClientKeyConflict, Config, NotWritten
from localminis.project.replace import replace_files
from localminis.spec import config as spec

# Where each build tool puts its production build, and where its development server listens.
# The tools' own defaults; the first that the project depends on counts.
_TOOL_DEFAULTS = {
    "vite": ("dist", 5173),
    "react-scripts": ("build", 3000),
    "@vue/cli-service": ("dist", 8080),
}
_DEFAULTS = ("dist", 3000)


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What happens to one file; `content` is None where it stays as it is."""

    path: Path
    is_new: bool
    content: bytes | None
    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything `init` would do. `notes` are sentences for the developer."""

    root: Path
    config: FilePlan
    entry: FilePlan
    client_key: str
    notes: tuple[str, ...]

    @property
    def contents(self) -> dict[Path, bytes]:
        """The files to write, with their new bytes."""
        plans = (self.config, self.entry)
        return {plan.path: plan.content for plan in plans if plan.content is not None}

    @property
    def has_real_key(self) -> bool:
        """Whether the developer need not fill in a client key any more."""
        return html.is_real_key(self.client_key)


def plan(root: Path, *, client_key: str | None = None, vconsole: Vconsole = "unpkg") -> Plan:
    """Decide what makes the project in `root` a mini app; writes nothing.

    Args:
        client_key: fills placeholders; None keeps the config's key, or writes a placeholder.
        vconsole: where the on-device console comes from, if the page has none yet.

    Raises:
        EntryMissing: there is no entry page.
        EntryInvalid: the entry page is not UTF-8, or has a script without an end.
        ConfigInvalid: there is a config, and it is broken.
        ClientKeyConflict: the config has another client key.

    Source: seed:cli, contract:toolchain-2. What happens to files that exist is assumed.
    """
    root = root.absolute()
    entry = find_entry(root)
    config_path = root / spec.CONFIG_NAME
    notes: list[str] = []
    if config_path.is_file():
        config = load(root).config
        notes.extend(config.notes)
        config_plan = _kept_config(config_path, config, client_key, notes)
        key = client_key or config.client_key or spec.CLIENT_KEY_PLACEHOLDER
    else:
        key = client_key or spec.CLIENT_KEY_PLACEHOLDER
        config_plan = _new_config(config_path, key, entry.relative_to(root).as_posix())
    entry_plan, remarks = _page(entry.resolve(), key, vconsole)
    return Plan(root, config_plan, entry_plan, key, (*notes, *remarks))


def apply(decided: Plan) -> None:
    """Write what was planned.

    Raises:
        NotWritten: a file or folder does not take it; everything is as it was.
    """
    replace_files(decided.contents)


def _new_config(path: Path, client_key: str, html_entry: str) -> FilePlan:
    depends_on = package_dependencies(path.parent)
    output_dir, port = next(
        (found for tool, found in _TOOL_DEFAULTS.items() if tool in depends_on), _DEFAULTS
    )
    config = spec.default_config(
        client_key, port=port, html_entry=html_entry, output_dir=output_dir
    )
    content = json.dumps(config, ensure_ascii=False, indent=2) + "\n"
    return FilePlan(path, is_new=True, content=content.encode("utf-8"))


def _kept_config(path: Path, config: Config, client_key: str | None, notes: list[str]) -> FilePlan:
    kept = FilePlan(path, is_new=False, content=None)
    if client_key is None or client_key == config.client_key:
        return kept
    if config.has_client_key:
        raise ClientKeyConflict(
            f"{path.name} already has the client key {config.client_key!r}, not {client_key!r}. "
            "Change it there, or leave --client-key out."
        )
    text = read_config_text(path)
    spelling = config.spellings.get(spec.CLIENT_KEY.written, spec.CLIENT_KEY.written)
    node = config_value(jsonc.parse(text), spelling)
    if node is None:
        notes.append(
            f"{path.name} has no {spec.CLIENT_KEY.written} to fill in. Add it with {client_key!r}."
        )
        return kept
    text = text[: node.start] + json.dumps(client_key) + text[node.end :]
    content = text.encode("utf-8")
    return FilePlan(path.resolve(), is_new=False, content=content, added=("client key",))


def _page(path: Path, client_key: str, vconsole: Vconsole) -> tuple[FilePlan, tuple[str, ...]]:
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise NotWritten(
            f"{path} cannot be read ({trouble.strerror}). Make it readable; nothing was written."
        ) from trouble
    edit = html.inject(html.decode(content, str(path)), client_key=client_key, vconsole=vconsole)
    new = edit.text.encode("utf-8")
    changed = new if new != content else None
    page = FilePlan(path, is_new=False, content=changed, added=edit.added, kept=edit.kept)
    return page, edit.notes
