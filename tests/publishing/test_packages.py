"""What arrives on disk, what stays there, and what does not."""

import hashlib
import os

import pytest

from localminis.publishing import packages
from localminis.publishing.model import FilesMissing, FilesUnavailable, UploadTooLarge
from localminis.spec import publishing as spec


def test_a_package_is_kept_by_its_content(tmp_path):
    """The folder is named by the zip's digest, and nothing else is left."""
    with packages.arriving(tmp_path) as arrival:
        writer = packages.Writer(arrival)
        writer.write(b"zip ")
        writer.write(b"bytes")
        writer.close()
        (arrival.folder / "index.html").write_text("<p>")
        packages.keep(tmp_path, arrival)
    digest = hashlib.sha256(b"zip bytes").hexdigest()
    assert (arrival.sha256, arrival.size_bytes) == (digest, 9)
    assert [each.name for each in tmp_path.iterdir()] == [digest]
    assert (packages.folder_of(tmp_path, digest) / "index.html").read_text() == "<p>"


def test_what_is_kept_already_stays_as_it_is(tmp_path):
    """Two uploads of one zip share their files."""
    for text in ("first", "second"):
        with packages.arriving(tmp_path) as arrival:
            writer = packages.Writer(arrival)
            writer.close()
            (arrival.folder / "index.html").write_text(text)
            packages.keep(tmp_path, arrival)
    [folder] = tmp_path.iterdir()
    assert (folder / "index.html").read_text() == "first"


def test_an_upload_that_fails_leaves_nothing(tmp_path):
    """Whatever ends it."""

    def fail():
        with packages.arriving(tmp_path) as arrival:
            packages.Writer(arrival).close()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_upload_beyond_the_limit_ends_at_once(tmp_path, monkeypatch):
    """At the limit it goes through, one byte more is refused before it is written."""
    monkeypatch.setattr(packages.spec, "UPLOAD_MAX_BYTES", 10)
    with packages.arriving(tmp_path) as arrival:
        writer = packages.Writer(arrival)
        writer.write(b"x" * 10)
        with pytest.raises(UploadTooLarge):
            writer.write(b"x")
        writer.close()
        assert arrival.package.stat().st_size == 10
    packages.require_size(spec.UPLOAD_MAX_BYTES)


def test_what_was_left_behind_long_ago_is_swept(tmp_path):
    """A process that is gone cleans up no more; one that runs is left alone."""
    for name, age_s in ((".arriving-old", 10**6), (".arriving-new", 0)):
        (tmp_path / name / "package").mkdir(parents=True)
        stamp = (tmp_path / name).stat().st_mtime - age_s
        os.utime(tmp_path / name, (stamp, stamp))
    with packages.arriving(tmp_path):
        pass
    assert [each.name for each in tmp_path.iterdir()] == [".arriving-new"]


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    """The sentence says which folder, and what to look at."""
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(FilesUnavailable, match="permissions"), packages.arriving(file / "packages"):
        raise AssertionError


def test_files_of_another_machine_are_asked_for(portal):
    """A state travels without its files; the same zip brings them back."""
    version = portal.upload()
    assert packages.require_folder(portal.folder, version).is_dir()
    assert packages.prune(portal.folder, set()) == 1
    with pytest.raises(FilesMissing, match="Upload the same zip again"):
        packages.require_folder(portal.folder, version)
    portal.upload()
    assert packages.require_folder(portal.folder, version).is_dir()
    assert packages.prune(portal.folder, {version.package_sha256}) == 0
