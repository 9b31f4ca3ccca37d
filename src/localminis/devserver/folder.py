"""A built folder as a web site: which file answers a path. Nothing outside the folder ever does."""

import mimetypes
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

# Not the machine's own table: the same file has the same type everywhere.
_TYPES = mimetypes.MimeTypes()
for _suffix, _type in {
    ".avif": "image/avif",
    ".cjs": "text/javascript",
    ".js": "text/javascript",
    ".json": "application/json",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".mp4": "video/mp4",
    ".svg": "image/svg+xml",
    ".ts": "video/mp2t",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _suffix)

_UTF8_TYPES: Final = re.compile(r"text/|application/(?:json|manifest\+json)|image/svg\+xml")


def content_type(path: Path) -> str:
    """Return the Content-Type of a file by its name; text is UTF-8, as built files are."""
    kind = _TYPES.guess_type(path.name, strict=False)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if _UTF8_TYPES.match(kind) else kind


def find_file(folder: Path, raw_path: str, *, entry: str) -> Path | None:
    """Return the file that answers a request's path, or None when none does.

    A folder answers with its `index.html`. A path that names no file and has no extension is a
    route of the page's own router and answers with the entry page.

    Args:
        folder: the site's root, resolved.
        raw_path: the path as it came, still percent-encoded, without the query.
        entry: the entry page, relative to `folder`.
    """
    segments = _segments(raw_path)
    if segments is None:
        return None
    if not segments:
        return _inside(folder, folder / entry)
    candidate = folder.joinpath(*segments)
    found = _inside(folder, candidate) or _inside(folder, candidate / "index.html")
    if found is None and "." not in segments[-1] and not candidate.is_symlink():
        found = _inside(folder, folder / entry)
    return found


def _segments(raw_path: str) -> list[str] | None:
    try:
        path = unquote_to_bytes(raw_path).decode("utf-8")
    except UnicodeDecodeError:
        return None
    # Decoded once: what still looks encoded is a name. A back-slash is a separator to some.
    if "\0" in path or "\\" in path:
        return None
    segments = [each for each in path.split("/") if each]
    # Hidden files are no part of a package; this covers `.` and `..`, too.
    if any(each.startswith(".") and each != ".well-known" for each in segments):
        return None
    return segments


def _inside(folder: Path, candidate: Path) -> Path | None:
    try:
        resolved = candidate.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return resolved if resolved.is_relative_to(folder) and resolved.is_file() else None
