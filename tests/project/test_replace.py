"""Writing all files or none."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

import pytest

from localminis.project.model import NotWritten
from localminis.project.replace import replace_files, sweep


class BreaksAtTheEnd(Mapping):
    """Contents whose last target turns into a folder after everything has been staged."""

    def __init__(self, contents):
        self.contents = contents

    def __getitem__(self, path):
        return self.contents[path]

    def __len__(self):
        return len(self.contents)

    def __iter__(self):
        yield from self.contents
        list(self.contents)[-1].mkdir(exist_ok=True)


# Killed by SIGKILL at its nth rename: nothing of ours can run any more.
KILLED = """
import os, signal, sys
from pathlib import Path
from localminis.project.replace import replace_files
left = int(sys.argv[1])
def hook(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
replace_files({Path("a"): b"new", Path("b"): b"new"})
"""
# Ctrl-C and SIGTERM arrive during the first rename.
INTERRUPTED = KILLED.replace("SIGKILL", "SIGTERM")


def everything_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_all_files_get_their_content_and_nothing_else_appears(tmp_path):
    """New and old files are written, and what was staged beside them is gone."""
    old = tmp_path / "old"
    old.write_bytes(b"1")
    old.chmod(0o640)
    replace_files({old: b"2", tmp_path / "new": b"3"})
    assert everything_in(tmp_path) == {"old": b"2", "new": b"3"}
    assert old.stat().st_mode & 0o777 == 0o640


def test_the_owner_of_a_file_stays(tmp_path):
    """A project of another user is still theirs after root has run a command in it."""
    owner = 65534 if os.geteuid() == 0 else os.geteuid()
    page = tmp_path / "page"
    page.write_bytes(b"1")
    os.chown(page, owner, -1)
    replace_files({page: b"2"})
    assert (page.read_bytes(), page.stat().st_uid) == (b"2", owner)


def test_a_failure_in_the_middle_brings_everything_back(tmp_path):
    """When the last rename fails, replaced files have their old bytes and new ones are gone."""
    (tmp_path / "old").write_bytes(b"1")
    contents = BreaksAtTheEnd(
        {tmp_path / "old": b"2", tmp_path / "new": b"3", tmp_path / "z": b"4"}
    )
    with pytest.raises(NotWritten, match="Nothing was written"):
        replace_files(contents)
    assert everything_in(tmp_path) == {"old": b"1"}


def test_a_missing_folder_is_refused_before_anything_is_touched(tmp_path):
    """A target that cannot be staged stops the whole change."""
    (tmp_path / "old").write_bytes(b"1")
    with pytest.raises(NotWritten, match="No such file"):
        replace_files({tmp_path / "old": b"2", tmp_path / "gone" / "new": b"3"})
    assert everything_in(tmp_path) == {"old": b"1"}


def test_a_file_can_go_and_comes_back_when_the_rest_fails(tmp_path):
    """Removing is part of the same all or nothing."""
    (tmp_path / "old").write_bytes(b"1")
    with pytest.raises(NotWritten):
        replace_files(BreaksAtTheEnd({tmp_path / "old": None, tmp_path / "z": b"4"}))
    assert everything_in(tmp_path) == {"old": b"1"}
    replace_files({tmp_path / "old": None, tmp_path / "never": None})
    assert everything_in(tmp_path) == {}


@pytest.mark.parametrize("at", [1, 2])
def test_a_kill_between_renames_leaves_whole_files_and_the_next_run_heals(tmp_path, at):
    """No file is ever half written, and what lay beside them is gone after the next run."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    subprocess.run([sys.executable, "-c", KILLED, str(at)], cwd=tmp_path, check=False)
    left = everything_in(tmp_path)
    assert {left[name] for name in ("a", "b")} <= {b"old", b"new"}
    assert len(left) > 2
    replace_files({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert everything_in(tmp_path) == {"a": b"new", "b": b"new"}


def test_an_interruption_waits_for_the_last_rename(tmp_path):
    """SIGTERM, like Ctrl-C, finds all files old or all files new."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    ended = subprocess.run([sys.executable, "-c", INTERRUPTED, "1"], cwd=tmp_path, check=False)
    assert ended.returncode == -signal.SIGTERM
    assert everything_in(tmp_path) == {"a": b"new", "b": b"new"}


def test_what_a_living_process_stages_is_left_alone(tmp_path):
    """Two commands at once do not take each other's files."""
    theirs = tmp_path / f".a.{os.getppid()}.new"
    ours_of_a_killed_run = tmp_path / f".a.{os.getpid()}.old"
    no_staging = tmp_path / ".a.x.new"
    for path in (theirs, ours_of_a_killed_run, no_staging):
        path.touch()
    sweep([tmp_path / "a", tmp_path / "gone" / "b"])
    assert set(tmp_path.iterdir()) == {theirs, no_staging}
