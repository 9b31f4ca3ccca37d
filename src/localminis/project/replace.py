"""Writing several files so that afterwards all are new or all are old."""

import os
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from localminis.project.model import NotWritten

_INTERRUPTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def replace_files(contents: Mapping[Path, bytes | None]) -> None:
    """Give each file its content: all of them, or none.

    Every content, and the old one to go back to, is first written beside its file; then only
    renames are left, which neither Ctrl-C nor SIGTERM interrupts, and which are undone when one
    fails. A kill between two renames leaves whole files, some of them old; what it leaves beside
    them is removed by the next call. Mode and owner of a file that is replaced stay.

    Args:
        contents: absolute path of a regular file, or of none yet, to its new bytes; None removes.

    Raises:
        NotWritten: a file or its folder does not take it; every file is as it was.
    """
    staged: list[Path] = []
    swaps: list[tuple[Path, Path | None, Path | None]] = []
    sweep(contents)
    try:
        for path, content in contents.items():
            old = path.read_bytes() if path.exists() else None
            if old is not None and not os.access(path, os.W_OK):
                raise PermissionError(None, "the file is read-only", str(path))
            new_path = None if content is None else _stage(path, "new", content, staged)
            old_path = None if old is None else _stage(path, "old", old, staged)
            swaps.append((path, new_path, old_path))
        with uninterrupted():
            _swap(swaps)
            _clear(staged)
    except OSError as trouble:
        # The name in the error is often that of a file beside the one that is meant.
        name = str(trouble.filename or next(iter(contents)))
        raise NotWritten(
            f"Nothing was written, because {Path(name).parent} does not take it "
            f"({trouble.strerror or trouble}). Make the place writable or free some space, and run "
            "this again."
        ) from trouble
    finally:
        _clear(staged)


def staging_path(path: Path, kind: str = "new") -> Path:
    """Return where this process writes what `path` is to become: beside it, hidden."""
    return path.with_name(f".{path.name}.{os.getpid()}.{kind}")


def sweep(paths: Iterable[Path]) -> None:
    """Remove what killed runs have left beside files; what a living process stages stays."""
    for path in paths:
        leftover = re.compile(rf"\.{re.escape(path.name)}\.(?P<pid>[0-9]+)\.(?:new|old)")
        with suppress(OSError):
            for beside in list(path.parent.iterdir()):
                match = leftover.fullmatch(beside.name)
                if match and not _is_other(int(match["pid"])):
                    beside.unlink(missing_ok=True)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM for the few renames inside; they come right afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_other(pid: int) -> bool:
    """Tell whether another process of this number is running; numbers come round again."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _stage(path: Path, kind: str, content: bytes, staged: list[Path]) -> Path:
    beside = staging_path(path, kind)
    # Created by its mode and not by `tempfile`, so that a new file gets what the umask leaves.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    staged.append(beside)
    with os.fdopen(descriptor, "wb") as file:
        if path.exists():
            before = path.stat()
            os.fchmod(descriptor, before.st_mode & 0o7777)
            if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                _keep_owner(descriptor, before)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return beside


def _keep_owner(descriptor: int, before: os.stat_result) -> None:
    try:
        os.fchown(descriptor, before.st_uid, before.st_gid)
    except PermissionError:
        # Only root may give a file away; for anyone else the file becomes the writer's.
        return


def _clear(staged: list[Path]) -> None:
    for path in staged:
        path.unlink(missing_ok=True)


def _swap(swaps: list[tuple[Path, Path | None, Path | None]]) -> None:
    done: list[tuple[Path, Path | None]] = []
    try:
        for path, new_path, old_path in swaps:
            if new_path is not None:
                new_path.replace(path)
            elif old_path is not None:
                path.unlink()
            done.append((path, old_path))
    except BaseException:
        for path, old_path in reversed(done):
            if old_path is None:
                path.unlink(missing_ok=True)
            else:
                old_path.replace(path)
        raise
