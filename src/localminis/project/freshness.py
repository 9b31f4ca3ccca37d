"""Whether a production build is older than the sources it was made from, by modification times."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from localminis.project.model import Project
from localminis.spec import config as spec
from localminis.spec.manifest import MANIFEST_NAMES, PACKAGE_NAMES

_SOURCES = frozenset(
    {
        *(".html", ".htm", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".tsx", ".vue", ".svelte"),
        *(".astro", ".css", ".scss", ".sass", ".less", ".styl", ".pug", ".wasm"),
    }
)
_OURS = frozenset(
    {
        *spec.CONFIG_NAMES.values(),
        *(name for names in MANIFEST_NAMES.values() for name in names),
        *PACKAGE_NAMES.values(),
    }
)
_NO_SOURCES = frozenset({"node_modules", "test", "tests", "__tests__", "coverage"})


def newer_source(project: Project) -> Path | None:
    """Find the source that was changed last, if that was after everything in the output folder.

    A check-out or a copy gives files new times, so this is worth a sentence and never a refusal.

    Returns:
        A path relative to the project, or None where the build is newer or one of them is empty.
    """
    root, output = str(project.root.resolve()), str(project.output_path.resolve())
    built_ns, _ = _newest(output, "", _is_product)
    source_ns, path = _newest(root, output, _is_source)
    return Path(path).relative_to(root) if 0 < built_ns < source_ns else None


def remarks(project: Project) -> Iterator[str]:
    """Say that the sources are newer than the build, where they are."""
    source = newer_source(project)
    if source is not None:
        yield (
            f"{source.as_posix()} is newer than everything in {project.config.output_dir}. Run "
            "your production build again if it matters."
        )


def _is_product(name: str) -> bool:
    return name not in _OURS


def _is_source(name: str) -> bool:
    return name not in _OURS and os.path.splitext(name)[1].lower() in _SOURCES  # noqa: PTH122 - many names


def _newest(folder: str, left_out: str, counts: Callable[[str], bool]) -> tuple[int, str]:
    """Return the latest modification time below a folder (epoch nanoseconds) and its path.

    Plain strings and directory entries: a build has ten thousand files, and every command waits.
    """
    newest = (0, "")
    pending = [folder]
    while pending:
        with suppress(OSError), os.scandir(pending.pop()) as found:
            for entry in found:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    if name[0] != "." and name not in _NO_SOURCES and entry.path != left_out:
                        pending.append(entry.path)
                elif counts(name):
                    with suppress(OSError):
                        newest = max(newest, (entry.stat().st_mtime_ns, entry.path))
    return newest
