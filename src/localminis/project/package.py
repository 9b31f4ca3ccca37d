"""Packing a built folder into the zip that is uploaded: the same folder gives the same bytes.

Reproducible with one zlib: another version may compress the same content into other bytes.
"""

import filecmp
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from localminis.amounts import counted, sized
from localminis.project import build, manifest
from localminis.project.build import BuildResult
from localminis.project.model import (
    BuildRefused,
    NotWritten,
    OutputInvalid,
    PackageBroken,
    PackageTooLarge,
    Project,
    Verdict,
)
from localminis.project.replace import staging_path, sweep, uninterrupted
from localminis.spec.manifest import (
    PACKAGE_LIMIT_BYTES,
    PACKAGE_LIMIT_OLD_BYTES,
    PACKAGE_NAMES,
)

# The earliest time that a zip can hold: no clock and no check-out changes the bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE_MODE = 0o100644 << 16
_FOLDER_MODE = (0o40755 << 16) | 0x10
_LEVEL = 9
_CHUNK_BYTES = 1 << 20

Check = Callable[[Project], Verdict]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a package; sizes before and after compression."""

    name: str
    size_bytes: int
    packed_bytes: int


@dataclass(frozen=True, slots=True)
class Limit:
    """One documented size limit, and whether the package keeps it."""

    title: str
    limit_bytes: int
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A finished zip: where it is, how large, what is in it, and how it stands to the limits."""

    path: Path
    size_bytes: int
    content_bytes: int
    files: tuple[PackedFile, ...]
    limits: tuple[Limit, ...]
    is_changed: bool

    def largest(self, count: int) -> tuple[PackedFile, ...]:
        """Return the files that take most of the zip, the largest first."""
        return tuple(sorted(self.files, key=lambda it: (-it.packed_bytes, it.name))[:count])


@dataclass(frozen=True, slots=True)
class Built:
    """What `build_package` did: the check's verdict, the manifest, the zip."""

    verdict: Verdict
    after: BuildResult
    package: Package


def build_package(
    project: Project,
    *,
    check: Check | None,
    exclude: Iterable[str] = (),
    manifest_name: str | None = None,
    on_start: Callable[[int], Progress | None] | None = None,
) -> Built:
    """Check the build, do what `build_after` does, and pack the result.

    Args:
        project: its output folder is packed.
        check: judges the project; an error stops the build before anything is written. None leaves
            the check out.
        exclude: patterns of what is neither listed nor packed.
        manifest_name: as for `build_after`.
        on_start: hears how many bytes will be packed; what it returns hears of each step.

    Raises:
        BuildRefused: the check found errors; nothing was written.
        OutputMissing, OutputInvalid, PatternInvalid, NotWritten: as for `build_after` and `pack`.
        PackageTooLarge, PackageBroken: as for `pack`.

    Source: contract:toolchain-2.3, contract:toolchain-4.2. What is in the zip, and where it is
    written, is assumed.
    """
    build.output_folder(project)
    verdict = Verdict((), 0) if check is None else check(project)
    if verdict.errors:
        raise BuildRefused(
            f"The check found {counted(verdict.errors, 'error')}, so nothing was built. Correct "
            "what it names.",
            verdict=verdict,
        )
    after = build.build_after(project, exclude=exclude, manifest_name=manifest_name)
    package = pack(
        after.output_path,
        list(manifest.paths_in(after.manifest["resource_list"])),
        package_path(project),
        on_start=on_start,
    )
    return Built(verdict, after, package)


def package_path(project: Project) -> Path:
    """Return where the zip goes: beside the output folder."""
    return project.output_path.resolve().parent / PACKAGE_NAMES[project.flavour]


def pack(
    folder: Path,
    names: Sequence[str],
    path: Path,
    *,
    limit_bytes: int = PACKAGE_LIMIT_BYTES,
    on_start: Callable[[int], Progress | None] | None = None,
) -> Package:
    """Zip files of a folder, read the zip back, and only then put it in its place.

    Args:
        folder: what `names` are relative to; none of them may lead out of it.
        names: files with forward slashes, in the order of the zip; a slash at the end is a folder.
        path: the zip.
        limit_bytes: a larger zip is refused.
        on_start: as for `build_package`.

    Raises:
        OutputInvalid: a file is gone, cannot be read, or changed while it was packed.
        NotWritten: the place does not take the zip.
        PackageTooLarge: the zip is over the limit.
        PackageBroken: the zip did not read back as it was written.
        In each case a zip that was there before is untouched, and nothing is left beside it.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OutputInvalid(f"{path} is in the way of the package. Remove it.")
    sweep([path])
    total_bytes = sum(_size(folder, name) for name in names)
    step = (on_start(total_bytes) if on_start else None) or (lambda _: None)
    staged = staging_path(path)
    try:
        sums = _write(folder, names, staged, step)
        files = _read_back(staged, names, sums)
        size_bytes = staged.stat().st_size
        if size_bytes > limit_bytes:
            raise PackageTooLarge(_too_large(size_bytes, limit_bytes, files))
        is_changed = not path.exists() or not filecmp.cmp(path, staged, shallow=False)
        with uninterrupted():
            staged.replace(path)
    except OSError as trouble:
        raise NotWritten(
            f"{path} was not written ({trouble.strerror or trouble}). Make {path.parent} writable "
            "or free some space, and run this again."
        ) from trouble
    finally:
        staged.unlink(missing_ok=True)
    content_bytes = sum(file.size_bytes for file in files)
    return Package(path, size_bytes, content_bytes, files, _limits(size_bytes), is_changed)


def _size(folder: Path, name: str) -> int:
    try:
        return 0 if name.endswith("/") else (folder / name).stat().st_size
    except OSError as trouble:
        raise _unreadable(folder / name, trouble) from trouble


def _unreadable(path: Path, trouble: OSError) -> OutputInvalid:
    is_closed = isinstance(trouble, PermissionError)
    what = "Make it readable" if is_closed else "Run your production build again"
    return OutputInvalid(f"{path} cannot be read ({trouble.strerror}). {what}.")


def _write(folder: Path, names: Sequence[str], staged: Path, step: Progress) -> dict[str, int]:
    """Write the zip and return the checksum of each file as it was read."""
    sums: dict[str, int] = {}
    descriptor = os.open(staged, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    with (
        os.fdopen(descriptor, "w+b") as raw,
        zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
    ):
        for name in names:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = _UNIX
            entry.external_attr = _FOLDER_MODE if name.endswith("/") else _FILE_MODE
            if name.endswith("/"):
                archive.writestr(entry, b"", zipfile.ZIP_STORED)
                continue
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - public only from 3.13
            entry.file_size = _size(folder, name)
            sums[name] = _copy(folder / name, archive, entry, step)
    with staged.open("rb") as written:
        os.fsync(written.fileno())
    return sums


def _copy(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, step: Progress) -> int:
    checksum = 0
    expected_bytes = entry.file_size
    try:
        source = path.open("rb")
    except OSError as trouble:
        raise _unreadable(path, trouble) from trouble
    with source, archive.open(entry, "w") as packed:
        read_bytes = 0
        while chunk := source.read(_CHUNK_BYTES):
            checksum = zlib.crc32(chunk, checksum)
            read_bytes += len(chunk)
            packed.write(chunk)
            step(len(chunk))
    if read_bytes != expected_bytes:
        raise OutputInvalid(f"{path} changed while it was packed. Run this again.")
    return checksum


def _read_back(staged: Path, names: Sequence[str], sums: dict[str, int]) -> tuple[PackedFile, ...]:
    try:
        with zipfile.ZipFile(staged) as archive:
            entries = archive.infolist()
            is_right = [entry.filename for entry in entries] == list(names) and all(
                sums.get(entry.filename, 0) == entry.CRC for entry in entries
            )
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error) as trouble:
        raise _broken(staged, str(trouble)) from trouble
    if not is_right or broken is not None:
        raise _broken(staged, f"entry {broken}" if broken else "another list of files")
    return tuple(
        PackedFile(entry.filename, entry.file_size, entry.compress_size)
        for entry in entries
        if not entry.is_dir()
    )


def _broken(staged: Path, what: str) -> PackageBroken:
    return PackageBroken(
        f"The package in {staged.parent} did not read back as it was written ({what}). Check the "
        "disk and run this again."
    )


def _limits(size_bytes: int) -> tuple[Limit, ...]:
    documented = {
        "the limit": PACKAGE_LIMIT_BYTES,
        "the limit in older documentation": PACKAGE_LIMIT_OLD_BYTES,
    }
    return tuple(
        Limit(title, limit_bytes, size_bytes <= limit_bytes)
        for title, limit_bytes in documented.items()
    )


def _too_large(size_bytes: int, limit_bytes: int, files: tuple[PackedFile, ...]) -> str:
    largest = max(files, key=lambda it: it.packed_bytes)
    return (
        f"The package has {size_bytes:,} bytes; the platform takes {sized(limit_bytes)}. Leave "
        f"something out with --exclude: {largest.name} alone has {sized(largest.packed_bytes)}."
    )
