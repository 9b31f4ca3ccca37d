"""The simulator's page, scripts and styles as they lie in `browser/`, and their present version.

The version stands in their addresses, so that a browser may keep what it has fetched for good, and
an edited file is seen at the next reload. Nothing is built: modules are served as written, and the
style sheets one after another.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

PAGE: Final = "simulator.html"
STYLES: Final = "styles.css"
# What shows the app's page, and what the simulator is besides.
FIRST_MODULE: Final = "boot.js"
MAIN_MODULE: Final = "main.js"
# The later ones overrule the earlier ones.
_STYLE_FILES: Final = (
    "tokens.css",
    "simulator.css",
    "phone.css",
    "pay_sheet.css",
    "sheets.css",
    "game.css",
    "panels.css",
    "log.css",
    "card.css",
    "phone_only.css",
    "second.css",
)
_FOLDERS: Final = ("host", "styles")
_IMPORT: Final = re.compile(r'^(?:import|export)[^"\']*?from "\./(\w+\.js)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Edition:
    """The files as they are now: their version, what the first module needs, and the others."""

    version: str
    first: tuple[str, ...]
    rest: tuple[str, ...]


def edition() -> Edition:
    """Return the edition of the files as they lie on the disk."""
    digest = hashlib.sha256()
    for path in _paths():
        found = path.stat()
        digest.update(f"{path.name} {found.st_mtime_ns} {found.st_size}\n".encode())
    return _edition(digest.hexdigest()[:16])


def read(name: str) -> bytes | None:
    """Read a file of the room, or the style sheets in one; the route lets no slash into a name."""
    if name == STYLES:
        return b"\n".join(read(each) or b"" for each in _STYLE_FILES)
    for folder in _FOLDERS:
        path = _room() / folder / name
        if not name.startswith(".") and "\0" not in name and path.is_file():
            return path.read_bytes()
    return None


def needed(module: str) -> tuple[str, ...]:
    """Name a module and everything that it imports, itself first."""
    found = [module]
    for name in found:
        imported = _IMPORT.findall((read(name) or b"").decode())
        found += [each for each in dict.fromkeys(imported) if each not in found]
    return tuple(found)


# Two, because a page of the edition before may still be open.
@lru_cache(maxsize=2)
def _edition(version: str) -> Edition:
    first = needed(FIRST_MODULE)
    return Edition(version, first, tuple(each for each in needed(MAIN_MODULE) if each not in first))


@cache
def _room() -> Path:
    return Path(str(files("localminis"))) / "browser"


def _paths() -> list[Path]:
    return [path for folder in _FOLDERS for path in sorted((_room() / folder).iterdir())]
