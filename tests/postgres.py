"""A PostgreSQL server for the tests: a free port, a temporary folder, an unprivileged user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localminis.devserver.ports import find_free


def find_binary(name: str) -> str | None:
    """Return a server program's path; Debian keeps them out of the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(debian[0]) if debian else shutil.which(name)


def _unprivileged() -> int | None:
    """Return the user to run as when we are root, which the server refuses; None otherwise."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return 65_534


@contextmanager
def serving() -> Iterator[str]:
    """Serve until the block ends; gives the address of the maintenance database."""
    initdb, postgres = find_binary("initdb"), find_binary("postgres")
    assert initdb, "PostgreSQL is missing; `make test` installs it, or says how"
    assert postgres
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="localminis-pg-"))
    try:
        if user is not None:
            os.chown(folder, user, -1)
        data = folder / "data"
        options = ["--username=test", "--auth=trust", "--no-sync", "--encoding=UTF8"]
        subprocess.run(
            [initdb, *options, "--locale=C", str(data)],
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        port = find_free()
        settings = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
        settings += ["-c", f"unix_socket_directories={folder}", "-c", "max_connections=200"]
        log = (folder / "log").open("wb")
        server = subprocess.Popen(
            [postgres, "-D", str(data), *settings],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(port, server)
            yield f"postgresql://test@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(30)
            log.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    ready = find_binary("pg_isready")
    assert ready
    for _ in range(200):
        assert server.poll() is None, "PostgreSQL ended while starting"
        command = [ready, "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "5"]
        if subprocess.run(command, check=False).returncode == 0:
            return
    raise AssertionError("PostgreSQL did not start")
