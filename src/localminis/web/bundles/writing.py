"""Making a bundle: one moment of the state, its log and its packages, in a zip.

Packages lie in it as zips of their own that are not compressed, so that none can unfold into more
than the bundle's own size. What is in a bundle is the same bytes for the same state.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from localminis import __version__, settings
from localminis.clock import MAIN, Clock, wall_s
from localminis.publishing import packages
from localminis.store import clocks, migrate, state
from localminis.store.transaction import Tx
from localminis.web.bundles.masking import MASKED, Masker
from localminis.web.bundles.model import FORMAT, MANIFEST, REQUESTS, STATE, Manifest, Part
from localminis.web.context import Context
from localminis.web.requestlog import log

_CHUNK_BYTES: Final = 1 << 20
# The oldest time that a zip can tell.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_FILE: Final = 0o644 << 16
_COUNTED: Final = ("apps", "users", "orders", "subscriptions", "code_versions", "webhook_events")


def write(context: Context, place: Path) -> Path:
    """Write a bundle into an empty folder and return it; for a thread that may wait.

    Raises:
        OSError: the disk does not take it.
    """
    document, newest, now_s = context.store.run_sync(lambda tx: _moment(tx, context))
    masker = Masker(document)
    masker.mask()
    made = place / "bundle.zip"
    files: dict[str, Part] = {}
    with zipfile.ZipFile(made, "x", zipfile.ZIP_DEFLATED) as archive:
        missing = _add_packages(context, archive, files, document, place)
        calls = _calls(context, masker, newest)
        files[REQUESTS] = _add(archive, REQUESTS, calls)
        files[STATE] = _add(archive, STATE, [_line(document)])
        manifest = _manifest(context, document, files, missing, now_s)
        _add(archive, MANIFEST, [msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"])
    return made


def _moment(tx: Tx, context: Context) -> tuple[dict[str, Any], int, int]:
    """Read the state with its clocks standing still, and how far the log goes."""
    now_s = {each: Clock(kept).now_s() for each, kept in clocks.read_all(tx).items()}
    document = state.dump(tx, lambda sealed, key: context.vault.open(sealed, record=key))
    for row in document["tables"]["clocks"]:
        row["frozen_at_s"] = now_s[row["id"]]
    return document, log.newest(tx), now_s[MAIN]


def _manifest(
    context: Context,
    document: dict[str, Any],
    files: dict[str, Part],
    missing: list[str],
    now_s: int,
) -> Manifest:
    return Manifest(
        localminis_bundle=FORMAT,
        schema_version=migrate.VERSION,
        program=__version__,
        made_at_s=wall_s(),
        now_s=now_s,
        was_frozen=context.clock.state.frozen_at_s is not None,
        seed=context.settings.seed,
        settings=settings.behaviour(context.settings),
        counts={name: len(document["tables"][name]) for name in _COUNTED},
        masked=list(MASKED),
        missing_packages=missing,
        files=files,
    )


def _calls(context: Context, masker: Masker, newest: int) -> Iterator[bytes]:
    """Read the log a few hundred rows at a time, as lines."""
    number = 0
    while number < newest:
        found = context.store.run_sync(partial(log.rows, after=number, until=newest))
        if not found:
            return
        number = found[-1]["number"]
        for row in found:
            masker.mask_texts(row)
            yield _line(row)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _add_packages(
    context: Context,
    archive: zipfile.ZipFile,
    files: dict[str, Part],
    document: dict[str, Any],
    place: Path,
) -> list[str]:
    """Pack the folders that versions name, and name them by the digest of what was packed.

    Returns:
        The digests of which there is no folder here.
    """
    missing = []
    digests = sorted({row["package_sha256"] for row in document["tables"]["code_versions"]})
    renamed = {}
    for digest in digests:
        folder = packages.folder_of(context.settings.packages, digest)
        if not folder.is_dir():
            missing.append(digest)
            continue
        packed = place / "package.zip"
        _pack(folder, packed)
        with packed.open("rb") as source:
            renamed[digest] = hashlib.file_digest(source, "sha256").hexdigest()
        name = f"packages/{renamed[digest]}.zip"
        if name not in files:
            with packed.open("rb") as source:
                files[name] = _add(archive, name, _pieces(source), method=zipfile.ZIP_STORED)
        packed.unlink()
    for row in document["tables"]["code_versions"]:
        row["package_sha256"] = renamed.get(row["package_sha256"], row["package_sha256"])
    return missing


def _pack(folder: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_TIME)
            entry.external_attr = _FILE
            with path.open("rb") as source, archive.open(entry, "w") as out:
                for piece in _pieces(source):
                    out.write(piece)


def _pieces(source: Any) -> Iterator[bytes]:
    while piece := source.read(_CHUNK_BYTES):
        yield piece


def _add(
    archive: zipfile.ZipFile, name: str, pieces: Any, *, method: int = zipfile.ZIP_DEFLATED
) -> Part:
    """Write an entry piece by piece; returns what the manifest says of it."""
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.external_attr, entry.compress_type = _FILE, method
    hashed, size_bytes = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece)
            hashed.update(piece)
            size_bytes += len(piece)
    return Part(size_bytes, hashed.hexdigest())
