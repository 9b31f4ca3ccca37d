import errno
import os
import socket
import sys
from pathlib import Path

import pytest

from localminis.devserver.ports import Holder, find_free, find_holder, taken

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel shows it on Linux only")


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_who_listens_is_found(family, host):
    """The process that holds a port is named, over either version of the protocol."""
    with socket.socket(family) as listener:
        listener.bind((host, 0))
        listener.listen()
        holder = find_holder(listener.getsockname()[1])
    assert holder is not None
    assert holder.pid == os.getpid()
    assert str(os.getpid()) in str(holder)


def test_a_free_port_is_for_the_server_that_names_it():
    """It can be listened on, and the system gives it to nobody who names none."""
    port = find_free()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        # The system's own choice is made among ports that can be had like this.
        other.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)) as server:
        assert server.getsockname()[1] == port


def test_a_port_that_nobody_listens_on_has_no_holder():
    """A bound port that takes no connections is nobody's server."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert find_holder(bound.getsockname()[1]) is None


def test_where_the_kernel_shows_nothing_nobody_is_named(tmp_path):
    """Other systems have no such files, and the sentence does without the name."""
    assert find_holder(8600, proc=tmp_path) is None
    assert find_holder(8600, proc=tmp_path / "missing") is None


def test_a_process_of_somebody_else_cannot_be_told(tmp_path):
    """What may not be looked into is passed over."""
    (tmp_path / "net").mkdir()
    line = "0: 0100007F:2198 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 77 1"
    (tmp_path / "net" / "tcp").write_text(f"header\n{line}\n")
    (tmp_path / "12").mkdir()
    assert find_holder(0x2198, proc=tmp_path) is None


def test_a_long_command_is_shortened(tmp_path):
    """The sentence stays a sentence: the program without its folder, and the start of the rest."""
    (tmp_path / "net").mkdir()
    line = "0: 0100007F:2198 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 77 1"
    (tmp_path / "net" / "tcp").write_text(f"header\n{line}\n")
    descriptors = tmp_path / "12" / "fd"
    descriptors.mkdir(parents=True)
    (descriptors / "3").symlink_to("socket:[77]")
    (tmp_path / "12" / "cmdline").write_bytes(b"/usr/bin/node\0server.js\0" + b"x" * 90)
    holder = find_holder(0x2198, proc=Path(tmp_path))
    assert holder == Holder(12, f"node server.js {'x' * 44}…")


def test_every_port_that_cannot_be_had_is_refused_in_one_form():
    """Who has it, when that is known, and how another one is chosen."""
    in_use = OSError(errno.EADDRINUSE, "Address already in use")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        bare = taken(in_use, port, another="another with --port")
        bound.listen()
        named = taken(in_use, port, another="another with --port")
    assert bare == (
        f"The port {port} is in use. Stop the program that uses it, or choose another with --port."
    )
    assert f"The port {port} is in use by `" in named
    assert f"(process {os.getpid()}). Stop it, or choose" in named
    said = taken(PermissionError(errno.EACCES, "Permission denied"), 80, another="another")
    assert said == "The port 80 cannot be opened (Permission denied). Choose another."
