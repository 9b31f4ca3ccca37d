"""`localminis version`, as it is typed."""

import json

import pytest
from tests.builds import build

KEY = ("--app", "mnpublish")


@pytest.fixture
def two(command, tmp_path):
    """Register an app with two previews."""
    command("app", "create", "App", "--client-key", "mnpublish")
    for mark in ("one", "two"):
        file = tmp_path / f"{mark}.zip"
        file.write_bytes(build(mark=mark))
        assert command("upload", str(file)).code == 0


def test_a_version_is_led_from_preview_to_release_and_back(command, refused, two):
    """Each command says what is released now, and what can come next."""
    steps = [
        (("submit", "1"), "Version 1 is in review."),
        (("recall", "1"), "Version 1 is preview."),
        (("submit", "1", "--auto-release"), "version approve 1"),
        (("reject", "1", "--reason", "Too slow"), "because: Too slow"),
        (("submit", "1", "--production"), "in review"),
        (("approve", "1"), "version release 1"),
        (("release", "1"), "version 1 has 100 %"),
        (("submit", "2", "--gray", "5"), "in review"),
        (("approve", "2"), "ready"),
        (("release", "2", "--gray", "10"), "version 1 has 90 %, version 2 has 10 %"),
        (("target-user", "add", "2", "Mia"), "Target users of version 2 (numbers): 1."),
        (("search", "Mia"), "Mia gets version 2, gray."),
        (("target-user", "remove", "2", "Mia"), "none"),
        (("rollout", "50"), "version 2 has 50 %"),
        (("rollout", "100"), "version 2 has 100 %"),
        (("rollback",), "Rolled back. Released: version 1 has 100 %"),
        (("block", "1", "--reason", "Spam"), "Version 1 is blocked."),
        (("unblock", "1"), "Released: nothing"),
    ]
    for arguments, said in steps:
        ran = command("version", *arguments, *KEY)
        assert ran.code == 0, (arguments, ran)
        assert said in ran.out, (arguments, ran.out)
    assert "Only a preview" in refused(1, "version", "submit", "1", *KEY)
    assert "changed since you looked" in refused(
        1, "version", "release", "1", *KEY, "--revision", "1"
    )


def test_versions_are_listed_and_shown(command, two):
    """For people as a table, for scripts as JSON."""
    listed = command("version", "list", *KEY).out.splitlines()
    assert listed[0].split() == ["NUMBER", "STATE", "USERS", "BYTES", "NOTE"]
    assert [line.split()[:3] for line in listed[1:]] == [
        ["2", "preview", "-"],
        ["1", "preview", "-"],
    ]
    shown = command("version", "show", "2", *KEY)
    assert "scan                warnings: 0, remarks: 1" in shown.out
    assert "index.html: info LM506" in shown.err
    page = json.loads(command("version", "list", *KEY, "--before", "2", "--json").out)
    assert [each["number"] for each in page["versions"]] == [1]


def test_a_version_is_deleted_and_its_files_are_pruned(command, refused, two):
    """The files stay until somebody asks."""
    assert "Deleted version 2" in command("version", "delete", "2", *KEY).out
    assert "Deleted the files of 1 package." in command("version", "prune").out
    assert "has no version 2" in refused(1, "version", "show", "2", *KEY)
    command("version", "delete", "1", *KEY)
    assert "localminis upload" in command("version", "list", *KEY).out


def test_two_targets_at_once_are_bad_usage(refused, two):
    """Exit 2, with the names of both options."""
    assert "--gray or --production" in refused(
        2, "version", "release", "1", *KEY, "--gray", "5", "--production"
    )
