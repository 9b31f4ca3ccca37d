"""Where a project is, as it is typed."""

import pytest


@pytest.mark.parametrize("words", [["check"], ["build"], ["doctor"], ["config", "show", "-C"]])
def test_what_is_no_folder_is_said_in_words(refused, tmp_path, words):
    """A file, a place that is not there: each is named with what to do."""
    file = tmp_path / "package.json"
    file.touch()
    assert f"{file} is a file. Name the project's folder." in refused(2, *words, str(file))
    assert "There is no folder" in refused(2, *words, str(tmp_path / "nowhere"))
