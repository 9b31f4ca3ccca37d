"""Whether a production build is older than the sources it was made from, by modification times."""

import os
from collections.abc import Iterator
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
    output = project.output_path.resolve()
    built = max((time for _, time in _files(output, frozenset())), default=None)
    sources = [
        (time, path)
        for path, time in _files(project.root, frozenset({str(output)}))
        if path.suffix.lower() in _SOURCES
    ]
    if built is None or not sources:
        return None
    time, path = max(sources)
    return path.relative_to(project.root) if time > built else None


def _files(folder: Path, left_out: frozenset[str]) -> Iterator[tuple[Path, int]]:
    for above, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name not in _NO_SOURCES
            and os.path.realpath(os.path.join(above, name)) not in left_out  # noqa: PTH118 - many paths, and Path is slow
        ]
        for name in names:
            path = Path(above, name)
            if name not in _OURS:
                try:
                    yield path, path.stat().st_mtime_ns
                except OSError:
                    continue
