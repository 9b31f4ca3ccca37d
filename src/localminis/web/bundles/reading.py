"""Opening a bundle without trusting a byte of it: nothing of it is in force until all of it fits.

What a bundle says of itself is compared with what is in it, and packages are taken apart by who
takes apart what is uploaded.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from localminis.ids import new_client_secret
from localminis.publishing import unpack
from localminis.publishing.model import FilesUnavailable, PackageRefused, UploadTooLarge
from localminis.publishing.packages import Arrival
from localminis.store import earlier, migrate
from localminis.web.bundles import model
from localminis.web.bundles.model import BundleInvalid, Manifest, Opened, Part

_CHUNK_BYTES: Final = 1 << 20
_ADVICE: Final = "Make one with `localminis bundle export`."


def require_size(size_bytes: int) -> None:
    """Let a bundle of this size in.

    Raises:
        BundleInvalid: says the limit.
    """
    if size_bytes > model.BUNDLE_MAX_BYTES:
        raise BundleInvalid(
            f"The bundle has more than {model.BUNDLE_MAX_BYTES >> 30} GB, and no larger one is "
            "taken. Delete versions that nobody needs, and export again."
        )


def read(bundle: Path, place: Path) -> Opened:
    """Read a bundle and unpack its packages into a folder; for a thread that may wait.

    Raises:
        BundleInvalid: no bundle, a damaged one, or one of another version; says which.
        FilesUnavailable: the folder cannot be written.
    """
    try:
        with zipfile.ZipFile(bundle) as archive:
            return _read(archive, place)
    except unpack.UNREADABLE as error:
        raise BundleInvalid(f"The file is no bundle, or a damaged one ({error}). {_ADVICE}") from (
            error
        )
    except OSError as error:
        raise FilesUnavailable(
            f"The bundle cannot be unpacked ({error.strerror or error}). Is the disk full?"
        ) from error


def calls(requests: Path) -> Iterator[Any]:
    """Read the calls of the log, one after the other.

    Raises:
        BundleInvalid: a line is no JSON.
    """
    with requests.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise BundleInvalid(f"Line {number} of {model.REQUESTS} is no JSON.") from error


def _read(archive: zipfile.ZipFile, place: Path) -> Opened:
    for entry in archive.infolist():
        if entry.compress_type not in unpack.METHODS:
            raise BundleInvalid(
                f"The {entry.filename!r} of the bundle is packed by a method that is not taken. "
                f"{_ADVICE}"
            )
    names = archive.namelist()
    manifest = _manifest(archive, names)
    expected = [model.MANIFEST, *manifest.files]
    if sorted(names) != sorted(expected):
        odd = sorted(set(names) ^ set(expected)) or sorted(names)
        raise BundleInvalid(f"The bundle's manifest and what is in it differ: {odd[0]!r}.")
    document: Any = None
    packages = []
    requests = place / "requests"
    requests.touch()
    for name, part in manifest.files.items():
        with archive.open(name) as source:
            if name == model.STATE:
                document = _decoded(_whole(source, name, part, model.STATE_MAX_BYTES))
            elif name == model.REQUESTS:
                _copy(source, requests, name, part, model.REQUESTS_MAX_BYTES)
            elif found := model.PACKAGE.fullmatch(name):
                packages.append(_package(source, place, part, found[1]))
            else:
                raise BundleInvalid(f"The bundle holds {name!r}, which belongs in no bundle.")
    _check_packages(document, manifest, {each.sha256 for each in packages})
    return Opened(manifest, document, requests, packages)


def _manifest(archive: zipfile.ZipFile, names: list[str]) -> Manifest:
    if model.MANIFEST not in names:
        raise BundleInvalid(f"The zip has no {model.MANIFEST}, so it is no bundle. {_ADVICE}")
    if archive.getinfo(model.MANIFEST).file_size > model.MANIFEST_MAX_BYTES:
        raise BundleInvalid(f"The {model.MANIFEST} is far too long. {_ADVICE}")
    raw = archive.read(model.MANIFEST)
    try:
        told = msgspec.json.decode(raw)
        format_told = told.get("localminis_bundle") if isinstance(told, dict) else None
        # A newer format may have another manifest: which one it is comes first.
        if isinstance(format_told, int) and format_told > model.FORMAT:
            raise BundleInvalid(
                f"A newer LocalMinis made this bundle (format {format_told}; this one knows "
                f"{model.FORMAT}). Upgrade LocalMinis, then load it."
            )
        manifest = msgspec.convert(told, Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleInvalid(
            f"The {model.MANIFEST} is not one of a bundle ({error}). {_ADVICE}"
        ) from error
    if manifest.schema_version > migrate.VERSION:
        raise BundleInvalid(
            f"The bundle was made by LocalMinis {manifest.program} with schema version "
            f"{manifest.schema_version}, and this one knows {migrate.VERSION}. Upgrade this "
            "LocalMinis."
        )
    return manifest


def _decoded(raw: bytes) -> Any:
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleInvalid(f"The {model.STATE} of the bundle is no JSON ({error}).") from error
    document = earlier.brought_up(document)
    tables = document.get("tables") if isinstance(document, dict) else None
    rows = tables.get("apps") if isinstance(tables, dict) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            # Nothing that a bundle brings grants anything: not even its own secret.
            row.update(client_secret=new_client_secret(), former_secret=None)
    return document


def _whole(source: IO[bytes], name: str, part: Part, most_bytes: int) -> bytes:
    return b"".join(_checked(source, name, part, most_bytes))


def _copy(source: IO[bytes], target: Path, name: str, part: Part, most_bytes: int) -> None:
    with target.open("wb") as out:
        for piece in _checked(source, name, part, most_bytes):
            out.write(piece)


def _checked(source: IO[bytes], name: str, part: Part, most_bytes: int) -> Iterator[bytes]:
    """Read an entry that has to be what the manifest says, and no more."""
    hashed, size_bytes = hashlib.sha256(), 0
    while piece := source.read(_CHUNK_BYTES):
        size_bytes += len(piece)
        if size_bytes > min(part.size_bytes, most_bytes):
            break
        hashed.update(piece)
        yield piece
    if size_bytes != part.size_bytes or hashed.hexdigest() != part.sha256:
        raise BundleInvalid(
            f"The {name} of the bundle is not what its manifest says: it is damaged, or was "
            "changed by hand, or is larger than is taken. Copy or export it again."
        )


def _package(source: IO[bytes], place: Path, part: Part, digest: str) -> Arrival:
    if part.sha256 != digest:
        raise BundleInvalid(f"The package {digest[:12]}… of the bundle has another digest.")
    arrival = Arrival(place / f"{digest}.zip", place / digest, part.size_bytes, digest)
    _copy(source, arrival.package, f"package {digest[:12]}…", part, model.BUNDLE_MAX_BYTES)
    arrival.folder.mkdir()
    try:
        unpack.unpack(arrival.package, arrival.folder)
    except (PackageRefused, UploadTooLarge) as refusal:
        raise BundleInvalid(
            f"The package {digest[:12]}… of the bundle cannot be taken: {refusal.message}"
        ) from refusal
    arrival.package.unlink()
    return arrival


def _check_packages(document: Any, manifest: Manifest, there: set[str]) -> None:
    """Require the packages that versions name; the state itself is judged where it is stored."""
    if document is None:
        raise BundleInvalid(f"The bundle has no {model.STATE}. {_ADVICE}")
    known = there | set(manifest.missing_packages)
    tables = document.get("tables") if isinstance(document, dict) else None
    rows = tables.get("code_versions") if isinstance(tables, dict) else None
    for row in rows if isinstance(rows, list) else ():
        digest = row.get("package_sha256") if isinstance(row, dict) else None
        if isinstance(digest, str) and digest not in known:
            raise BundleInvalid(f"The bundle lacks the package {digest[:12]}… of a version.")
