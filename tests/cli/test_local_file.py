"""Files that are named on the command line."""

import pytest

from localminis.cli import local_file


def test_a_file_is_read_whole(tmp_path):
    """What is in it comes back as it is."""
    file = tmp_path / "a.bin"
    file.write_bytes(b"\0\xff")
    assert local_file.read(file) == b"\0\xff"


@pytest.mark.parametrize(
    "words", [["state", "import"], ["tier", "import"], ["app", "icon", "mnpublish"]]
)
def test_what_cannot_be_read_is_said(refused, tmp_path, words):
    """Every command that reads a file says which, and why not."""
    said = refused(3, *words, str(tmp_path / "gone"))
    assert f"{tmp_path / 'gone'} cannot be read (No such file or directory)" in said


def test_a_list_in_another_encoding_is_said(refused, tmp_path):
    """A spreadsheet may write anything."""
    file = tmp_path / "tiers.csv"
    file.write_bytes(b"\xff\xfea")
    assert "is not UTF-8" in refused(3, "tier", "import", str(file))
