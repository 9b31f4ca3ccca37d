"""`build`, as it is called."""

import json
import os
import pty
import subprocess
import sys
import zipfile

import pytest

PROGRAM = """
from localminis.cli import terminal
from localminis.cli.build import build
terminal.run(lambda: build.main(prog_name="localminis build", standalone_mode=False))
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "minis.config.json").write_text(
        '{"dev": {"clientKey": "awk1"}, "build": {"outputDir": "dist"}}'
    )
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<p>")
    (tmp_path / "dist" / "app.js.map").write_text("{}")
    return tmp_path


def build(root, *arguments, **options):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=root,
        check=False,
        **{"capture_output": True, "text": True, **options},
    )


def test_build_says_what_it_packed_and_how_large_it_is(root):
    """Manifest, package, limits, the largest files and the next step, on one screen."""
    result = build(root, "--no-check")
    assert result.returncode == 0, result.stderr
    assert "dist/minis.manifest.json: 4 files in 0 folders, written" in result.stdout
    assert "minis.zip: 4 files, " in result.stdout
    assert "written and read back" in result.stdout
    assert "of 50 MB" in result.stdout
    assert "of 200 MB" in result.stdout
    assert "Next: upload minis.zip" in result.stdout
    assert "1 source map included; leave them out with --exclude '*.map'" in result.stderr
    assert "unchanged and read back" in build(root, "--no-check").stdout


def test_build_in_json_is_for_scripts(root):
    """A pipeline reads sizes and limits, and leaves files out."""
    result = build(root, "--no-check", "--json", "--exclude", "*.map", "--sandbox")
    made = json.loads(result.stdout)
    with zipfile.ZipFile(made["package"]["path"]) as archive:
        assert archive.namelist() == ["index.html", "minis.config.json", "minis.manifest.json"]
    assert made["source_maps"] == []
    assert made["package"]["size_bytes"] == (root / "minis.zip").stat().st_size
    assert [it["limit_bytes"] for it in made["package"]["limits"]] == [200_000_000, 50_000_000]


def test_long_work_shows_a_bar_where_somebody_looks(root):
    """On a terminal progress goes to standard error; a pipe gets none of it."""
    (root / "dist" / "film.bin").write_bytes(os.urandom(5 << 20))
    main, side = pty.openpty()
    result = build(root, "--no-check", capture_output=False, stdout=subprocess.PIPE, stderr=side)
    os.close(side)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert result.returncode == 0
    assert "Packing" in shown
    assert "100%" in shown
    assert "Packing" not in result.stdout
    assert "Packing" not in build(root, "--no-check").stderr


PAGE = """<!doctype html>
<head>
<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({ clientKey: "awk1" });</script>
<script src="./app.js"></script>
</head>
"""


def test_an_error_in_the_check_stops_the_build(root):
    """Nothing is written, and what is wrong is shown with its place and its fix."""
    (root / "dist" / "index.html").write_text(PAGE)
    (root / "dist" / "app.js").write_text("TTMinis.login(done);\neval(text);\n")
    result = build(root)
    assert result.returncode == 1
    assert "dist/app.js" in result.stdout
    assert "LM101" in result.stdout
    assert "LM601" not in result.stdout
    assert result.stderr == (
        "error: The check found 1 error, so nothing was built. Correct what it names.\n"
    )
    assert sorted(it.name for it in root.iterdir()) == ["dist", "minis.config.json"]
    assert not (root / "dist" / "minis.manifest.json").exists()
    found = json.loads(build(root, "--json").stdout)
    assert "LM101" in json.dumps(found)


def test_a_build_that_passes_the_check_is_packed(root):
    """Warnings are shown and do not stop it."""
    (root / "dist" / "index.html").write_text(PAGE)
    (root / "dist" / "app.js").write_text("TTMinis.login(done);\n")
    result = build(root)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "minis.zip: 5 files" in result.stdout


def test_a_test_build_may_keep_its_console(root):
    """`--sandbox` asks for less than a release, which is our reading of the flag."""
    vconsole = '<script src="https://connect.tiktok-minis.com/libs/vConsole.js"></script>'
    (root / "dist" / "index.html").write_text(PAGE.replace("</head>", vconsole + "</head>"))
    (root / "dist" / "app.js").write_text("TTMinis.login(done);\n")
    assert "LM207" in build(root, "--prod").stdout
    assert "LM207" not in build(root, "--sandbox").stdout


@pytest.mark.parametrize(
    ("config", "arguments", "status", "says"),
    [
        ('{"build": {"outputDir": "out"}}', [], 1, "Run your production build first"),
        ('{"build": {"outputDir": "."}}', [], 1, "is the project itself"),
        (None, [], 1, "There is no minis.config.json"),
        ("{}", ["--exclude", ""], 2, "The pattern '' is empty"),
        ("{}", ["--manifest-name", "x.json"], 2, "--manifest-name"),
    ],
)
def test_refusals_are_one_sentence_and_write_nothing(root, config, arguments, status, says):
    """What is missing or wrong is said before anything is touched."""
    (root / "minis.config.json").unlink()
    if config is not None:
        (root / "minis.config.json").write_text(config)
    result = build(root, "--no-check", *arguments)
    assert result.returncode == status
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert not (root / "minis.zip").exists()
    assert sorted(it.name for it in (root / "dist").iterdir()) == ["app.js.map", "index.html"]


def test_what_is_not_packed_is_not_checked(root):
    """A page of statistics beside the build is no reason to refuse what goes without it."""
    (root / "dist" / "index.html").write_text(PAGE)
    (root / "dist" / "app.js").write_text("TTMinis.login(done);\n")
    (root / "dist" / "report").mkdir()
    (root / "dist" / "report" / "stats.js").write_text("eval(text);\n")
    assert build(root).returncode == 1
    result = build(root, "--exclude", "report/")
    assert result.returncode == 0, result.stdout
    with zipfile.ZipFile(root / "minis.zip") as archive:
        assert "report/stats.js" not in archive.namelist()
