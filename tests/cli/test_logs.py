"""`localminis logs`: the same log as the admin API's, for people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("localminis"))


@pytest.fixture
def log_id(platform):
    """Make a call that is refused; returns its log_id."""
    answer = platform.http.get("/v2/user/info/?fields=open_id")
    platform.admin("GET", "requests/tail?after=0&wait_s=8")
    return answer.json()["error"]["log_id"]


def test_calls_are_listed_and_shown(platform, log_id, command):
    """One line each, or JSON; and one with everything, why it was refused included."""
    listed = command("logs", "list", "--refused", "--status", "401").out
    assert log_id in listed
    assert "GET /v2/user/info/" in listed
    assert command("logs", "list", "--code", "ok").out.count("\n") == 1
    [found] = json.loads(command("logs", "list", "--json").out)
    assert found["log_id"] == log_id
    assert "--before" not in command("logs", "list", "--limit", "1").err
    platform.http.get("/v2/user/info/?fields=open_id")
    platform.admin("GET", "requests/tail?after=1&wait_s=8")
    assert "--before" in command("logs", "list", "--limit", "1").err
    shown = command("logs", "show", log_id).out
    for text in ("/v2/user/info/?fields=open_id", "rule", "act.…", "answered 401", "< {"):
        assert text in shown
    assert json.loads(command("logs", "show", log_id, "--json").out)["reason"]["field"]


def test_an_unknown_log_id_is_one_sentence(refused):
    """With where to look."""
    assert "logs list" in refused(1, "logs", "show", "none")


def test_the_log_is_emptied(platform, log_id, command):
    """And a person can begin anew."""
    assert command("logs", "clear").code == 0
    assert json.loads(command("logs", "list", "--json").out) == []


def test_calls_are_followed(platform):
    """Each call is a line as it comes, with the reason when it is refused."""
    command = [COMMAND, "logs", "tail", "--home", str(platform.home)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert "Following" in process.stderr.readline()
            platform.http.get("/v2/user/info/")
            line = process.stdout.readline()
        finally:
            process.terminate()
            process.communicate(timeout=20)
    assert "401" in line
    assert "access_token_invalid: There is no header `Authorization" in line


def test_following_needs_a_running_platform(refused):
    """On a folder where nothing runs there is nothing to follow."""
    assert "localminis serve" in refused(3, "logs", "tail")
