"""The simulator's page, scripts and styles as they lie in `browser/`, and their present version.

The version stands in their addresses, so that a browser may keep what it has fetched for good, and
an edited file is seen at the next reload. Nothing is built: modules are served as written, style
sheets one after another, and so are the first modules, because the app's page waits for them.
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
_IMPORT: Final = re.compile(r'^(?:import|export)[^"\']*?from "\./(\w+\.js)";\n', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Edition:
    """The files as they are now: their version, what the first module needs, and the others.

    `opening` is the first module and what it needs, in one.
    """

    version: str
    first: tuple[str, ...]
    rest: tuple[str, ...]
    opening: bytes


def edition() -> Edition:
    """Return the edition of the files as they lie on the disk."""
    digest = hashlib.sha256()
    for path in _paths():
        found = path.stat()
        digest.update(f"{path.name} {found.st_mtime_ns} {found.st_size}\n".encode())
    return _edition(digest.hexdigest()[:16])


def served(version: str, name: str) -> bytes | None:
    """Return what stands at a file's address.

    Whatever the version: a page only knows the one that was there when it was written.
    """
    edition = _edition(version)
    if name == FIRST_MODULE:
        return edition.opening
    if name in edition.first:
        # Who imports it by its own name gets the one that is there already.
        return f'export * from "./{FIRST_MODULE}";\n'.encode()
    return read(name)


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
    rest = tuple(each for each in needed(MAIN_MODULE) if each not in first)
    return Edition(version, first, rest, _joined(FIRST_MODULE))


def _joined(module: str) -> bytes:
    """Write a module and all that it imports as one, which exports what each of them does.

    They share one scope, so no two of them may have a name in common.
    """
    parts: dict[str, str] = {}

    def add(name: str) -> None:
        text = (read(name) or b"").decode()
        for imported in _IMPORT.findall(text):
            if imported not in parts:
                add(imported)
        parts[name] = _IMPORT.sub("", text)

    add(module)
    return "\n".join(parts.values()).encode()


@cache
def _room() -> Path:
    return Path(str(files("localminis"))) / "browser"


def _paths() -> list[Path]:
    return [path for folder in _FOLDERS for path in sorted((_room() / folder).iterdir())]
