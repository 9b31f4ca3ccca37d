"""Everything in one file, by the command line, with no platform running and with one."""

import json
import os
import zipfile


def test_a_bundle_is_handed_on(command, refused, tmp_path, packed, monkeypatch):
    """Written here, loaded into another folder; each app's new secret is printed, and good."""
    secret = json.loads(command("app", "create", "Drama", "--client-key", "mndrama1", "--json").out)
    package = tmp_path / "minis.zip"
    package.write_bytes(packed("mndrama1"))
    assert command("upload", str(package)).code == 0
    file = tmp_path / "handed on.zip"
    assert "No secret is in it" in command("bundle", "export", str(file)).out
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert [each.name for each in tmp_path.glob("*.new")] == []
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None

    monkeypatch.setenv("LOCALMINIS_HOME", str(tmp_path / "there"))
    ran = command("bundle", "load", str(file))
    assert "1 app, 2 users, 1 version." in ran.out
    assert "clock resume" in ran.out
    shown = command("app", "show", "mndrama1", "--secret").out
    fresh = ran.out.split()[-1]
    assert fresh in shown
    assert fresh != secret["client_secret"]
    assert "preview" in command("version", "list", "--app", "mndrama1").out
    assert "--replace" in refused(1, "bundle", "load", str(file))
    loaded = json.loads(command("bundle", "load", str(file), "--replace", "--json").out)
    assert loaded["apps"][0]["client_secret"] != fresh


def test_other_settings_are_told(command, tmp_path, monkeypatch):
    """What the other machine did otherwise, this one would not."""
    file = tmp_path / "b.zip"
    monkeypatch.setenv("LOCALMINIS_REVIEW", "automatic")
    command("bundle", "export", str(file))
    monkeypatch.delenv("LOCALMINIS_REVIEW")
    ran = command("bundle", "load", str(file))
    assert "The setting review was 'automatic' there and is 'manual' here." in ran.err


def test_with_a_platform_running_it_goes_through_that(
    command, platform, tmp_path, packed, monkeypatch
):
    """Streamed both ways; the one that runs has it then."""
    key = platform.new_app()["client_key"]
    platform.upload(key, packed(key))
    file = tmp_path / "b.zip"
    monkeypatch.setenv("LOCALMINIS_HOME", str(platform.home))
    assert command("bundle", "export", str(file)).code == 0
    platform.admin("POST", "state/reset")
    assert command("bundle", "load", str(file)).code == 0
    assert platform.admin("GET", f"apps/{key}/versions")["versions"][0]["number"] == 1


def test_files_that_cannot_be_used_are_said(refused, tmp_path):
    """And the former file is left as it was."""
    assert "cannot be read" in refused(3, "bundle", "load", str(tmp_path / "none.zip"))
    assert "cannot be written" in refused(3, "bundle", "export", str(tmp_path / "none" / "b.zip"))
    foreign = tmp_path / "foreign.zip"
    foreign.write_bytes(b"PK\x03\x04" + os.urandom(100))
    assert "no bundle" in refused(1, "bundle", "load", str(foreign))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["foreign.zip", "home"]
