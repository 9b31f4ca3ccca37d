"""Packing a built folder."""

import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from localminis.project import package
from localminis.project.load import load
from localminis.project.model import (
    BuildRefused,
    NotWritten,
    OutputInvalid,
    OutputMissing,
    PackageBroken,
    PackageTooLarge,
    Verdict,
)

PACK = """
import sys
from pathlib import Path
from localminis.project.load import load
from localminis.project.package import build_package
from localminis.errors import MinisError
try:
    build_package(load(Path(sys.argv[1])), check=None)
except MinisError as refusal:
    sys.exit(refusal.message)
"""


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "app"
    (root / "dist" / "assets").mkdir(parents=True)
    (root / "dist" / "empty").mkdir()
    (root / "minis.config.json").write_text('{"build": {"outputDir": "dist"}}')
    (root / "dist" / "index.html").write_text("<p>")
    (root / "dist" / "assets" / "é 😀.js").write_text("x" * 5000)
    return root


def make(root, **options):
    return package.build_package(load(root), **{"check": None, **options})


def names_in(root):
    with zipfile.ZipFile(root / "minis.zip") as archive:
        return archive.namelist()


def test_the_package_holds_what_the_manifest_lists_at_its_root(root):
    """Files at the top, in the manifest's order, with UTF-8 names and forward slashes."""
    built = make(root)
    assert built.package.path == root / "minis.zip"
    assert names_in(root) == [
        "assets/é 😀.js",
        "empty/",
        "index.html",
        "minis.config.json",
        "minis.manifest.json",
    ]
    with zipfile.ZipFile(root / "minis.zip") as archive:
        assert archive.read("assets/é 😀.js") == b"x" * 5000
        assert archive.read("minis.config.json") == (root / "minis.config.json").read_bytes()
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == (0o40755 if entry.is_dir() else 0o100644)
            assert bool(entry.flag_bits & 0x800) == (not entry.filename.isascii())
    assert next(it.size_bytes for it in built.package.files) == 5000
    packed = [it.packed_bytes for it in built.package.largest(3)]
    assert packed == sorted(packed, reverse=True)
    assert built.package.content_bytes == sum(it.size_bytes for it in built.package.files)
    assert all(limit.is_kept for limit in built.package.limits)


def test_the_same_folder_gives_the_same_bytes(root):
    """Times, modes and the order on the disk change nothing."""
    assert make(root).package.is_changed
    before = (root / "minis.zip").read_bytes()
    for number, path in enumerate(sorted((root / "dist").rglob("*"), reverse=True)):
        os.utime(path, (number, number))
        path.chmod(0o700)
    assert not make(root).package.is_changed
    assert (root / "minis.zip").read_bytes() == before


def test_the_check_decides_before_anything_is_written(root):
    """An error stops the build; a warning does not."""
    seen = []

    def check(project):
        seen.append((project.root, sorted(it.name for it in project.output_path.iterdir())))
        return Verdict(("an error",), 1)

    with pytest.raises(BuildRefused, match="found 1 error") as refusal:
        make(root, check=check)
    assert refusal.value.verdict.findings == ("an error",)
    assert seen == [(root, ["assets", "empty", "index.html"])]
    assert not (root / "minis.zip").exists()
    assert not (root / "dist" / "minis.manifest.json").exists()
    assert make(root, check=lambda _: Verdict(("a warning",), 0)).verdict.findings == ("a warning",)


def test_what_is_excluded_is_in_neither(root):
    """Manifest and zip never differ."""
    make(root, exclude=["*.js"])
    assert names_in(root) == [
        "assets/",
        "empty/",
        "index.html",
        "minis.config.json",
        "minis.manifest.json",
    ]


def test_a_game_has_names_of_its_own(root):
    """The documented name of the manifest is the default, the observed one an option."""
    (root / "minis.config.json").rename(root / "minigame.config.json")
    assert make(root).package.path.name == "minigame.zip"
    with zipfile.ZipFile(root / "minigame.zip") as archive:
        assert archive.namelist()[-2:] == ["minigame.config.json", "minigame.manifest.json"]
    built = make(root, manifest_name="minis.manifest.json")
    assert built.after.manifest["name"] == "minis.manifest.json"
    assert "minigame.manifest.json from another run" in built.after.notes[0]


def test_work_is_reported_byte_by_byte(root):
    """Whoever waits hears how much there is and each step of it."""
    total, steps = [], []

    def on_start(total_bytes):
        total.append(total_bytes)
        return steps.append

    built = make(root, on_start=on_start)
    assert total == [sum(steps)] == [built.package.content_bytes]


@pytest.mark.parametrize("limit_bytes", [900, 3000])
def test_a_full_disk_leaves_the_old_package(root, limit_bytes):
    """A zip that does not fit takes nothing with it and leaves nothing beside it."""
    make(root)
    old = (root / "minis.zip").read_bytes()
    (root / "dist" / "new.bin").write_bytes(os.urandom(5000))
    ended = subprocess.run(
        [sys.executable, "-c", PACK, str(root)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes,) * 2),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "File too large" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert (root / "minis.zip").read_bytes() == old
    assert sorted(path.name for path in root.iterdir()) == [
        "dist",
        "minis.config.json",
        "minis.zip",
    ]


def test_a_package_that_does_not_read_back_is_refused(tmp_path):
    """What is said to be done has been read again and compared with the files."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"1" * 100)
    good = path.read_bytes()
    assert package._read_back(path, ["a"], {"a": zipfile.crc32(b"1" * 100)})
    for names, sums in ((["b"], {}), (["a"], {"a": 1}), (["a", "b"], {})):
        with pytest.raises(PackageBroken):
            package._read_back(path, names, sums)
    for broken in (good[:-10], good.replace(b"1" * 100, b"2" * 100)):
        path.write_bytes(broken)
        with pytest.raises(PackageBroken, match="did not read back"):
            package._read_back(path, ["a"], {"a": zipfile.crc32(b"1" * 100)})


def test_a_package_over_the_limit_is_refused_and_the_old_one_stays(tmp_path):
    """What no upload takes is not put where an upload is taken from."""
    (tmp_path / "big.bin").write_bytes(os.urandom(2_000_000))
    path = tmp_path / "x.zip"
    path.write_text("old")
    with pytest.raises(PackageTooLarge, match=r"takes 1 MB.*big\.bin alone has 2 MB"):
        package.pack(tmp_path, ["big.bin"], path, limit_bytes=1_000_000)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_changes_while_it_is_packed_is_noticed(tmp_path):
    """A watcher that still builds must not slip half a file into the package."""
    file = tmp_path / "a.js"
    file.write_bytes(b"1" * (1 << 20))
    (tmp_path / "b.js").touch()

    def grow(_):
        file.write_bytes(b"1" * (3 << 20))

    with pytest.raises(OutputInvalid, match="changed while it was packed"):
        package.pack(tmp_path, ["a.js", "b.js"], tmp_path / "x.zip", on_start=lambda _: grow)
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_something_in_the_way_of_the_package_is_refused(root, kind):
    """Neither a folder nor a link of that name is replaced."""
    path = root / "minis.zip"
    path.mkdir() if kind == "folder" else path.symlink_to("elsewhere")
    with pytest.raises(OutputInvalid, match="in the way of the package"):
        make(root)
    assert path.is_dir() or path.is_symlink()


def test_a_missing_build_is_refused_before_the_check(root):
    """There is nothing to check or to pack."""
    (root / "minis.config.json").write_text('{"build": {"outputDir": "out"}}')
    with pytest.raises(OutputMissing):
        make(root, check=lambda _: pytest.fail("nothing to check"))


def test_an_unwritable_place_is_one_sentence(tmp_path):
    """The zip's folder is named, and how to go on."""
    (tmp_path / "a").touch()
    with pytest.raises(NotWritten, match=r"/proc/x\.zip was not written.*Make /proc writable"):
        package.pack(tmp_path, ["a"], Path("/proc/x.zip"))


def test_a_file_that_is_gone_is_refused(tmp_path):
    """A list that is older than the folder is noticed, and nothing is left."""
    with pytest.raises(OutputInvalid, match="cannot be read"):
        package.pack(tmp_path, ["gone.js"], tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())
