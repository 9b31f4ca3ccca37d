import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("localminis"))
# What a test suite in another language would do: find the platform, call both of its APIs.
SUITE = """
import json, os, urllib.request
url, token = os.environ["LOCALMINIS_API_URL"], os.environ["LOCALMINIS_ADMIN_TOKEN"]
bearer = {"Authorization": f"Bearer {token}"}
request = urllib.request.Request(url + "/admin/v1/apps", headers=bearer)
apps = json.load(urllib.request.urlopen(request))["apps"]
print(json.dumps([os.environ["LOCALMINIS_HOME"], apps]))
"""
WORLD = """
[[apps]]
client_key = "mnexec000000001"
name = "Under test"
client_secret = "exec-world-secret"
"""


def run(*arguments):
    """Run `localminis exec` as a script of CI does; the command's own output is caught, too."""
    return subprocess.run(
        [COMMAND, "exec", *arguments], capture_output=True, text=True, check=False
    )


def started(suite, folder):
    """Start `localminis exec` with Python code as its command, and all of its state in a folder."""
    return subprocess.Popen(
        [COMMAND, "exec", sys.executable, "-c", suite],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )


def test_a_command_finds_a_platform_of_its_own(tmp_path):
    """It has the world of the file, answers both APIs, and nothing of it is left."""
    world = tmp_path / "localminis.toml"
    world.write_text(WORLD, "utf-8")
    ran = run("--world", str(world), sys.executable, "-c", SUITE)
    assert ran.returncode == 0, ran
    home, [app] = json.loads(ran.stdout)
    assert app["client_key"] == "mnexec000000001"
    assert not Path(home).exists()
    assert home != str(tmp_path / "home")
    assert "Applied 1 app." in ran.stderr


@pytest.mark.parametrize("code", [0, 7])
def test_the_exit_code_is_the_commands(code):
    """A failing suite fails the job, whatever its code says; its options are its own."""
    assert run("--seed", "7", sys.executable, "-c", f"raise SystemExit({code})").returncode == code


def test_a_command_that_fails_leaves_a_bundle(command, tmp_path):
    """One that fails does, and it can be looked at; one that passes leaves nothing."""
    bundle = tmp_path / "failed.zip"
    assert run("--bundle", str(bundle), sys.executable, "-c", "").returncode == 0
    assert not bundle.exists()
    ran = run("--bundle", str(bundle), sys.executable, "-c", SUITE + "raise SystemExit(3)")
    assert ran.returncode == 3
    assert f"localminis bundle load {bundle}" in ran.stderr
    assert command("bundle", "load", str(bundle)).code == 0


def test_a_folder_that_is_named_is_gone_on_with_and_kept(command, tmp_path):
    """The next run finds what the last one made."""
    home = tmp_path / "kept"
    make = [COMMAND, "app", "create", "Kept", "--client-key", "mnkept00000001"]
    assert run("--home", str(home), *make).returncode == 0
    assert "mnkept00000001" in command("app", "list", "--home", str(home)).out


def test_a_signal_reaches_the_command_and_the_folder_goes(tmp_path):
    """A cancelled job ends its suite, which may clean up, and leaves with a shell's code."""
    suite = "import os, signal; print(os.environ['LOCALMINIS_HOME'], flush=True); signal.pause()"
    with started(suite, tmp_path) as process:
        home = process.stdout.readline().strip()
        assert Path(home).exists()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in err
    assert not Path(home).exists()


def test_a_signal_while_the_command_starts_leaves_nothing_behind(tmp_path):
    """Cancelled as soon as the platform is there, the command ends, or never begins."""
    with started("import signal; signal.pause()", tmp_path) as process:
        assert "for this command" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        # The pipes end with the last process that holds them.
        _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in err
    assert not list(tmp_path.glob("localminis-*"))


def test_what_cannot_be_run_is_said_in_words(refused, monkeypatch):
    """A program that is not there, no program at all, a platform that is not ours alone."""
    assert "'no-such-program'" in refused(3, "exec", "no-such-program")
    assert "COMMAND" in refused(2, "exec")
    monkeypatch.setenv("LOCALMINIS_DATABASE_URL", "postgresql://x@127.0.0.1/x")
    assert "LOCALMINIS_DATABASE_URL" in refused(1, "exec", sys.executable)
