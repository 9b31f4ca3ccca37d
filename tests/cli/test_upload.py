"""`localminis upload`, as it is typed."""

import json
import zipfile

import pytest
from tests.builds import build


@pytest.fixture
def package(command, tmp_path, monkeypatch):
    """Register an app and put a package of it where the command looks."""
    command("app", "create", "App", "--client-key", "mnpublish")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "minis.zip"
    file.write_bytes(build())
    return file


def test_a_package_becomes_a_preview(command, package):
    """It says what was found, where it opens, and what comes next; the key is the package's own."""
    ran = command("upload", "--note", "First & best")
    assert ran.code == 0, ran
    assert "Version 1 of mnpublish is a preview (" in ran.out
    assert " B, 4 files)" in ran.out
    assert "http://127.0.0.1:8600/simulator/mnpublish?version=1   once" in ran.out
    assert "Next: localminis version submit 1 --app mnpublish" in ran.out
    assert "localminis app domains add mnpublish https://api.example.com" in ran.err
    shown = json.loads(command("upload", "minis.zip", "--app", "mnpublish", "--json").out)
    assert (shown["number"], shown["note"]) == (2, "")
    first = json.loads(command("version", "show", "1", "--app", "mnpublish", "--json").out)
    assert first["note"] == "First & best"


@pytest.mark.parametrize(
    "config",
    [
        '{\n  // ours\n  "dev": { "clientKey": "mnpublish", },\n}',
        '\ufeff{"client_key": "mnpublish"}',
    ],
)
def test_the_key_is_read_as_everywhere(command, package, config):
    """Comments, another spelling: what builds can be uploaded without naming the app again."""
    package.write_bytes(build(**{"minis.config.json": config}))
    ran = command("upload")
    assert "Version 1 of mnpublish is a preview" in ran.out, ran


def test_a_package_that_cannot_be_unpacked_does_not_tell_its_key(refused, package):
    """What is damaged inside is a package that names no app, and no crash."""
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("minis.config.json", '{"clientKey": "mnpublish"}' + " " * 200)
    content = bytearray(package.read_bytes())
    start = content.index(b"minis.config.json") + len("minis.config.json")
    content[start : start + 8] = b"\xff" * 8
    package.write_bytes(content)
    assert "does not say which app it is for" in refused(1, "upload")


def test_a_failed_scan_shows_its_findings(command, package):
    """Exit 1, each fault with its place, and no version."""
    package.write_bytes(build(**{"app.js": "eval('1'); TTMinis.login({});\n"}))
    ran = command("upload")
    assert ran.code == 1
    assert "app.js:1:1: error LM101" in ran.err
    assert "error: The code scan found 1 error" in ran.err
    assert (
        json.loads(command("version", "list", "--app", "mnpublish", "--json").out)["versions"] == []
    )


def test_what_cannot_be_uploaded_is_said(refused, command, package, tmp_path):
    """No file, no key, no zip, no app."""
    assert "cannot be read" in refused(3, "upload", "gone.zip")
    nameless = tmp_path / "nameless.zip"
    nameless.write_bytes(b"no zip")
    assert "--app KEY" in refused(1, "upload", "nameless.zip")
    assert "is no zip" in refused(1, "upload", "nameless.zip", "--app", "mnpublish")
    assert "No app has" in refused(1, "upload", "--app", "mnother")
