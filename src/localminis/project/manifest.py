"""Listing a built folder as `minis.manifest.json`: the same folder gives the same bytes."""

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path

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


def list_folder(folder: Path, generated: Iterable[str] = ()) -> Manifest:
    """List everything in `folder`, each level in byte order of the names, files and folders mixed.

    Args:
        folder: the output folder of a production build.
        generated: names that will stand at its top; listed whether or not they are there yet.

    Raises:
        OutputInvalid: a link that leaves the folder, leads nowhere or in a circle, a name that is
            not UTF-8, something that is neither file nor folder, or too many levels.

    Source: seed:manifest, contract:toolchain-4.1. That dot files are listed too is assumed.
    """
    top = folder.resolve()
    return {
        "name": MANIFEST_NAME,
        "resource_list": _children(top, top, (top,), frozenset(generated)),
    }


def to_json(manifest: Manifest) -> bytes:
    """Write a manifest as the platform's tool does: two spaces, no newline at the end."""
    return json.dumps(manifest, ensure_ascii=False, indent=INDENT).encode("utf-8")


def _children(
    top: Path, folder: Path, above: tuple[Path, ...], generated: frozenset[str] = frozenset()
) -> list[FileEntry | FolderEntry]:
    if len(above) > _DEPTH_MAX:
        raise OutputInvalid(
            f"The folder {folder} is nested deeper than {_DEPTH_MAX} levels. Flatten the build."
        )
    try:
        names = set(os.listdir(folder)) | generated  # noqa: PTH208 - names are wanted, not paths
    except OSError as trouble:
        raise OutputInvalid(
            f"The folder {folder} cannot be listed ({trouble.strerror}). Make it readable."
        ) from trouble
    try:
        ordered = sorted(names, key=name_order)
    except UnicodeEncodeError as trouble:
        raise OutputInvalid(
            f"A name in {folder} is not UTF-8: {trouble.object!r}. Rename it."
        ) from None
    return [
        {"type": "file", "name": name}
        if name in generated
        else _entry(top, folder / name, name, above)
        for name in ordered
    ]


def _entry(top: Path, path: Path, name: str, above: tuple[Path, ...]) -> FileEntry | FolderEntry:
    if path.is_symlink():
        path = _followed(top, path, above)
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return {"type": "file", "name": name}
    if stat.S_ISDIR(mode):
        return {"type": "folder", "name": name, "children": _children(top, path, (*above, path))}
    raise OutputInvalid(f"{path} is neither a file nor a folder. Remove it from the build.")


def _followed(top: Path, link: Path, above: tuple[Path, ...]) -> Path:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        raise OutputInvalid(f"The link {link} leads nowhere. Remove it or repair it.") from None
    if not target.is_relative_to(top):
        raise OutputInvalid(
            f"The link {link} leaves the output folder ({target}). Put a copy in its place."
        )
    if target in above:
        raise OutputInvalid(f"The link {link} leads in a circle. Remove it.")
    return target
