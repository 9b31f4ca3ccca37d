"""Ports of this machine: a free one, and who listens on one, for the sentence that it is taken.

Who listens is read from the kernel's own files, so it is known on Linux only, and for processes
that we may see.
"""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_LISTEN: Final = "0A"
_COMMAND_MAX: Final = 60


class Holder(NamedTuple):
    """A process and how it was called, shortened."""

    pid: int
    command: str

    def __str__(self) -> str:
        """Name the process as part of a sentence."""
        return f"`{self.command}` (process {self.pid})"


def find_free(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on, for a server that is about to be started.

    Whoever asks the system for any free port is not given this one for about a minute: a connection
    that was closed from its side keeps it from them, and not from a server that names it.
    """
    with socket.create_server((host, 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address):
            listener.accept()[0].close()
    return int(address[1])


def taken(problem: OSError, port: int, *, another: str) -> str:
    """Say that a port cannot be had, who has it, and what to do.

    Args:
        problem: what opening it raised.
        another: how another one is chosen, as the end of "choose ...".
    """
    if problem.errno != errno.EADDRINUSE:
        reason = problem.strerror or problem
        return f"The port {port} cannot be opened ({reason}). Choose {another}."
    holder = find_holder(port)
    by, what = (f" by {holder}", "it") if holder else ("", "the program that uses it")
    return f"The port {port} is in use{by}. Stop {what}, or choose {another}."


def find_holder(port: int, proc: Path = Path("/proc")) -> Holder | None:
    """Return a process that listens on a port, or None when that cannot be told.

    Args:
        port: of TCP, over either version of the protocol.
        proc: where the kernel shows its processes.
    """
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port, proc)}
    if not sockets:
        return None
    for folder in _processes(proc):
        try:
            # Processes of other users, and those that end meanwhile, cannot be looked into.
            is_holder = any(str(each.readlink()) in sockets for each in (folder / "fd").iterdir())
            if is_holder:
                return Holder(int(folder.name), _command(folder))
        except OSError:
            continue
    return None


def _listening_inodes(port: int, proc: Path) -> Iterator[str]:
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / name).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]


def _processes(proc: Path) -> Iterator[Path]:
    try:
        yield from (each for each in proc.iterdir() if each.name.isdecimal())
    except OSError:
        return


def _command(folder: Path) -> str:
    words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    # The program's folder says little; what it runs says which program this is.
    line = " ".join([Path(words[0]).name, *words[1:]]).strip()
    return line if len(line) <= _COMMAND_MAX else line[: _COMMAND_MAX - 1] + "…"
