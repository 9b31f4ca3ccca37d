"""Which files are looked at: all of a finished build, or the sources that end up in one."""

import os
import stat
import sys
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple

from localminis.spec.config import CONFIG_NAME

_DEPTH_MAX: Final = 100
# Folders that hold no page code. For a project's sources only; a build is looked at completely.
_NOT_SOURCES: Final = frozenset(
    {
        "node_modules", "bower_components", "dist", "build", "out", "output", "coverage",
        "server", "backend", "api", "functions", "scripts", "tools", "test", "tests", "__tests__",
        "e2e", "docs", "examples", "vendor-server", "__pycache__",
    }
)  # fmt: skip
_PAGES: Final = frozenset({".html", ".htm"})
# Where a bundler's project keeps what the page loads.
_SOURCE_FOLDERS: Final = ("src", "app", "public", "static", "assets", "components", "pages", "lib")
_ALWAYS: Final = frozenset({CONFIG_NAME})
_TEST_MARKS: Final = (".test.", ".spec.", ".stories.", ".config.", ".d.ts", ".d.mts", ".d.cts")

# Size, times of the last change of content and of anything, and number of a file: what cannot stay
# the same when the content changes, but for changes so soon one after the other that the times of
# the file system do not tell them apart.
Stamp = tuple[int, int, int, int]


class Listed(NamedTuple):
    """A file to look at: its path with forward slashes, where it is, and what is wrong with it.

    `path` is a plain text, because there may be ten thousand; `size_bytes` and `stamp` are None if
    unknown.
    """

    name: str
    path: str
    problem: str | None = None
    size_bytes: int | None = None
    stamp: Stamp | None = None

    def weigh(self) -> int:
        """Return the size in bytes; raises OSError."""
        return Path(self.path).stat().st_size if self.size_bytes is None else self.size_bytes

    def read(self) -> bytes:
        """Return the content; raises OSError."""
        with FileIO(self.path) as file:
            return file.read()


def build_files(folder: Path) -> Iterator[Listed]:
    """List every file of a finished build, in the order of their names."""
    top = folder.resolve()
    yield from _walk(top, str(top), "", (top,))


def source_files(root: Path, output: Path) -> Iterator[Listed]:
    """List the files of a project that end up in its page.

    With a `src` folder these are the pages at the top, and what is in the usual source folders;
    without one, everything but dependencies, builds, tests, servers and hidden files. Assumed.
    """
    top = root.resolve()
    has_folders = (top / "src").is_dir()
    for listed in _walk(top, str(top), "", (top,), skipped=str(output.resolve())):
        folders = listed.name.split("/")[:-1]
        name = listed.name.rsplit("/", 1)[-1].lower()
        if any(part.lower() in _NOT_SOURCES or part.startswith(".") for part in folders):
            continue
        if listed.problem is not None and not folders and name in _SOURCE_FOLDERS:
            # Everything below it would be passed over in silence.
            yield listed
            continue
        if name.startswith(".") or any(mark in name for mark in _TEST_MARKS):
            continue
        if has_folders and not folders and Path(name).suffix not in _PAGES | {".css"}:
            continue
        if has_folders and folders and folders[0].lower() not in _SOURCE_FOLDERS:
            continue
        yield listed


def _walk(
    top: Path, folder: str, prefix: str, above: tuple[Path, ...], skipped: str | None = None
) -> Iterator[Listed]:
    if len(above) > _DEPTH_MAX:
        yield Listed(prefix.rstrip("/"), folder, f"it is nested deeper than {_DEPTH_MAX} levels")
        return
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    except OSError as trouble:
        yield Listed(prefix.rstrip("/") or ".", folder, f"it cannot be listed ({trouble.strerror})")
        return
    for entry in entries:
        name = entry.name
        shown = prefix + (
            name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
        )
        if skipped is not None and (entry.path == skipped or _is_left_out(entry)):
            continue
        if entry.is_file(follow_symlinks=False):
            yield _weighed(shown, entry)
            continue
        path = Path(entry.path)
        problem = _problem(top, path, above)
        if problem is None and path.is_dir():
            yield from _walk(top, entry.path, f"{shown}/", (*above, path.resolve()), skipped)
        else:
            yield Listed(shown, entry.path, problem)


def _weighed(shown: str, entry: os.DirEntry[str]) -> Listed:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return Listed(shown, entry.path)
    stamp = None
    # Elsewhere the second time is that of the making, and a tool may set the first one back.
    if sys.platform != "win32":
        stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return Listed(shown, entry.path, None, found.st_size, stamp)


def _problem(top: Path, path: Path, above: tuple[Path, ...]) -> str | None:
    """Say what is wrong with what is no plain file: a link, a folder, a device."""
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere or in a circle"
    if not target.is_relative_to(top):
        return "it is a link that leaves the folder"
    if target in above:
        return "it is a link that leads in a circle"
    is_usable = stat.S_ISDIR(mode) or stat.S_ISREG(mode)
    return None if is_usable else "it is neither a file nor a folder"


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    # Kept out before they are entered: a dependency folder has more files than all the rest.
    is_named_so = entry.name.startswith(".") or entry.name.lower() in _NOT_SOURCES
    return is_named_so and entry.is_dir()
