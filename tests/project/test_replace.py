"""Writing all files or none."""

import os
from collections.abc import Mapping

import pytest

from localminis.project.model import NotWritten
from localminis.project.replace import replace_files


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
