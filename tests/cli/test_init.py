"""`init`, as it is called."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

TTDX = Path(sys.executable).with_name("ttdx")
PAGE = "<html>\n  <head>\n  </head>\n</html>\n"
# Drops the privileges of root only after everything is imported: neither the checkout nor the
# interpreter need be readable for the unprivileged user.
AS_NOBODY = """
import os
import localminis.cli.init, localminis.project.scaffold
from localminis.cli.root import main_ttdx
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
main_ttdx()
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    return tmp_path


def ttdx(root, *arguments):
    return subprocess.run(
        [TTDX, "minis", "init", *arguments], cwd=root, capture_output=True, text=True, check=False
    )


def test_init_says_what_it_wrote_and_what_comes_next(root):
    """The first run lists the files and asks for the client key."""
    result = ttdx(root)
    assert result.returncode == 0, result.stderr
    assert "minis.config.json written" in result.stdout
    assert "index.html written: SDK script, TTMinis.init call, vConsole (unpkg)" in result.stdout
    assert "Next: replace your_client_key" in result.stdout
    assert "ttdx minis build:after" in result.stdout


def test_init_again_says_that_nothing_changed(root):
    """The second run reports both files as kept and leaves their bytes alone."""
    ttdx(root, "--client-key", "awk1", "--vconsole=sdk-host")
    before = {path.name: path.read_bytes() for path in root.iterdir()}
    result = ttdx(root)
    assert result.stdout.count("kept as it is") == 2
    assert "Next: replace" not in result.stdout
    assert {path.name: path.read_bytes() for path in root.iterdir()} == before
    assert b"libs/vConsole.js" in before["index.html"]


def test_a_dry_run_in_json_tells_the_plan_and_writes_nothing(root):
    """Scripts can look before they leap, at a project in another folder."""
    result = ttdx(root.parent, "--dry-run", "--json", "--no-vconsole", str(root))
    assert json.loads(result.stdout) == {
        "root": str(root),
        "dry_run": True,
        "client_key": "your_client_key",
        "files": [
            {"path": "minis.config.json", "state": "new", "added": [], "kept": []},
            {
                "path": "index.html",
                "state": "changed",
                "added": ["SDK script", "TTMinis.init call"],
                "kept": [],
            },
        ],
        "notes": [],
    }
    assert [path.name for path in root.iterdir()] == ["index.html"]


def test_a_missing_page_is_one_sentence_and_exit_1(tmp_path):
    """A folder that holds no web project stays untouched."""
    result = ttdx(tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("error: There is no entry page in ")
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments", [["--client-key", "a b"], ["--vconsole", "cdn"], ["--wat"], ["no-such-folder"]]
)
def test_bad_usage_is_exit_2(root, arguments):
    """A wrong option is named, and nothing is written."""
    result = ttdx(root, *arguments)
    assert result.returncode == 2
    assert arguments[0] in result.stderr
    assert [path.name for path in root.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    ("folder_mode", "page_mode", "says"),
    [(0o555, 0o666, "Permission denied"), (0o777, 0o444, "the file is read-only")],
)
def test_what_is_unwritable_is_refused_and_nothing_is_half_written(folder_mode, page_mode, says):
    """Permission bits, which root ignores, are met as an ordinary user."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        page = root / "index.html"
        page.write_text(PAGE)
        page.chmod(page_mode)
        root.chmod(folder_mode)
        result = subprocess.run(
            [sys.executable, "-B", "-c", AS_NOBODY, "minis", "init"],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        root.chmod(0o755)
        assert result.returncode == 1, result.stderr
        assert "error: Nothing was written" in result.stderr
        assert says in result.stderr
        assert "Traceback" not in result.stderr
        assert page.read_text() == PAGE
        assert [path.name for path in root.iterdir()] == ["index.html"]
