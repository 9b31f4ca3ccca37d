"""Noticing that what is checked has changed, by looking once a second; no library, any system."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Event
from typing import Final

from localminis.checker import files
from localminis.project.model import Project

EVERY_S: Final = 1.0
_State = dict[str, tuple[int, int]]


def changes(
    project: Project, stop: Event, *, is_output: bool, every_s: float = EVERY_S
) -> Iterator[None]:
    """Yield at once, and then whenever a file of the check was written, added or removed.

    Args:
        stop: ends the watch when it is set.
        is_output: whether the finished build is watched, or the sources; the config is in any case.
        every_s: seconds between two looks.
    """
    seen: _State | None = None
    while not stop.is_set():
        now = _state(_watched(project, is_output=is_output))
        if now != seen:
            seen = now
            yield
        stop.wait(every_s)


def _watched(project: Project, *, is_output: bool) -> Iterator[str]:
    yield str(project.config_path)
    yield str(project.root / "package.json")
    folder = project.output_path
    listed = files.build_files(folder) if is_output else files.source_files(project.root, folder)
    for each in listed:
        yield each.path


def _state(paths: Iterable[str]) -> _State:
    state = {}
    for path in paths:
        with suppress(OSError):
            found = os.stat(path)  # noqa: PTH116 - the fastest of the ways, for thousands of files
            state[path] = (found.st_mtime_ns, found.st_size)
    return state
