"""Finishing a production build."""

import json
import os

import pytest

from localminis.project.build import build_after
from localminis.project.load import load
from localminis.project.model import OutputInvalid, OutputMissing

CONFIG = '// kept as it is\r\n{"build": {"outputDir": "dist"},}'


@pytest.fixture
def root(tmp_path):
    (tmp_path / "minis.config.json").write_bytes(CONFIG.encode())
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<p>")
    (tmp_path / "dist" / "assets" / "a.js").write_text("1")
    return tmp_path


def test_the_config_is_copied_and_everything_listed(root):
    """The output folder gets the config byte for byte and a manifest that lists both."""
    result = build_after(load(root))
    assert (root / "dist" / "minis.config.json").read_bytes() == CONFIG.encode()
    listed = json.loads((root / "dist" / "minis.manifest.json").read_bytes())
    assert [entry["name"] for entry in listed["resource_list"]] == [
        "assets",
        "index.html",
        "minis.config.json",
        "minis.manifest.json",
    ]
    assert (result.files, result.folders) == (4, 1)
    assert result.changed == ("minis.config.json", "minis.manifest.json")


def test_doing_it_again_writes_nothing(root):
    """The same input gives the same bytes, and files that are right are not touched."""
    build_after(load(root))
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert build_after(load(root)).changed == ()
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_missing_folder_says_to_build_first(root):
    """The refusal names the folder and the key in the spelling that the project uses."""
    (root / "minis.config.json").write_text('{"build": {"folderName": "out"}}')
    with pytest.raises(OutputMissing, match=r"'out' \(build\.folderName .*Run your production"):
        build_after(load(root))
    (root / "package.json").write_text('{"scripts": {"build": "vite build"}}')
    with pytest.raises(OutputMissing, match="Run `npm run build` first"):
        build_after(load(root))
    (root / "package.json").write_text("{")
    with pytest.raises(OutputMissing, match="Run your production build first"):
        build_after(load(root))


@pytest.mark.parametrize(
    ("name", "says"),
    [(".", "is the project itself"), ("dist/..", "is the project"), ("../x", "lies outside")],
)
def test_the_folder_must_lie_inside_the_project(root, name, says):
    """Neither the sources nor anything else on the disk is taken for a build."""
    (root / "minis.config.json").write_text(json.dumps({"build": {"outputDir": name}}))
    with pytest.raises(OutputInvalid, match=says):
        build_after(load(root))
    assert not (root / "minis.manifest.json").exists()


def test_a_folder_that_is_a_link_out_is_refused(root, tmp_path_factory):
    """A link does not carry the writing out of the project."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (root / "out").symlink_to(elsewhere)
    (root / "minis.config.json").write_text('{"build": {"outputDir": "out"}}')
    with pytest.raises(OutputInvalid, match="lies outside"):
        build_after(load(root))
    assert not list(elsewhere.iterdir())


def test_something_in_the_way_of_a_file_is_refused(root):
    """A folder or link under one of the two names is never replaced."""
    (root / "dist" / "minis.manifest.json").symlink_to("index.html")
    with pytest.raises(OutputInvalid, match="in the way"):
        build_after(load(root))
    assert not (root / "dist" / "minis.config.json").exists()
    assert (root / "dist" / "index.html").read_text() == "<p>"


def test_an_output_folder_that_is_a_circle_is_refused(root):
    """A link to itself ends in a sentence."""
    (root / "out").symlink_to("out")
    (root / "minis.config.json").write_text('{"build": {"outputDir": "out"}}')
    with pytest.raises((OutputInvalid, OutputMissing)):
        build_after(load(root))


def test_source_maps_are_kept_and_counted(root):
    """Nothing is left out unasked, and what one may want to leave out is told."""
    (root / "dist" / "assets" / "a.js.map").write_text("{}")
    assert build_after(load(root)).source_maps == ("assets/a.js.map",)
    result = build_after(load(root), exclude=["*.map", "*.gone"])
    assert [note for note in result.notes if "leaves nothing out" in note] == [
        "The pattern '*.gone' leaves nothing out. It is read from the output folder on."
    ]
    assert result.source_maps == ()
    assert (root / "dist" / "assets" / "a.js.map").exists()
    assert "a.js.map" not in result.manifest_path.read_text()


def test_a_build_that_is_older_than_the_sources_is_said(root):
    """Packing yesterday's build is a mistake that one sentence prevents."""
    assert build_after(load(root)).notes == ()
    (root / "main.js").write_text("1")
    newest_ns = max(path.stat().st_mtime_ns for path in (root / "dist").rglob("*"))
    os.utime(root / "main.js", ns=(newest_ns + 1, newest_ns + 1))
    assert "main.js is newer" in build_after(load(root)).notes[0]


def test_a_game_gets_the_documented_name_and_can_have_the_other(root):
    """Page and practice disagree, so the name is a choice."""
    (root / "minis.config.json").rename(root / "minigame.config.json")
    result = build_after(load(root))
    assert [result.config_path.name, result.manifest_path.name] == [
        "minigame.config.json",
        "minigame.manifest.json",
    ]
    other = build_after(load(root), manifest_name="minis.manifest.json")
    assert json.loads(other.manifest_path.read_bytes())["name"] == "minis.manifest.json"


def test_what_a_killed_run_left_is_not_listed(root):
    """A staged file of a process that is gone is removed before the folder is listed."""
    left = root / "dist" / f".minis.manifest.json.{2**22 + 1}.new"
    left.touch()
    assert left.name not in build_after(load(root)).manifest_path.read_text()
    assert not left.exists()


def test_a_build_without_a_page_is_remarked(tmp_path):
    """An app without a page opens nothing, and the build has probably gone elsewhere."""
    root = tmp_path / "app"
    (root / "dist").mkdir(parents=True)
    (root / "minis.config.json").write_text('{"build": {"outputDir": "dist"}}', "utf-8")
    (root / "dist/main.js").write_text("1", "utf-8")
    assert "There is no page in dist" in build_after(load(root)).notes[0]
    (root / "dist/Index.HTML").write_text("<html></html>", "utf-8")
    assert build_after(load(root)).notes == ()
