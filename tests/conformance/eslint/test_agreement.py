"""Agreement with ESLint on published bundles, position by position, and SARIF against its schema.

Everything comes from the npm registry at pinned versions. What we find beyond the linter is
explained one by one in `explained.json`; what the linter finds and we do not is a failure.
"""

import json
import shutil
import subprocess
import tempfile
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


def install(folder):
    """Install a folder's pinned packages once, whichever worker comes first."""
    assert shutil.which("npm"), "npm is needed for this test; install Node 20 or newer"
    modules, lock = folder / "node_modules", folder / "package-lock.json"
    stamp = modules / ".package-lock.json"
    with FileLock(Path(tempfile.gettempdir()) / f"localminis-conformance-{folder.name}.lock"):
        if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
            return modules
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        stamp.touch()
    return modules


@pytest.fixture(scope="module", autouse=True)
def packages():
    """Install the linter and the smaller bundles."""
    install(HERE)


def node(script, text):
    done = subprocess.run(
        ["node", script], cwd=HERE, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def linted(modules, paths):
    listed = "\n".join(str(modules / path) for path in paths)
    return {
        (Path(it["path"]).relative_to(modules).as_posix(), it["rule"], it["line"], it["column"])
        for it in node("lint.mjs", listed)
    }


def checked(modules, paths):
    rules = [all_rules()[code] for code in FAMILIES]
    found = set()
    for path in paths:
        texts = {path: (modules / path).read_bytes()}
        outcome = engine.check_texts(texts, Circumstances(Config()), rules=rules)
        found |= {
            (it.path, FAMILIES[it.code], it.place.line, it.place.column) for it in outcome.findings
        }
    return found


def explained(paths):
    listed = json.loads((HERE / "explained.json").read_text())
    assert all(it["why"] for it in listed)
    return {
        (it["path"], it["rule"], it["line"], it["column"]) for it in listed if it["path"] in paths
    }


def test_eslint_and_the_checker_agree_position_by_position():
    """Nothing that ESLint's three rules find in the bundles is missed, and more is explained."""
    theirs, ours = linted(MODULES, BUNDLES), checked(MODULES, BUNDLES)
    assert len(theirs) >= 20
    assert theirs - ours == set()
    assert ours - theirs == explained(BUNDLES)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_they_agree_on_forty_megabytes_of_bundles():
    """The same on a corpus of more than forty bundles and forty megabytes, minified and not."""
    modules = install(HERE / "corpus")
    bundles = (HERE / "corpus" / "bundles.txt").read_text().split()
    assert len(bundles) >= 40
    assert sum((modules / path).stat().st_size for path in bundles) >= 40_000_000
    theirs, ours = linted(modules, bundles), checked(modules, bundles)
    assert theirs - ours == set()
    assert ours - theirs == explained(bundles)


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
