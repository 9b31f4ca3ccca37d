"""`build:after`, as it is called."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

TTDX = Path(sys.executable).with_name("ttdx")
# As in `test_init.py`: all is imported first, what is late too, and then an ordinary user takes
# over, who cannot read a Python in the home of root.
AS_NOBODY = """
import difflib, os
import localminis.cli.build_after, localminis.project.build, localminis.project.load
from localminis.cli.root import main_ttdx
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
main_ttdx()
"""


def plant(root):
    (root / "minis.config.json").write_text('{"build": {"outputDir": "dist"}, "odd": 1}')
    (root / "dist").mkdir()
    (root / "dist" / "index.html").write_text("<p>")


@pytest.fixture
def root(tmp_path):
    plant(tmp_path)
    return tmp_path


def ttdx(root, *arguments):
    return subprocess.run(
        [TTDX, "minis", "build:after", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_build_after_says_what_it_wrote(root):
    """The result is readable, remarks go to standard error, and the next step is named."""
    result = ttdx(root)
    assert result.returncode == 0, result.stderr
    assert "dist/minis.manifest.json: 3 files in 0 folders, written" in result.stdout
    assert "Next: " in result.stdout
    assert "odd is not a field" in result.stderr
    assert "3 files in 0 folders, unchanged" in ttdx(root).stdout


def test_build_after_in_json_is_for_scripts(root):
    """A pipeline can read what changed, for a project in another folder."""
    result = json.loads(ttdx(root.parent, "--json", str(root)).stdout)
    assert result["output_dir"] == "dist"
    assert (result["files"], result["folders"]) == (3, 0)
    assert result["changed"] == ["minis.config.json", "minis.manifest.json"]


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (None, "There is no minis.config.json"),
        ('{"dev": }', "minis.config.json:1:9: Expected a JSON value"),
        ('{"build": {"outputDir": "out"}}', "Run your production build first"),
    ],
)
def test_refusals_are_one_sentence_and_exit_1(root, config, says):
    """What is missing or broken is said without a traceback, and nothing is written."""
    if config is None:
        (root / "minis.config.json").unlink()
    else:
        (root / "minis.config.json").write_text(config)
    result = ttdx(root)
    assert result.returncode == 1
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in (root / "dist").iterdir()] == ["index.html"]


def test_a_full_disk_leaves_what_was_there(root):
    """A file that does not fit, here for a limit of its size, takes nothing else with it."""
    (root / "dist" / "minis.config.json").write_text("{}")
    result = subprocess.run(
        [TTDX, "minis", "build:after"],
        cwd=root,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert "error: Nothing was written" in result.stderr
    assert "File too large" in result.stderr
    assert (root / "dist" / "minis.config.json").read_text() == "{}"
    assert len(list((root / "dist").iterdir())) == 2


def test_an_unwritable_folder_is_refused_and_nothing_is_half_written():
    """Permission bits, which root ignores, are met as an ordinary user."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        plant(root)
        (root / "dist").chmod(0o555)
        result = subprocess.run(
            [sys.executable, "-B", "-c", AS_NOBODY, "minis", "build:after"],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        (root / "dist").chmod(0o755)
        assert result.returncode == 1, result.stderr
        assert "error: Nothing was written" in result.stderr
        assert "Traceback" not in result.stderr
        assert [path.name for path in (root / "dist").iterdir()] == ["index.html"]


def test_source_maps_are_mentioned_and_can_be_left_out(root):
    """They are kept unless somebody says otherwise."""
    (root / "dist" / "a.js.map").write_text("{}")
    assert "1 source map included" in ttdx(root).stderr
    result = ttdx(root, "--exclude", "*.map")
    assert "3 files in 0 folders" in result.stdout
    assert "source map" not in result.stderr
    assert (root / "dist" / "a.js.map").exists()


def test_a_game_is_known_by_its_config(root):
    """The names are those of games, and the manifest's other name is an option."""
    (root / "minis.config.json").rename(root / "minigame.config.json")
    assert "dist/minigame.manifest.json: 3 files" in ttdx(root).stdout
    result = ttdx(root, "--manifest-name", "minis.manifest.json")
    assert "dist/minis.manifest.json: 4 files" in result.stdout
    assert "minigame.manifest.json from another run" in result.stderr


def test_a_folder_that_cannot_be_listed_is_one_sentence():
    """Neither a traceback nor a manifest of nothing."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plant(root)
        root.chmod(0o755)
        (root / "dist").chmod(0)
        result = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, "minis", "build:after", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        (root / "dist").chmod(0o755)
    assert result.returncode == 1, result.stderr
    assert result.stderr == (
        "error: The output folder 'dist' cannot be listed (Permission denied). Make it readable.\n"
    )


def test_a_file_in_place_of_the_folder_is_named(root):
    """It is there, so saying that it is missing would puzzle."""
    (root / "dist" / "index.html").unlink()
    (root / "dist").rmdir()
    (root / "dist").write_text("x")
    result = ttdx(root)
    assert result.returncode == 1
    assert "'dist' (build.outputDir) is a file. Set build.outputDir to the folder" in result.stderr
