"""Processes that tests started and did not end, found by a mark in their environment.

A test that fails in its middle, or is interrupted, never gets to the line that ends its platform.
Run as a program, it is the guardian: it waits until its standard input ends, which happens however
pytest ends, and then ends what is left. Without `/proc` it finds nothing.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

RUN = "MINIS_TEST_RUN"
CASE = "MINIS_TEST_CASE"


def marked(name: str, value: str) -> list[int]:
    """List the processes that were started with a variable of this value; never this one."""
    wanted = f"{name}={value}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # It may end meanwhile, or be somebody else's.
        with suppress(OSError):
            variables = (folder / "environ").read_bytes().split(b"\0")
            if wanted in variables and int(folder.name) != os.getpid():
                found.append(int(folder.name))
    return found


def end(name: str, value: str) -> int:
    """Kill the processes with the mark; returns how many there were."""
    found = marked(name, value)
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(found)


def guardian(run: str) -> "subprocess.Popen[bytes]":
    """Start the process that ends what is left of a run."""
    unmarked = {name: value for name, value in os.environ.items() if name not in {RUN, CASE}}
    return subprocess.Popen(
        [sys.executable, "-IS", __file__, run],
        stdin=subprocess.PIPE,
        env=unmarked,
        # Ctrl-C is for pytest; what it leaves is for the guardian.
        start_new_session=True,
    )


if __name__ == "__main__":
    sys.stdin.buffer.read()
    end(RUN, sys.argv[1])
