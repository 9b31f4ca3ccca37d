"""Taking an uploaded zip apart without trusting a byte of it. Nothing is read into memory whole.

Every entry is judged before the first is written, and each is counted again while it is written.
"""

import errno
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from localminis.publishing.model import FilesUnavailable, PackageRefused, Unpacked, UploadTooLarge
from localminis.spec import publishing as spec
from localminis.spec.manifest import MEGABYTE

_CHUNK_BYTES: Final = 1 << 20
_START: Final = b"PK\x03\x04"
# The record at a zip's very end: signature, four numbers of disks, size and place of the list of
# entries, length of a comment.
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_END64_MARK: Final = b"PK\x06\x07"
_END64_BYTES: Final = 20
# Fixed part of an entry in the list; its name and extra fields come on top.
_ENTRY_BYTES: Final = 46
_ENTRY_EXTRA_BYTES: Final = 256
# What Python raises for a zip that is none, is damaged or encrypted, or is packed in odd ways.
UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_SHOWN_MAX: Final = 120


def unpack(package: Path, folder: Path) -> Unpacked:
    """Write the files of a zip into an empty folder.

    Args:
        package: the zip, on disk.
        folder: exists and is empty; when this refuses, what it holds is to be thrown away.

    Raises:
        PackageRefused: no zip, cut short, or an entry that is not taken; says which and why.
        UploadTooLarge: more content, more files or a higher ratio than the platform takes.
        FilesUnavailable: the folder cannot be written.

    Source: contract:toolchain-4.2; the number of files and the ratio are assumed.
    """
    try:
        with package.open("rb") as raw:
            _check_end(raw, package.stat().st_size)
            with zipfile.ZipFile(raw) as archive:
                entries = archive.infolist()
                _check_entries(entries, package.stat().st_size)
                content_bytes = sum(_write(archive, entry, folder) for entry in entries)
    except UNREADABLE as error:
        raise _damaged(error) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # the zip points to a place before its own start
            raise _damaged(error) from error
        raise FilesUnavailable(
            f"The package cannot be unpacked ({error.strerror or error}). Is the disk full?"
        ) from error
    files = sum(not entry.is_dir() for entry in entries)
    return Unpacked(files, content_bytes)


def _damaged(error: Exception) -> PackageRefused:
    return PackageRefused(
        f"The package is a damaged zip ({error}). Build it again and upload the new file."
    )


def _check_end(raw: BinaryIO, size_bytes: int) -> None:
    """Judge the end of the zip before its list of entries is read into memory."""
    head = raw.read(len(_START))
    if size_bytes < _END.size or (head != _START and not head.startswith(_END_MARK)):
        raise PackageRefused(
            "The package is no zip. Upload the minis.zip that `localminis build` writes."
        )
    raw.seek(size_bytes - _END.size)
    mark, _, _, _, count, list_bytes, _, comment_bytes = _END.unpack(raw.read(_END.size))
    if mark != _END_MARK or comment_bytes:
        raise PackageRefused(
            "The package does not end as a zip does: it is cut short, or something follows it. "
            "Build it again and upload the whole file."
        )
    if size_bytes >= _END.size + _END64_BYTES:
        raw.seek(size_bytes - _END.size - _END64_BYTES)
        if raw.read(len(_END64_MARK)) == _END64_MARK:
            raise PackageRefused(
                "The package has the form for zips above 4 GB. Pack it with `localminis build`."
            )
    most_bytes = spec.FILES_MAX * (_ENTRY_BYTES + spec.NAME_MAX_BYTES + _ENTRY_EXTRA_BYTES)
    if count > spec.FILES_MAX or list_bytes > most_bytes:
        raise UploadTooLarge(_too_many(count))
    if count == 0:
        raise PackageRefused("The package is empty. Build the app, then upload its minis.zip.")
    raw.seek(0)


def _check_entries(entries: Sequence[zipfile.ZipInfo], size_bytes: int) -> None:
    if len(entries) > spec.FILES_MAX:
        raise UploadTooLarge(_too_many(len(entries)))
    files: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        name = _checked_name(entry)
        path = PurePosixPath(name.rstrip("/"))
        _check_kind(entry, name)
        if str(path) in files or (str(path) in folders and not entry.is_dir()):
            raise PackageRefused(
                f"The package holds {_shown(name)} twice. Pack each file once, "
                "with `localminis build`."
            )
        (folders if entry.is_dir() else files).add(str(path))
        folders.update(str(each) for each in path.parents)
    inside_a_file = files & folders
    if inside_a_file:
        raise PackageRefused(
            f"The package has {_shown(min(inside_a_file))} both as a file and as a folder. "
            "Rename one of them."
        )
    if not files:
        raise PackageRefused("The package holds folders only. Build the app, then upload it.")
    content_bytes = sum(entry.file_size for entry in entries)
    if content_bytes > spec.CONTENT_MAX_BYTES:
        raise UploadTooLarge(
            f"The package holds {content_bytes / MEGABYTE:.1f} MB before compression; the platform "
            f"takes {spec.CONTENT_MAX_BYTES // MEGABYTE} MB. Leave something out."
        )
    if content_bytes > max(spec.RATIO_FREE_BYTES, spec.RATIO_MAX * size_bytes):
        raise UploadTooLarge(
            f"The package unfolds to {content_bytes // size_bytes} times its size, and more than "
            f"{spec.RATIO_MAX} is not taken: it looks like a zip bomb."
        )


def _too_many(count: int) -> str:
    return (
        f"The package lists {count} files or more than can be read; {spec.FILES_MAX} are taken. "
        "Bundle the app, and leave out what the page does not load."
    )


def _checked_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name if it can only lead to a place inside the folder."""
    name = entry.orig_filename
    try:
        is_long = len(name.encode()) > spec.NAME_MAX_BYTES
    except UnicodeEncodeError:
        is_long = True
    parts = name.removesuffix("/").split("/")
    wrong = None
    if "\\" in name:
        wrong = "has a back-slash. Pack it with forward slashes"
    elif name.startswith("/") or _DRIVE.match(name):
        wrong = "is absolute. Pack names that start at the app's own folder"
    elif ".." in parts:
        wrong = "leads out of the package. Pack names without '..'"
    elif any(part in {"", "."} for part in parts):
        wrong = "has an empty part. Pack plain names"
    elif not name.isprintable():
        wrong = "has a character that cannot be shown. Rename the file"
    elif not name.isascii() and not entry.flag_bits & _UTF8:
        wrong = "is not marked as UTF-8. Pack it with `localminis build`"
    elif is_long or any(len(part.encode()) > 255 for part in parts):  # noqa: PLR2004 - of file systems
        wrong = f"is too long. Use at most {spec.NAME_MAX_BYTES} bytes, 255 in each part"
    if wrong is not None:
        raise PackageRefused(f"The name {_shown(name)} in the package {wrong}.")
    return name


def _check_kind(entry: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    wrong = None
    if kind == stat.S_IFLNK:
        wrong = "is a link. Pack the file that it leads to"
    elif kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        wrong = "is neither a file nor a folder. Leave it out"
    elif (kind == stat.S_IFDIR) != entry.is_dir() and kind:
        wrong = "is marked as a folder and named as a file, or the other way round. Pack it again"
    elif entry.flag_bits & _ENCRYPTED:
        wrong = "is encrypted. Pack it without a password"
    elif entry.compress_type not in METHODS:
        wrong = "is packed by a method that is not taken. Use deflate, as every zip program does"
    elif entry.is_dir() and entry.file_size:
        wrong = "is a folder with content. Pack it again"
    if wrong is not None:
        raise PackageRefused(f"The entry {_shown(name)} of the package {wrong}.")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> int:
    """Write one entry and return its size; its declared one is a promise that must be kept."""
    path = folder / entry.orig_filename
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    size_bytes = 0
    try:
        # Made anew or not at all: a file system that folds names would write over another file.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        raise PackageRefused(
            f"The name {_shown(entry.filename)} differs from another one only in ways that this "
            "file system does not keep apart. Rename one of the files."
        ) from error
    with os.fdopen(descriptor, "wb") as out, archive.open(entry) as source:
        while chunk := source.read(_CHUNK_BYTES):
            size_bytes += len(chunk)
            if size_bytes > entry.file_size:
                break
            out.write(chunk)
    if size_bytes != entry.file_size:
        raise PackageRefused(
            f"The entry {_shown(entry.filename)} has another size than the package says. "
            "Build it again and upload the new file."
        )
    return size_bytes


def _shown(name: str) -> str:
    return repr(name if len(name) <= _SHOWN_MAX else f"{name[:_SHOWN_MAX]}…")
