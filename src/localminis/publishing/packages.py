"""The folder of uploaded packages: what arrives, and the files of versions, by content.

A package's folder is named by the SHA-256 of its zip and never changes, so processes may share one
folder without a word. Names that start with a dot are not finished.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from localminis.clock import wall_s
from localminis.ids import new_row_id
from localminis.publishing.model import FilesMissing, FilesUnavailable, UploadTooLarge, Version
from localminis.spec import publishing as spec
from localminis.spec.manifest import MEGABYTE

# Nothing else in the folder is ours to delete.
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ARRIVING: Final = ".arriving"
# What nobody has finished in this time was left behind by a process that is gone.
_LEFT_BEHIND_S: Final = 24 * 3_600


@dataclass(slots=True)
class Arrival:
    """An upload on its way to disk: the zip so far, and a folder to unpack it into."""

    package: Path
    folder: Path
    size_bytes: int = 0
    sha256: str = ""


@contextmanager
def arriving(packages: Path) -> Iterator[Arrival]:
    """Make a place for one upload, which is gone when the block ends.

    Raises:
        FilesUnavailable: the folder of packages cannot be written.
    """
    place = packages / f"{_ARRIVING}-{new_row_id('upl')}"
    try:
        (place / "package").mkdir(parents=True)
        _sweep(packages)
    except OSError as error:
        raise _unavailable(packages, error) from error
    try:
        yield Arrival(place / "minis.zip", place / "package")
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Writer:
    """Writes the zip of an arrival piece by piece, and counts and hashes it on the way.

    Args:
        require: lets a size in, or refuses; that of a package when not given.
    """

    def __init__(self, arrival: Arrival, require: Callable[[int], None] | None = None) -> None:
        self._arrival = arrival
        self._require = require or require_size
        self._hash = hashlib.sha256()
        try:
            self._file = arrival.package.open("xb")
        except OSError as error:
            raise _unavailable(arrival.package, error) from error

    def write(self, chunk: bytes) -> None:
        """Take the next piece.

        Raises:
            UploadTooLarge: the zip is larger than the platform takes.
            FilesUnavailable: the disk does not take it.
        """
        self._arrival.size_bytes += len(chunk)
        self._require(self._arrival.size_bytes)
        self._hash.update(chunk)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise _unavailable(self._arrival.package, error) from error

    def close(self) -> None:
        """Finish the file; from then on the arrival knows its digest."""
        try:
            self._file.close()
        except OSError as error:
            raise _unavailable(self._arrival.package, error) from error
        self._arrival.sha256 = self._hash.hexdigest()


def require_size(size_bytes: int) -> None:
    """Let a zip of this size in.

    Raises:
        UploadTooLarge: says the limit.
    """
    if size_bytes > spec.UPLOAD_MAX_BYTES:
        raise UploadTooLarge(
            f"The package has more than {spec.UPLOAD_MAX_BYTES // MEGABYTE} MB, and the platform "
            "takes no larger one. Leave something out."
        )


def keep(packages: Path, arrival: Arrival) -> None:
    """Move what was unpacked to its place; a package that is there already is left as it is.

    Raises:
        FilesUnavailable: the folder cannot be written; nothing is kept.
    """
    place = folder_of(packages, arrival.sha256)
    try:
        if not place.is_dir():
            arrival.folder.rename(place)
    except OSError as error:
        if not place.is_dir():  # and not another upload of the same zip, a moment ago
            raise _unavailable(packages, error) from error


def folder_of(packages: Path, sha256: str) -> Path:
    """Return where the files of a package are, or would be."""
    return packages / sha256


def require_folder(packages: Path, version: Version) -> Path:
    """Return the folder with a version's files.

    Raises:
        FilesMissing: they are not on this machine; says how they come back.
    """
    folder = folder_of(packages, version.package_sha256)
    if not folder.is_dir():
        raise FilesMissing(
            f"The files of version {version.number} are not in {packages}: this state comes from "
            "another machine, or they were pruned. Upload the same zip again "
            f"(SHA-256 {version.package_sha256[:12]}…)."
        )
    return folder


def prune(packages: Path, wanted: set[str]) -> int:
    """Delete the packages that no version refers to; returns how many those were."""
    count = 0
    for folder in packages.iterdir() if packages.is_dir() else ():
        if _DIGEST.fullmatch(folder.name) and folder.name not in wanted:
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count


def forget_arrivals(packages: Path) -> None:
    """Delete what has not arrived; only for who knows that no other process uses the folder."""
    for place in packages.glob(f"{_ARRIVING}-*"):
        shutil.rmtree(place, ignore_errors=True)


def _sweep(packages: Path) -> None:
    for place in packages.glob(f"{_ARRIVING}-*"):
        if wall_s() - place.stat().st_mtime > _LEFT_BEHIND_S:
            shutil.rmtree(place, ignore_errors=True)


def _unavailable(path: Path, error: OSError) -> FilesUnavailable:
    return FilesUnavailable(
        f"{path} cannot be written ({error.strerror or error}). "
        "Check the folder's permissions and the free disk space."
    )
