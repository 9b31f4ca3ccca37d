"""`init`, as it is called."""

import json
import os
import pty
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

# The signal arrives with the first rename, when half of the work would be done.
INTERRUPTED = """
import os, signal, sys
from localminis.cli.root import main_ttdx
def hook(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), getattr(signal, name))
# What runs in the background of a shell inherits an ignored SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)
name = sys.argv.pop()
sys.argv[1:] = ["minis", "init"]
sys.addaudithook(hook)
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
        "flavour": "minis",
        "dry_run": True,
        "client_key": "your_client_key",
        "files": [
            {
                "path": "minis.config.json",
                "state": "new",
                "added": [],
                "kept": [],
                "removed": [],
            },
            {
                "path": "index.html",
                "state": "changed",
                "added": ["SDK script", "TTMinis.init call"],
                "kept": [],
                "removed": [],
            },
        ],
        "notes": [],
        "snippet": [],
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


def test_a_dry_run_prints_a_diff_that_patch_would_take(root):
    """What would change can be read line by line before anything does."""
    (root / "index.html").write_bytes(PAGE.replace("\n", "\r\n").encode())
    result = ttdx(root, "--dry-run", "--no-vconsole", "--client-key", "awk1")
    lines = result.stdout.splitlines()
    assert "--- /dev/null" in lines
    assert "+++ b/minis.config.json" in lines
    at = lines.index("--- a/index.html")
    assert lines[at + 1] == "+++ b/index.html"
    assert [line for line in lines[at + 2 :] if line.startswith("+")] == [
        '+    <script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>',
        '+    <script>TTMinis.init({ clientKey: "awk1" });</script>',
    ]
    assert lines[-1] == "Nothing was written; run this without --dry-run to do it."
    assert [path.name for path in root.iterdir()] == ["index.html"]


def test_undo_takes_back_what_init_wrote(root):
    """First as a diff, then really, then there is nothing left to do."""
    ttdx(root, "--client-key", "awk1")
    diff = ttdx(root, "--undo", "--dry-run").stdout
    assert "+++ /dev/null" in diff
    assert "minis.config.json would be removed" in diff
    assert "Nothing was written" in diff
    assert (root / "minis.config.json").exists()
    result = ttdx(root, "--undo")
    assert "index.html: SDK script, TTMinis.init call, vConsole taken out" in result.stdout
    assert "minis.config.json removed" in result.stdout
    assert {path.name: path.read_text() for path in root.iterdir()} == {"index.html": PAGE}
    assert "There is nothing of init's to take back" in ttdx(root, "--undo").stdout


def test_undo_without_a_page_takes_back_the_config(root):
    """A page that was deleted since then is no reason to keep the rest."""
    ttdx(root)
    (root / "index.html").unlink()
    result = ttdx(root, "--undo")
    assert result.returncode == 0
    assert "'index.html' (build.htmlEntry) is not in" in result.stderr
    assert list(root.iterdir()) == []


def test_a_game_is_one_option_away(root):
    """The same command prepares an HTML game."""
    result = ttdx(root, "--game", "--client-key", "awk1")
    assert "minigame.config.json written" in result.stdout
    assert "TTMinis.game.init call, eruda" in result.stdout
    assert sorted(path.name for path in root.iterdir()) == ["index.html", "minigame.config.json"]
    assert ttdx(root).stdout.count("kept as it is") == 2


def test_several_pages_are_asked_about_only_where_somebody_can_answer(root):
    """On a terminal the choice is the developer's; a script gets the documented first."""
    (root / "index.html").rename(root / "b.html")
    (root / "a.html").write_text(PAGE)
    assert "a.html was taken for the entry" in ttdx(root, "--dry-run").stderr
    assert "b.html written" in ttdx(root, "--entry", "b.html").stdout
    ttdx(root, "--undo", "--page", "b.html")
    main, side = pty.openpty()
    os.write(main, b"7\n2\n")
    asked = subprocess.run(
        [TTDX, "minis", "init"], cwd=root, stdin=side, stdout=side, stderr=side, check=False
    )
    os.close(side)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert asked.returncode == 0, shown
    assert "Several pages could be the entry" in shown
    assert "'7' is not one of '1', '2'" in shown
    assert "b.html written" in shown
    assert (root / "a.html").read_text() == PAGE


def test_a_page_that_a_tool_makes_is_explained_with_the_lines_to_copy(tmp_path):
    """Astro and Next.js have no page in the sources, which is no reason to fail."""
    (tmp_path / "package.json").write_text('{"dependencies": {"astro": "7"}}')
    result = ttdx(tmp_path, "--client-key", "awk1")
    assert result.returncode == 0
    assert "Astro makes the page when it builds" in result.stderr
    assert '    <script is:inline>TTMinis.init({ clientKey: "awk1" });</script>' in result.stdout
    config = json.loads((tmp_path / "minis.config.json").read_text())
    assert config["build"] == {"htmlEntry": "dist/index.html", "outputDir": "dist"}


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", -15), ("SIGKILL", -9)])
def test_an_interrupted_init_leaves_whole_files_and_can_be_run_again(root, name, status):
    """Ctrl-C and SIGTERM find all files new; after a kill the next run completes the work."""
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, name], cwd=root, capture_output=True, check=False
    )
    assert result.returncode == status, result.stderr
    config, page = root / "minis.config.json", root / "index.html"
    if name != "SIGKILL":
        assert json.loads(config.read_text())["dev"]["clientKey"] == "your_client_key"
        assert "TTMinis.init" in page.read_text()
        assert len(list(root.iterdir())) == 2
    assert page.read_text() == PAGE or "TTMinis.init" in page.read_text()
    assert ttdx(root).returncode == 0
    assert "TTMinis.init" in page.read_text()
    assert {path.name for path in root.iterdir()} == {config.name, page.name}


def test_a_folder_in_the_configs_place_is_named_before_anything_is_written(root):
    """The refusal says which path is in the way; the page stays as it was."""
    (root / "minis.config.json").mkdir()
    before = (root / "index.html").read_bytes()
    run = ttdx(root)
    assert run.returncode == 1
    assert f"{root / 'minis.config.json'} is a folder" in run.stderr
    assert (root / "index.html").read_bytes() == before


def test_a_zero_byte_page_is_refused(root):
    """An accident is pointed out instead of being filled."""
    (root / "index.html").write_bytes(b"")
    result = ttdx(root)
    assert result.returncode == 1
    assert "index.html is empty" in result.stderr
    assert [path.name for path in root.iterdir()] == ["index.html"]


def test_a_console_that_is_asked_for_replaces_ours(root):
    """Another source takes the place of the first, none takes it out, and the first comes back."""
    ttdx(root, "--client-key", "awk1")
    first = (root / "index.html").read_text()
    said = ttdx(root, "--vconsole=sdk-host").stdout
    assert "index.html written: vConsole (unpkg) taken out, vConsole (sdk-host)" in said
    page = (root / "index.html").read_text()
    assert page.count("VConsole()") == 1
    assert "unpkg" not in page
    ttdx(root, "--no-vconsole")
    assert "onsole" not in (root / "index.html").read_text()
    ttdx(root, "--vconsole=unpkg")
    assert (root / "index.html").read_text() == first
    assert "index.html: kept as it is" in ttdx(root, "--vconsole=unpkg").stdout
    assert "index.html: kept as it is" in ttdx(root).stdout


def test_a_console_of_somebody_elses_form_stays_and_is_named(root):
    """Only what init wrote is taken out; the rest is said."""
    own = PAGE.replace("<head>", "<head><script>window.log = new VConsole({ a: 1 });</script>")
    (root / "index.html").write_text(own)
    result = ttdx(root, "--client-key", "awk1", "--no-vconsole")
    assert "index.html starts a console of its own, which was left." in result.stderr
    assert "new VConsole({ a: 1 })" in (root / "index.html").read_text()


def test_another_program_of_our_name_is_said(root, tmp_path_factory):
    """Who calls `ttdx` next would get the other one."""
    folder = tmp_path_factory.mktemp("bin")
    other = folder / "ttdx"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    result = subprocess.run(
        [TTDX, "minis", "init"],
        cwd=root,
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"warning: `ttdx` on the PATH is another program ({other})." in result.stderr
