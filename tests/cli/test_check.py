"""`check`, as it is called."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

# The command itself, whatever name it hangs under.
RUN = """
import sys
from localminis.cli import terminal
from localminis.cli.check import check
terminal.run(lambda: check.main(prog_name="localminis check", standalone_mode=False))
"""
PAGE = (
    '<head><script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'
    "<script>TTMinis.init({ clientKey: 'mnk1' }); TTMinis.login(send);</script></head>"
)
CONFIG = '{"dev": {"clientKey": "mnk1"}, "build": {"outputDir": "dist", "htmlEntry": "index.html"}}'


def environment(root):
    """Return an environment in which a check remembers in a folder of the test."""
    return {**os.environ, "NO_COLOR": "1", "XDG_CACHE_HOME": str(root / ".cache")}


def check(root, *arguments):
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
    )


def plant(root):
    for folder in (root, root / "dist"):
        folder.mkdir(exist_ok=True)
        (folder / "minis.config.json").write_text(CONFIG)
        (folder / "index.html").write_text(PAGE)


@pytest.fixture
def root(tmp_path):
    plant(tmp_path)
    return tmp_path


def test_a_clean_project_exits_0(root):
    """The build is checked when it is there, and what is checked is said on standard error."""
    result = check(root)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "the finished build in dist" in result.stderr
    assert check(root, "--local").returncode == 0


def test_a_finding_exits_1_and_shows_its_line(root):
    """The path is that of the project, the line is shown, nothing is a traceback."""
    (root / "dist" / "app.js").write_text("f();\n  eval('x');\n")
    result = check(root)
    assert result.returncode == 1
    assert "dist/app.js\n  2:3       error   eval() is called. LM101 eval\n" in result.stdout
    assert "Traceback" not in result.stderr


def test_a_warning_fails_a_strict_check_only(root):
    """Continuous integration can ask for more."""
    (root / "dist" / "app.js").write_text("Function('return this')();")
    assert check(root).returncode == 0
    assert check(root, "--strict").returncode == 1


def test_a_quiet_check_shows_what_fails(root):
    """Warnings are counted and not shown; with nothing that fails one line is left."""
    (root / "dist/app.js").write_text("document.write('x');")
    result = check(root, "--quiet")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("✓ Nothing that fails, but 1 warning, 1 remark in 3 files")
    (root / "dist/app.js").write_text("document.write('x');\neval('x');")
    shown = check(root, "--quiet").stdout
    assert "LM101" in shown
    assert "LM307" not in shown


def test_more_warnings_than_are_taken_fail_the_check(root):
    """The number is named where no finding by itself explains the exit code."""
    (root / "dist/app.js").write_text("document.write('x');\ndocument.write('y');")
    assert check(root, "--max-warnings", "2").returncode == 0
    result = check(root, "--max-warnings", "1", "--format", "github")
    assert result.returncode == 1
    assert result.stderr == "error: 2 warnings found, and at most 1 may be.\n"


def test_ignored_files_are_said(root):
    """A report that leaves something out says how much."""
    (root / "dist/old.js").write_text("eval('x');")
    result = check(root, "--ignore", "dist/old.js")
    assert result.returncode == 0
    assert "1 in ignored files" in result.stdout
    (root / "package.json").write_text('{"localminis": {"check": {"ignore": ["old.js"]}}}')
    assert check(root).returncode == 0
    (root / "package.json").write_text('{"localminis": {"check": {"ignored": []}}}')
    assert check(root).returncode == 2


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machine_formats_are_pure(root, form):
    """Nothing but the document is on standard output."""
    (root / "dist" / "app.js").write_text("eval('x');")
    result = check(root, "--format", form)
    assert result.returncode == 1
    json.loads(result.stdout)


def test_json_is_asked_for_as_everywhere(root):
    """Every other command has the same option."""
    assert check(root, "--json").stdout == check(root, "--format", "json").stdout
    assert json.loads(check(root, "--json").stdout)["refused"] is False


def test_a_baseline_hides_what_is_known(root):
    """What was there when it was written does not fail the check; what comes later does."""
    (root / "dist" / "app.js").write_text("eval('x');")
    assert check(root, "--write-baseline", "known.json").returncode == 0
    assert check(root, "--baseline", "known.json").returncode == 0
    (root / "dist" / "more.js").write_text("eval('y');")
    result = check(root, "--baseline", "known.json")
    assert result.returncode == 1
    assert "app.js" not in result.stdout


def test_severities_can_be_given(root):
    """A rule is weighed by code or name for one run."""
    (root / "dist" / "app.js").write_text("eval('x');")
    assert check(root, "--severity", "eval=warning").returncode == 0
    assert check(root, "--severity", "LM101=off").returncode == 0


def test_a_second_check_says_the_same_from_memory(root):
    """What is remembered changes nothing, may be deleted, and is not made without being wanted."""
    (root / "dist" / "app.js").write_text("eval('x');")
    without = check(root, "--no-cache")
    assert not (root / ".cache").exists()
    first, second = check(root), check(root)
    [kept] = (root / ".cache" / "localminis" / "check").iterdir()
    kept.unlink()
    third = check(root)
    outputs = {(it.returncode, it.stdout) for it in (without, first, second, third)}
    assert len(outputs) == 1


def test_a_watch_checks_again_after_a_change(root):
    """Each change gives a new report, a broken config is waited out, and Ctrl-C ends it."""
    watch = subprocess.Popen(
        [sys.executable, "-u", "-c", RUN, "--watch"],
        cwd=root,
        env=environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def read_until(part):
        for line in watch.stdout:
            if part in line:
                return line
        raise AssertionError(part)

    try:
        read_until("Waiting for changes")
        (root / "dist" / "app.js").write_text("eval('x');")
        read_until("LM101")
        read_until("Waiting for changes")
        (root / "minis.config.json").write_text("{")
        read_until("error: ")
        read_until("Waiting for changes")
        watch.send_signal(signal.SIGINT)
        assert "Traceback" not in watch.stdout.read()
        assert watch.wait(10) == 130
    finally:
        watch.kill()
        watch.communicate()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "loud"], "'loud'"),
        (["--severity", "eval=loud"], "Use error, warning, info or off"),
        (["--severity", "nothing=off"], "There is no rule 'nothing'"),
        (["nowhere"], "There is no folder 'nowhere'"),
        (["minis.config.json"], "is a file. Name the project's folder"),
        (["--local", "--output"], "do not go together"),
        (["--ignore", ""], "The pattern '' is empty"),
        (["--baseline", "minis.config.json"], "is no baseline"),
        (["--max-warnings", "-1"], "--max-warnings"),
        (["--watch", "--write-baseline", "a.json"], "do not go together"),
        (["--baseline", "nowhere.json"], "does not exist"),
    ],
)
def test_wrong_use_exits_2(root, arguments, says):
    """What was wrong is named, without a traceback."""
    result = check(root, *arguments)
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_without_a_project_is_wrong_use(tmp_path):
    """There is nothing to check, which must not look like a clean check or like findings."""
    result = check(tmp_path)
    assert result.returncode == 2
    assert "There is no minis.config.json" in result.stderr


def test_the_servers_libraries_are_not_loaded(root):
    """A check starts fast and works where the platform could not run."""
    code = RUN.replace(
        "terminal.run(lambda: check.main(",
        "import atexit\n"
        "heavy = {'sqlalchemy', 'starlette', 'uvicorn', 'aiohttp', 'httpx2', 'cryptography'}\n"
        "atexit.register(lambda: print('LOADED', sorted(heavy & set(sys.modules))))\n"
        "terminal.run(lambda: check.main(",
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "LOADED []" in result.stdout


AS_NOBODY = RUN.replace(
    "import sys", "import difflib, encodings.utf_8_sig, os, sys\nimport localminis.checker.run"
).replace(
    "terminal.run",
    """import localminis.checker.report.text, localminis.checker.report.model
import localminis.project.freshness
localminis.checker.rule.all_rules()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
terminal.run""",
)


def test_what_may_not_be_read_is_a_finding():
    """A file, and a folder of sources, are never passed over in silence."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plant(root)
        root.chmod(0o755)
        secret, sources = root / "dist" / "secret.js", root / "src"
        secret.write_text("eval('x');")
        sources.mkdir()
        secret.chmod(0)
        sources.chmod(0)
        said = [
            subprocess.run(
                [sys.executable, "-c", AS_NOBODY, "--no-cache", where, folder],
                env=environment(root),
                capture_output=True,
                text=True,
                check=False,
            )
            for where in ("--output", "--local")
        ]
        sources.chmod(0o755)
    assert [it.returncode for it in said] == [1, 1], said
    assert "it cannot be read (Permission denied). LM902" in said[0].stdout
    assert "it cannot be listed (Permission denied). LM902" in said[1].stdout


def test_an_old_build_is_said(root):
    """What is found may be mended in the sources already."""
    os.utime(root / "dist" / "index.html", (1, 1))
    assert "warning: index.html is newer than everything in dist." in check(root).stderr
    assert check(root, "--format=json").stderr == ""


def test_a_build_that_is_the_project_itself_leaves_the_sources_to_check(root):
    """The folder cannot be packed, and asking for it is refused as `build` refuses it."""
    (root / "minis.config.json").write_text(CONFIG.replace('"dist"', '"."'))
    assert "Checking the sources" in check(root).stderr
    refused = check(root, "--output")
    assert refused.returncode == 1
    assert "error: The output folder '.' (build.outputDir) is the project itself." in refused.stderr
