"""Noticing changes of what is checked."""

import json
import os
from threading import Event

import pytest

from localminis.checker import watch
from localminis.project.load import load


@pytest.fixture
def project(tmp_path):
    (tmp_path / "minis.config.json").write_text(json.dumps({"build": {"outputDir": "dist"}}))
    (tmp_path / "src").mkdir()
    (tmp_path / "dist").mkdir()
    (tmp_path / "src/app.js").write_text("f();")
    (tmp_path / "dist/app.js").write_text("f();")
    return load(tmp_path)


class Looks(Event):
    """Counts the pauses between two looks, does the next thing in each, and stops after them."""

    def __init__(self, *steps):
        super().__init__()
        self.steps = list(steps)

    def wait(self, timeout=None):
        if self.steps:
            self.steps.pop(0)()
        else:
            self.set()
        return self.is_set()


@pytest.mark.parametrize(("is_output", "times"), [(True, 2), (False, 1)])
def test_a_written_file_is_noticed(project, is_output, times):
    """A change of the build is a change for whoever watches the build, and only once."""
    path = project.root / "dist/app.js"
    looks = Looks(lambda: path.write_text("g(1);"), lambda: None, lambda: None)
    assert len(list(watch.changes(project, looks, is_output=is_output))) == times


def test_added_removed_and_touched_files_are_noticed(project):
    """Whatever changes the set of files or their times is a change."""
    more = project.root / "src/more.js"
    looks = Looks(
        lambda: more.write_text("f();"),
        lambda: os.utime(more, (1, 1)),
        more.unlink,
        lambda: None,
        lambda: project.config_path.write_text("{}"),
    )
    assert len(list(watch.changes(project, looks, is_output=False))) == 5


def test_a_folder_that_disappears_is_a_change(project):
    """A build tool may empty its folder first; the watch goes on."""
    path = project.root / "dist"
    looks = Looks((path / "app.js").unlink, path.rmdir, path.mkdir)
    assert len(list(watch.changes(project, looks, is_output=True))) >= 2
