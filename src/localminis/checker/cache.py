"""What earlier checks found, kept by content: a file that did not change is not parsed again.

A file whose stamp is the same is not even read, unless it had changed so shortly before it was
looked at that another change could have left the stamp as it was.

One file per project and terms in a folder that may be deleted at any time. Whatever cannot be read
there counts as never seen, and what cannot be written is left.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import platformdirs

from localminis import __version__
from localminis.checker.engine import Examined, Examiner, Terms, digest_of, is_looked_into
from localminis.checker.files import Listed, Stamp
from localminis.checker.rule import ANALYSED_MAX_BYTES
from localminis.clock import wall_s

_KEPT_FILES: Final = 50
_PARSERS: Final = (
    "ahocorasick_rs",
    "tree_sitter",
    "tree_sitter_javascript",
    "tree_sitter_typescript",
    "turbohtml",
    "tinycss2",
)
# The rooms whose code or facts decide what is found.
_ROOMS: Final = ("checker", "project", "spec")
# The coarsest time that file systems keep.
_SETTLED_AFTER_S: Final = 2
_NS: Final = 10**9


class _Kept(NamedTuple):
    """What a file gave; `stamp` is None where it does not stand for the content."""

    examined: Examined
    stamp: Stamp | None


_Known = dict[str, _Kept]


def default_folder() -> Path:
    """Return the folder of this machine's user for it."""
    return Path(platformdirs.user_cache_dir("localminis", appauthor=False)) / "check"


def remembering(
    folder: Path, top: Path, inner: Examiner, now_s: Callable[[], int] = wall_s
) -> Examiner:
    """Make what asks `inner` only for files of `top` that changed since the last time.

    Args:
        folder: where to remember; made when it is missing.
        top: what is checked; each has its own memory.
        inner: looks at the files that are not known.
        now_s: tells the time by which files are stamped.
    """

    def run(terms: Terms, files: Iterable[Listed]) -> Iterator[tuple[Listed, Examined]]:
        path = folder / f"{_name(top, terms)}.msgpack"
        known = _read(path)
        settled_ns = (now_s() - _SETTLED_AFTER_S) * _NS
        fresh: _Known = {}
        unknown = []
        is_same = True
        for listed in files:
            kept = known.get(listed.name)
            if kept is None:
                unknown.append(listed)
                continue
            if kept.stamp is None or kept.stamp != listed.stamp:
                if kept.examined.digest != _digest(listed):
                    unknown.append(listed)
                    continue
                is_settled = _is_settled(listed, settled_ns)
                is_same = is_same and not is_settled
                kept = _Kept(kept.examined, listed.stamp if is_settled else None)
            fresh[listed.name] = kept
            yield listed, kept.examined
        is_same = is_same and len(fresh) == len(known)
        for listed, examined in inner(terms, unknown):
            if examined.digest:
                stamp = listed.stamp if _is_settled(listed, settled_ns) else None
                fresh[listed.name] = _Kept(examined, stamp)
                is_same = False
            yield listed, examined
        with suppress(OSError):
            _keep(path, None if is_same else fresh)

    return run


def _is_settled(listed: Listed, settled_ns: int) -> bool:
    """Tell whether a file's last change was long enough ago for another one to show."""
    return listed.stamp is not None and max(listed.stamp[1:3]) < settled_ns


def _name(top: Path, terms: Terms) -> str:
    codes = [rule.code for rule in terms.rules]
    parts = (
        str(top.resolve()),
        fingerprint(),
        terms.around,
        codes,
        terms.engine,
        sorted(terms.severities.items()),
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


@cache
def fingerprint() -> str:
    """Return what changes with the rules, the facts, the parsers and the interpreter."""
    said = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for name in _PARSERS:
        said.update(f"{name} {_installed(name)}\n".encode())
    package = Path(__file__).parents[1]
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            said.update(path.read_bytes())
    return said.hexdigest()


def _installed(module: str) -> list[tuple[str, int, int]]:
    """Return what changes with an installed library; to load its version takes longer."""
    found = find_spec(module)
    assert found is not None
    assert found.origin is not None
    files = sorted(Path(found.origin).parent.glob("*.*"))
    weighed = [(each.name, each.stat()) for each in files]
    return [(name, weight.st_size, weight.st_mtime_ns) for name, weight in weighed]


def _digest(listed: Listed) -> str | None:
    if listed.problem is not None or not is_looked_into(listed.name):
        return None
    try:
        if listed.weigh() > ANALYSED_MAX_BYTES:
            return None
        return digest_of(listed.read())
    except OSError:
        return None


def _read(path: Path) -> _Known:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=_Known)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _keep(path: Path, known: _Known | None) -> None:
    """Write what is known, or only note its use; what was not used for longest is removed."""
    if known is None:
        if path.exists():
            os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.new")
    try:
        beside.write_bytes(msgspec.msgpack.encode(known))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    kept = sorted(path.parent.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    for old in kept[_KEPT_FILES:]:
        old.unlink(missing_ok=True)
