"""Finishing a production build."""

import json

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
    with pytest.raises(OutputMissing, match=r"'out' \(build\.folderName .*npm run build"):
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
