"""Checking projects on disk."""

import json

import pytest

from localminis import checker
from localminis.checker import run
from localminis.checker.finding import Severity
from localminis.checker.preferences import Preferences
from localminis.project import scaffold
from localminis.project.load import load
from localminis.project.model import OutputInvalid, OutputMissing
from localminis.spec.config import SDK_URL

PAGE = f'<head><script src="{SDK_URL}"></script>\n<script src="./app.js"></script></head>'
CODE = "TTMinis.init({ clientKey: 'mnk1' });\nTTMinis.login(send);\n"
CONFIG = {"dev": {"clientKey": "mnk1"}, "build": {"outputDir": "dist", "htmlEntry": "index.html"}}


@pytest.fixture
def root(tmp_path):
    """Make a project with sources, a dependency, a server and a finished build."""
    plant(tmp_path, "minis.config.json", json.dumps(CONFIG))
    plant(tmp_path, "index.html", PAGE)
    plant(tmp_path, "src/app.js", CODE)
    plant(tmp_path, "node_modules/dep/index.js", "eval('dependency');")
    plant(tmp_path, "server/index.js", "eval('server');")
    plant(tmp_path, "vite.config.js", "eval('tool');")
    plant(tmp_path, "src/app.test.js", "eval('test');")
    plant(tmp_path, "dist/minis.config.json", json.dumps(CONFIG))
    plant(tmp_path, "dist/index.html", PAGE)
    plant(tmp_path, "dist/app.js", CODE)
    return tmp_path


def plant(root, name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def places(findings, least=Severity.WARNING):
    return [(it.code, it.path, it.place.line) for it in findings if it.severity >= least]


def test_a_correct_project_is_clean(root):
    """Neither its sources nor its build have a finding that counts."""
    project = load(root)
    assert places(run.check_sources(project).findings) == []
    assert places(checker.check(project)) == []


def test_a_games_findings_name_the_calls_of_games(root):
    """What a game lacks is told by the names that its own SDK has."""
    for folder in ("", "dist/"):
        plant(
            root, f"{folder}minigame.config.json", json.dumps({"orientation": "VERTICAL", **CONFIG})
        )
    game = "TTMinis.game.init({ clientKey: 'mnk1' });\n"
    plant(root, "dist/app.js", game)
    plant(root, "dist/index.html", PAGE.replace("/drama/", "/game/"))
    said = " ".join(each.message for each in checker.check(load(root, "minigame")))
    assert "No script calls TTMinis.game.login." in said
    assert "shortcut (TTMinis.game.addShortcut)" in said


def test_only_sources_of_the_page_are_checked(root):
    """Dependencies, servers, tools, tests and the build are not the page's sources."""
    plant(root, "src/view.js", "\neval('page');")
    plant(root, "public/old.js", "eval('page');")
    found = places(run.check_sources(load(root)).findings)
    assert found == [("LM101", "public/old.js", 1), ("LM101", "src/view.js", 2)]


def test_a_project_without_source_folders_is_checked_whole(tmp_path):
    """Plain pages with scripts beside them are sources, too."""
    plant(tmp_path, "minis.config.json", json.dumps(CONFIG))
    plant(tmp_path, "index.html", PAGE)
    plant(tmp_path, "app.js", CODE + "eval('x');")
    plant(tmp_path, "dist/app.js", "eval('build');")
    found = places(run.check_sources(load(tmp_path)).findings)
    assert found == [("LM101", "app.js", 3)]


def test_everything_in_a_build_is_checked(root):
    """Whatever is in the folder goes into the package, hidden or not."""
    plant(root, "dist/server/.hidden/a.js", "eval('x');")
    plant(root, "dist/empty.css", "")
    found = places(checker.check(load(root)))
    assert found == [("LM603", "empty.css", 0), ("LM101", "server/.hidden/a.js", 1)]


def test_a_build_for_tests_may_keep_its_helps(root):
    """VConsole and loopback hosts count in a release only."""
    plant(root, "dist/app.js", CODE + "fetch('http://localhost:3000/');")
    plant(root, "dist/index.html", PAGE.replace("./app.js", "./vconsole.min.js"))
    assert {it.code for it in checker.check(load(root))} >= {"LM207", "LM403"}
    assert places(checker.check(load(root), release=False)) == []


def test_a_missing_build_is_said(root):
    """The message says what to run."""
    for path in sorted((root / "dist").iterdir()):
        path.unlink()
    (root / "dist").rmdir()
    with pytest.raises(OutputMissing, match="Run your production build first"):
        checker.check(load(root))


def test_an_output_folder_that_is_the_project_is_refused(root):
    """The checker does not take sources for a build."""
    plant(root, "minis.config.json", json.dumps({"build": {"outputDir": "."}}))
    with pytest.raises(OutputInvalid):
        checker.check(load(root))


def test_links_are_followed_inside_only(root):
    """A link that leaves the build, leads nowhere or in a circle is a finding, not a crash."""
    outside = root / "outside.js"
    outside.write_text("eval('x');")
    (root / "dist/leaves.js").symlink_to(outside)
    (root / "dist/nowhere.js").symlink_to(root / "dist/nothing")
    (root / "dist/circle").symlink_to(root / "dist")
    (root / "dist/again.js").symlink_to(root / "dist/app.js")
    found = places(checker.check(load(root)))
    assert found == [
        ("LM902", "circle", 0),
        ("LM902", "leaves.js", 0),
        ("LM902", "nowhere.js", 0),
    ]


def test_package_json_weighs_rules(root):
    """A project turns a rule off, or makes it count, in a place that nobody ships."""
    plant(root, "dist/app.js", CODE + "document.write('x'); eval('x');")
    weights = {"LM307": "off", "eval": "info"}
    package = {"localminis": {"check": {"severity": weights}}}
    plant(root, "package.json", json.dumps(package))
    assert places(checker.check(load(root))) == []


def test_package_json_names_files_to_hear_nothing_of(root):
    """What is found in them is counted and not told; what they call counts for all the rest."""
    plant(root, "dist/old/a.js", "eval('x');")
    plant(root, "dist/b.js", CODE + "eval('x');")
    package = {"localminis": {"check": {"ignore": ["dist/old/"]}}}
    plant(root, "package.json", json.dumps(package))
    outcome = run.check_output(load(root), wanted=Preferences(ignore=("b.js",)))
    assert (places(outcome.findings), outcome.ignored) == ([], 2)
    assert places(run.check_output(load(root)).findings) == [("LM101", "b.js", 3)]


def test_sources_are_ignored_by_their_path_in_the_project(root):
    """A pattern means the same file in the sources and in the report."""
    plant(root, "src/old/a.js", "eval('x');")
    plant(root, "src/b.js", "eval('x');")
    outcome = run.check_sources(load(root), wanted=Preferences(ignore=("src/old/**",)))
    assert ("LM101", "src/b.js", 1) in places(outcome.findings)
    assert outcome.ignored == 1


def test_the_entry_page_of_sources_is_found_as_init_finds_it(root):
    """A config that names no page is no reason to look for the call somewhere else."""
    plant(root, "minis.config.json", '{"dev": {"clientKey": "mnk1"}}')
    found = run.check_sources(load(root)).findings
    assert "LM503" not in {it.code for it in found}
    plant(root, "index.html", "<head></head>")
    assert ("LM501", "index.html", 1) in places(run.check_sources(load(root)).findings)


@pytest.mark.parametrize("tool", ["next", "astro"])
def test_a_page_that_a_tool_makes_is_not_missed_in_the_sources(tmp_path, tool):
    """Only the finished build can tell whether it starts the SDK."""
    package = {"dependencies": {tool: "1"}, "scripts": {"build": "x"}}
    plant(tmp_path, "package.json", json.dumps(package))
    plant(tmp_path, "src/app.js", CODE)
    scaffold.apply(scaffold.plan(tmp_path, client_key="mnk1"))
    assert places(run.check_sources(load(tmp_path)).findings) == []


def test_an_entry_page_that_is_gone_is_named(root):
    """The page that the config names is missing; what it might have called is not guessed at."""
    (root / "index.html").unlink()
    plant(root, "minis.config.json", '{"build": {"htmlEntry": "index.html"}}')
    found = places(run.check_sources(load(root)).findings)
    assert ("LM602", "index.html", 0) in found
    assert "LM503" not in {code for code, _, _ in found}


def test_problems_of_the_config_are_findings(root):
    """They stand at their line and column beside the others."""
    text = '{\n  "build": { "outputDir": "dist" },\n  "domian": {}\n}'
    plant(root, "minis.config.json", text)
    found = [it for it in checker.check(load(root)) if it.code == "LM607"]
    assert ("minis.config.json", 3) in {(it.path, it.place.line) for it in found}
