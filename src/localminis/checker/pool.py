"""Looking at many or large files in several processes, with a bound on what is parsed at a time.

The processes are copies of this one where that is safe. Elsewhere they are started afresh, so this
works from any program whose main module may be imported. They get paths, never contents, and give
back plain values.
"""

import gc
import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from localminis.checker.engine import Engine, Examined, Terms, examine, given_up, make_terms
from localminis.checker.files import Listed
from localminis.checker.finding import Severity
from localminis.checker.rule import Circumstances
from localminis.checker.share import weight_bytes

_THREADS: Final = Path("/proc/self/task")
_OBJECTS_BETWEEN_COLLECTIONS: Final = 50_000
_BATCH_MAX_BYTES: Final = 256 * 1024
_BATCH_MAX_FILES: Final = 200
# Of text, in all processes together: a tree takes some twenty times as much. One larger file is
# looked at alone.
_AT_ONCE_MAX_BYTES: Final = 8 * 1024 * 1024


@dataclass(slots=True)
class _Batch:
    files: list[Listed] = field(default_factory=list)
    size_bytes: int = 0


class Pool:
    """Up to `jobs` processes and the files that are shared out among them, with their weights."""

    def __init__(self, terms: Terms, jobs: int, sized: list[tuple[Listed, int]]) -> None:
        self.terms = terms
        self.jobs = jobs
        self.waiting = deque(_batches(sized))
        self.suspects: deque[_Batch] = deque()
        self.running: dict[Future[list[Examined]], _Batch] = {}

    def results(self) -> Iterator[tuple[Listed, Examined]]:
        """Yield each file with what it gave, as the processes are done with them."""
        while self.waiting or self.suspects:
            executor = ProcessPoolExecutor(self.jobs, _context(), initializer=_begin)
            try:
                yield from self._results(executor)
            finally:
                executor.shutdown(wait=not self.running, cancel_futures=True)

    def _results(self, executor: ProcessPoolExecutor) -> Iterator[tuple[Listed, Examined]]:
        while self.waiting or self.suspects or self.running:
            try:
                self._fill(executor)
                ended, _ = wait(self.running, return_when=FIRST_COMPLETED)
                for future in ended:
                    results = future.result()
                    yield from zip(self.running.pop(future).files, results, strict=True)
            except BrokenProcessPool:
                # The rest is asked to end, and waited for; one that just began may not hear it.
                for process in [*(executor._processes or {}).values()]:  # noqa: SLF001 - no other way
                    process.kill()
                yield from self._sort_out()
                return

    def _fill(self, executor: ProcessPoolExecutor) -> None:
        while len(self.running) < self.jobs:
            batch = self._next()
            if batch is None:
                return
            future = executor.submit(
                _examine,
                self.terms.around,
                dict(self.terms.severities),
                self.terms.engine,
                batch.files,
            )
            self.running[future] = batch

    def _next(self) -> _Batch | None:
        """Take the largest batch that fits beside what is running; a suspect runs alone."""
        if self.suspects:
            return None if self.running else self.suspects.popleft()
        free = _AT_ONCE_MAX_BYTES - sum(each.size_bytes for each in self.running.values())
        for batch in self.waiting:
            if batch.size_bytes <= free or not self.running:
                self.waiting.remove(batch)
                return batch
        return None

    def _sort_out(self) -> Iterator[tuple[Listed, Examined]]:
        """Put aside what was running when a process died, file by file; give up who was alone."""
        for batch in self.running.values():
            if len(self.running) == 1 and len(batch.files) == 1:
                message = "The file cannot be analysed: the process that looked at it was ended."
                examined = given_up(self.terms, batch.files[0], batch.size_bytes, message)
                yield batch.files[0], examined
            else:
                self.suspects.extend(_Batch([each], weight_bytes(each)) for each in batch.files)
        self.running.clear()


def _batches(sized: list[tuple[Listed, int]]) -> list[_Batch]:
    """Group files in the given order, and order the groups by size, largest first."""
    batches = [_Batch()]
    for listed, size_bytes in sized:
        last = batches[-1]
        is_full = last.size_bytes + size_bytes > _BATCH_MAX_BYTES
        if last.files and (is_full or len(last.files) == _BATCH_MAX_FILES):
            last = _Batch()
            batches.append(last)
        last.files.append(listed)
        last.size_bytes += size_bytes
    return sorted(batches, key=lambda batch: -batch.size_bytes)


def _context() -> multiprocessing.context.BaseContext:
    # A copy has everything imported. Of a process with other threads it could hang on their locks.
    is_alone = sys.platform == "linux" and len([*_THREADS.iterdir()]) == 1
    return multiprocessing.get_context("fork" if is_alone else "spawn")


def _begin() -> None:
    # A tree is many objects for a moment; to look for cycles among them took a tenth of the time.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    # Ctrl-C reaches every process; this one ends without a word, the first one says it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _examine(
    around: Circumstances,
    severities: Mapping[str, Severity | None],
    engine: Engine,
    files: list[Listed],
) -> list[Examined]:
    terms = make_terms(around, severities, engine=engine)
    return [examine(terms, listed) for listed in files]
