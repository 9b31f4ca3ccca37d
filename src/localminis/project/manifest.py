"""Listing a built folder as a manifest: the same folder gives the same bytes."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path

from localminis.project.exclusion import Excludes
from localminis.project.model import OutputInvalid
from localminis.spec.manifest import (
    INDENT,
    MANIFEST_NAME,
    FileEntry,
    FolderEntry,
    Manifest,
    name_order,
)

_DEPTH_MAX = 100
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Walk:
    """What is the same in every folder of one listing; `top` is resolved."""

    top: str
    excludes: Excludes | None


def list_folder(
    folder: Path,
    generated: Iterable[str] = (),
    *,
    name: str = MANIFEST_NAME,
    excludes: Excludes | None = None,
) -> Manifest:
    """List everything in `folder`, each level in byte order of the names, files and folders mixed.

    Args:
        folder: the output folder of a production build.
        generated: names that will stand at its top; listed whether or not they are there yet.
        name: what the manifest calls itself.
        excludes: tells what is left out; `generated` never is.

    Raises:
        OutputInvalid: a link that leaves the folder, leads nowhere or in a circle, a name that is
            not UTF-8, something that is neither file nor folder, or too many levels.

    Source: seed:manifest, contract:toolchain-4.1. That dot files are listed too is assumed.
    """
    top = os.path.realpath(folder)
    walk = _Walk(top, excludes)
    return {"name": name, "resource_list": _children(walk, top, "", (top,), frozenset(generated))}


def to_json(manifest: Manifest) -> bytes:
    """Write a manifest as the platform's tool does: two spaces, no newline at the end."""
    lines = ["{", f'  "name": {encode_basestring(manifest["name"])},']
    _write_list(lines, "resource_list", manifest["resource_list"], " " * INDENT)
    lines.append("}")
    return "\n".join(lines).encode("utf-8")


def paths_in(entries: Iterable[FileEntry | FolderEntry], above: str = "") -> Iterator[str]:
    """Yield the path of every file in the list, and of every empty folder with a slash at its end.

    In the manifest's own order, relative to its folder, with forward slashes.
    """
    for entry in entries:
        if entry["type"] == "file":
            yield above + entry["name"]
        elif entry["children"]:
            yield from paths_in(entry["children"], f"{above}{entry['name']}/")
        else:
            yield f"{above}{entry['name']}/"


def _write_list(
    lines: list[str], key: str, entries: list[FileEntry | FolderEntry], indent: str
) -> None:
    # `json` writes indented documents without its fast path, ten times slower than this.
    if not entries:
        lines.append(f'{indent}"{key}": []')
        return
    lines.append(f'{indent}"{key}": [')
    brace, inner = indent + "  ", indent + "    "
    for entry in entries:
        lines.append(f"{brace}{{")
        lines.append(f'{inner}"type": "{entry["type"]}",')
        name = f'{inner}"name": {encode_basestring(entry["name"])}'
        if entry["type"] == "folder":
            lines.append(name + ",")
            _write_list(lines, "children", entry["children"], inner)
        else:
            lines.append(name)
        lines.append(f"{brace}}},")
    lines[-1] = f"{brace}}}"
    lines.append(f"{indent}]")


def _children(
    walk: _Walk, folder: str, prefix: str, above: tuple[str, ...], generated: frozenset[str]
) -> list[FileEntry | FolderEntry]:
    if len(above) > _DEPTH_MAX:
        raise OutputInvalid(
            f"The folder {folder} is nested deeper than {_DEPTH_MAX} levels. Flatten the build."
        )
    try:
        with os.scandir(folder) as found:
            by_name = {entry.name: entry for entry in found}
    except OSError as trouble:
        raise OutputInvalid(
            f"The folder {folder} cannot be listed ({trouble.strerror}). Make it readable."
        ) from trouble
    try:
        ordered = sorted(by_name.keys() | generated, key=name_order)
    except UnicodeEncodeError as trouble:
        raise OutputInvalid(
            f"A name in {folder} is not UTF-8: {trouble.object!r}. Rename it."
        ) from None
    listed: list[FileEntry | FolderEntry] = []
    for name in ordered:
        if name in generated:
            listed.append({"type": "file", "name": name})
            continue
        entry = _entry(walk, by_name[name], prefix + name, above)
        if entry is not None:
            listed.append(entry)
    return listed


def _entry(
    walk: _Walk, found: "os.DirEntry[str]", relative: str, above: tuple[str, ...]
) -> FileEntry | FolderEntry | None:
    if found.is_symlink():
        return _link(walk, found, relative, above)
    is_folder = found.is_dir(follow_symlinks=False)
    if walk.excludes is not None and walk.excludes(relative, is_folder=is_folder):
        return None
    if is_folder:
        return _folder(walk, found.path, found.name, relative, above)
    if found.is_file(follow_symlinks=False):
        return {"type": "file", "name": found.name}
    raise OutputInvalid(f"{found.path} is neither a file nor a folder. Remove it from the build.")


def _folder(
    walk: _Walk, path: str, name: str, relative: str, above: tuple[str, ...]
) -> FolderEntry:
    children = _children(walk, path, f"{relative}/", (*above, path), _NOTHING)
    return {"type": "folder", "name": name, "children": children}


def _link(
    walk: _Walk, found: "os.DirEntry[str]", relative: str, above: tuple[str, ...]
) -> FileEntry | FolderEntry | None:
    if walk.excludes is not None and walk.excludes(relative, is_folder=found.is_dir()):
        return None
    try:
        target = os.path.realpath(found.path, strict=True)
    except (OSError, RuntimeError):
        raise OutputInvalid(
            f"The link {found.path} leads nowhere. Remove it or repair it."
        ) from None
    if target != walk.top and not target.startswith(walk.top.rstrip("/") + "/"):
        raise OutputInvalid(
            f"The link {found.path} leaves the output folder ({target}). Put a copy in its place."
        )
    if target in above:
        raise OutputInvalid(f"The link {found.path} leads in a circle. Remove it.")
    if found.is_dir():
        return _folder(walk, target, found.name, relative, above)
    if found.is_file():
        return {"type": "file", "name": found.name}
    raise OutputInvalid(f"{found.path} is neither a file nor a folder. Remove it from the build.")
