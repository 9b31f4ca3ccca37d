"""Agreement with ESLint on published bundles, position by position, and SARIF against its schema.

Everything comes from the npm registry at pinned versions. What we find beyond the linter is
explained one by one in `explained.json`; what the linter finds and we do not is a failure.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from localminis.checker import engine
from localminis.checker.report import sarif
from localminis.checker.report.model import Report
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
BUNDLES = (
    "alpinejs/dist/cdn.min.js",
    "core-js-bundle/minified.js",
    "ejs/ejs.min.js",
    "handlebars/dist/handlebars.js",
    "hls.js/dist/hls.light.mjs",
    "jquery/dist/jquery.min.js",
    "knockout/build/output/knockout-latest.js",
    "less/dist/less.min.js",
    "lodash/lodash.min.js",
    "protobufjs/dist/protobuf.min.js",
    "regenerator-runtime/runtime.js",
    "requirejs/require.js",
    "underscore/underscore-umd-min.js",
    "vconsole/dist/vconsole.min.js",
    "vue/dist/vue.global.js",
    "vue/dist/vue.global.prod.js",
)
# ESLint's name for each of our codes.
FAMILIES = {
    "LM101": "no-eval",
    "LM102": "no-new-func",
    "LM103": "no-new-func",
    "LM104": "no-implied-eval",
    "LM901": "fatal",
}

pytestmark = pytest.mark.npm


@pytest.fixture(scope="module", autouse=True)
def packages(tmp_path_factory):
    """Install the pinned packages once, whichever worker comes first."""
    assert shutil.which("npm"), "npm is needed for this test; install Node 20 or newer"
    stamp = MODULES / ".package-lock.json"
    lock = HERE / "package-lock.json"
    with FileLock(HERE / "node_modules.lock"):
        if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
            return
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        stamp.touch()


def node(script, text):
    done = subprocess.run(
        ["node", script], cwd=HERE, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def linted(paths):
    listed = "\n".join(str(MODULES / path) for path in paths)
    return {
        (Path(it["path"]).relative_to(MODULES).as_posix(), it["rule"], it["line"], it["column"])
        for it in node("lint.mjs", listed)
    }


def checked(paths):
    rules = [all_rules()[code] for code in FAMILIES]
    texts = {path: (MODULES / path).read_bytes() for path in paths}
    outcome = engine.check_texts(texts, Circumstances(Config()), rules=rules)
    return {(it.path, FAMILIES[it.code], it.place.line, it.place.column) for it in outcome.findings}


def test_eslint_and_the_checker_agree_position_by_position():
    """Nothing that ESLint's three rules find in the bundles is missed, and more is explained."""
    explained = {
        (it["path"], it["rule"], it["line"], it["column"])
        for it in json.loads((HERE / "explained.json").read_text())
        if it["path"] in BUNDLES
    }
    theirs, ours = linted(BUNDLES), checked(BUNDLES)
    assert len(theirs) >= 30
    assert theirs - ours == set()
    assert ours - theirs == explained


def test_sarif_is_valid_by_its_schema():
    """A report with places and without is a SARIF 2.1.0 document by the published schema."""
    files = {
        "a dir/äpp.js": "eval('x');\nfetch('http://localhost/');",
        "index.html": "<iframe></iframe>",
        "empty.css": "",
    }
    outcome = engine.check_texts(files, Circumstances(Config()))
    report = Report(outcome.findings, outcome.files, outcome.size_bytes, prefix="dist/")
    assert len(report.findings) > 5
    assert node("validate_sarif.mjs", sarif.render(report)) == []
