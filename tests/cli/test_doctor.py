"""`doctor`, as it is called."""

import json
import os
import pty
import socket
import subprocess
import sys

import click
import pytest

PROGRAM = """
from localminis.cli import terminal
from localminis.cli.doctor import doctor
terminal.run(lambda: doctor.main(prog_name="localminis doctor", standalone_mode=False))
"""


def doctor(root, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_every_station_is_named_in_order_and_the_exit_code_is_the_verdict(tmp_path):
    """An empty folder is walked through to the end."""
    result = doctor(tmp_path)
    assert result.returncode == 1
    titles = [line for line in result.stdout.splitlines() if line[:1].isdigit()]
    assert [title.partition(" ")[0] for title in titles] == [f"{n}." for n in range(1, 8)]
    assert titles[0] == "1. Account and permission"
    assert titles[-1] == "7. Client"
    assert "have to be corrected" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("is_listening", [True, False])
def test_a_platform_counts_only_while_something_listens(tmp_path, is_listening):
    """A run file that a killed platform left behind is no platform."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if not is_listening:
            listener.close()
        (tmp_path / "run.json").write_text(json.dumps({"url": f"http://127.0.0.1:{port}"}))
        result = doctor(tmp_path, "--json", "--home", str(tmp_path))
    texts = [
        it["text"] for station in json.loads(result.stdout)["stations"] for it in station["sights"]
    ]
    expected = f"A local platform runs at http://127.0.0.1:{port}."
    assert (expected in texts) == is_listening


def test_another_program_of_our_name_is_pointed_out(tmp_path):
    """Two installations that answer to one name are a riddle until somebody says so."""
    other = tmp_path / "bin" / "ttdx"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    result = doctor(tmp_path, PATH=f"{other.parent}:{os.environ['PATH']}")
    assert f"`ttdx` on the PATH is another program ({other})" in result.stdout


def test_a_narrow_screen_breaks_no_word(tmp_path):
    """What does not fit goes on below its own beginning."""
    main, side = pty.openpty()
    environment = {**os.environ, "COLUMNS": "50", "NO_COLOR": "1"}
    subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        stdout=side,
        stderr=side,
        env=environment,
        check=False,
    )
    os.close(side)
    shown = os.read(main, 65536).decode()
    os.close(main)
    lines = [line for line in click.unstyle(shown).splitlines() if str(tmp_path) not in line]
    assert max(map(len, lines)) <= 50
    assert any(line.startswith("     ") for line in lines)
