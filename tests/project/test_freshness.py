"""Whether a build is older than its sources."""

import os
from pathlib import Path

import pytest

from localminis.project.freshness import newer_source
from localminis.project.load import load


@pytest.fixture
def root(tmp_path):
    (tmp_path / "minis.config.json").write_text('{"build": {"outputDir": "dist"}}')
    for name, time_s in {"src/a.ts": 100, "dist/index.html": 200, "dist/js/a.js": 190}.items():
        touch(tmp_path / name, time_s)
    return tmp_path


def touch(path, time_s):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time_s, time_s))


def test_a_build_that_is_newer_is_fresh(root):
    """The config, the manifest and what is no source do not make it old."""
    for name in ("readme.md", "node_modules/x/a.js", ".cache/a.js", "tests/a.js", "minis.zip"):
        touch(root / name, 900)
    assert newer_source(load(root)) is None


@pytest.mark.parametrize("name", ["index.html", "src/deep/er/App.vue", "public/a.css"])
def test_a_source_that_is_newer_is_named(root, name):
    """The one that was changed last is the one to name."""
    touch(root / name, 300)
    touch(root / "dist" / "minis.manifest.json", 900)
    assert newer_source(load(root)) == Path(name)


def test_without_sources_or_without_a_build_nothing_is_said(root):
    """A folder of built files alone is a project too."""
    (root / "src" / "a.ts").unlink()
    assert newer_source(load(root)) is None
    touch(root / "src" / "a.ts", 900)
    for path in list((root / "dist").rglob("*.*")):
        path.unlink()
    assert newer_source(load(root)) is None
