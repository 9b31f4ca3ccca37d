"""`debug --headless`: one look at the app, with an exit code and a picture."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TTDX = Path(sys.executable).with_name("ttdx")
KEY = "mnabcdefghijk123"
SDK = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'


def look(root: Path, page: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a built page and wait for its end; it needs no terminal."""
    (root / "dist").mkdir(exist_ok=True)
    (root / "dist" / "index.html").write_text(page)
    config = {"dev": {"clientKey": KEY}, "build": {"outputDir": "dist"}}
    (root / "minis.config.json").write_text(json.dumps(config))
    command = [TTDX, "minis", "debug", root, "--port", "0", "--platform-port", "0", *more]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=110
    )


@pytest.mark.browser
def test_an_app_that_starts_leaves_its_picture_and_nought(tmp_path):
    """The picture is what the phone shows, twice as fine as its screen."""
    picture = tmp_path / "shot.png"
    page = f'<!doctype html>{SDK}<script>TTMinis.init({{ clientKey: "{KEY}" }})</script>hello'
    ran = look(tmp_path, page, "--headless", "--screenshot", str(picture))
    assert ran.returncode == 0, ran.stderr
    assert "The app runs" in ran.stdout
    header = picture.read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    assert int.from_bytes(header[16:20], "big") == 2 * 390


@pytest.mark.browser
def test_an_app_that_does_not_start_says_what_the_phone_says(tmp_path):
    """A loop of reloads ends with one, and with the sentence that stands in the phone."""
    page = f"<!doctype html>{SDK}<script>location.reload()</script>"
    ran = look(tmp_path, page, "--headless", "--patience", "15")
    assert ran.returncode == 1
    assert "The page reloads itself again and again" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_picture_without_a_look_is_wrong_use(tmp_path):
    """`--screenshot` alone would be silent about what it needs."""
    ran = look(tmp_path, "x", "--screenshot", "shot.png")
    assert (ran.returncode, "goes with --headless" in ran.stderr) == (2, True)
