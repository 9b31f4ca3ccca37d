"""Moving SQLite's write-ahead log into its file: that waits for the disk, so a thread does it.

Over a connection of its own, without stopping whoever writes meanwhile. Where it cannot catch up,
SQLite itself does the rest at a commit, when the log has grown to `LOG_PAGES_MAX`.
"""

import contextlib
import queue
import sqlite3
import threading
from pathlib import Path
from typing import Final

LOG_PAGES_MAX: Final = 16_000
# Rarely: what many purchases write to one page is then moved once.
ROWS: Final = 8_000


class Checkpointer:
    """Moves the log once so many rows have changed since the last time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows = 0
        self._due: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="localminis-log", daemon=True)
        self._thread.start()

    def note(self, rows: int) -> None:
        """Take note of how many rows have been changed since the file was opened."""
        if rows - self._rows >= ROWS:
            self._rows = rows
            self._due.put(rows)

    def close(self) -> None:
        """Finish what is due."""
        self._due.put(None)
        self._thread.join()

    def _run(self) -> None:
        with contextlib.ExitStack() as stack:
            connection: sqlite3.Connection | None = None
            for _ in iter(self._due.get, None):
                # A full disk is told to whoever commits; here it is only tried again.
                with contextlib.suppress(sqlite3.Error):
                    connection = connection or stack.enter_context(
                        contextlib.closing(sqlite3.connect(self._path))
                    )
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
