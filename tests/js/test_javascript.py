"""The JavaScript tests, run by Node's own runner."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from localminis.devserver import assets

HERE = Path(__file__).parent


def test_the_tests_join_the_files_that_the_server_joins():
    """The SDK under test is made of the same fragments, in the same order."""
    [source] = re.findall(
        r"const FILES = (\{.*?\n\});", (HERE / "sdk_page.mjs").read_text("utf-8"), re.DOTALL
    )
    joined = {flavour: tuple(names) for flavour, names in json.loads(source).items()}
    assert joined == assets.SDK_FILES


def test_the_javascript_tests_pass():
    """Every `*.test.mjs` beside this file passes under `node --test`."""
    node = shutil.which("node")
    assert node, "Node 20 is missing; the JavaScript tests need it"
    files = sorted(str(file) for file in HERE.glob("*.test.mjs"))
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, check=False)
    assert files
    assert done.returncode == 0, done.stdout + done.stderr
