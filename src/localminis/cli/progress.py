"""Bars on standard error for long work, where somebody looks: never in CI, a pipe or a file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from localminis.clock import wall_ms

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

# Below these a bar would be gone before anybody has seen it.
_LONG_WORK_BYTES = 4 << 20
_LONG_WORK_MS = 500
# More often, a bar would take time from the work.
_BETWEEN_MS = 100


@contextmanager
def packing(*, is_shown: bool) -> Iterator[Callable[[int], Callable[[int], None] | None]]:
    """Give what makes a bar for so many bytes and returns what moves it, or None without one."""
    bars: list[ProgressBar[int]] = []

    def on_start(total_bytes: int) -> Callable[[int], None] | None:
        if total_bytes < _LONG_WORK_BYTES or not (is_shown and sys.stderr.isatty()):
            return None
        bar = click.progressbar(length=total_bytes, label="Packing", file=sys.stderr)
        bar.render_progress()
        bars.append(bar)
        return bar.update

    try:
        yield on_start
    finally:
        for bar in bars:
            bar.render_finish()


@contextmanager
def checking(
    *, is_shown: bool, after_ms: int = _LONG_WORK_MS
) -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows how many of how many files are checked, once that takes a while."""
    if not (is_shown and sys.stderr.isatty()):
        yield None
        return
    bars: list[ProgressBar[int]] = []
    next_ms = wall_ms() + after_ms

    def on_progress(done: int, total: int) -> None:
        nonlocal next_ms
        if wall_ms() < next_ms and not (bars and done == total):
            return
        next_ms = wall_ms() + _BETWEEN_MS
        if not bars:
            bars.append(
                click.progressbar(
                    length=total, label="Checking", file=sys.stderr, show_pos=True, show_eta=False
                )
            )
        bars[0].update(done - bars[0].pos)

    try:
        yield on_progress
    finally:
        for bar in bars:
            bar.render_finish()
