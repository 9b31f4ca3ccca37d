"""What is remembered between checks, and when it no longer counts."""

import os

import pytest

from localminis.checker import cache, engine
from localminis.checker.files import build_files
from localminis.checker.finding import Severity
from localminis.checker.rule import Circumstances
from localminis.clock import wall_s
from localminis.project.model import Config

AROUND = Circumstances(Config())


@pytest.fixture
def build(tmp_path):
    """Make a build of a script with a finding, a page and a picture."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "app.js").write_text("eval('x'); TTMinis.login(send);")
    (folder / "index.html").write_text("<head></head>")
    (folder / "a.png").write_bytes(b"\x89PNG")
    return folder


class Examiner:
    """Looks at files one by one, as without a memory, and notes which."""

    def __init__(self):
        self.asked = []

    def __call__(self, terms, files):
        for listed, examined in engine.examine_each(terms, files):
            self.asked.append(listed.name)
            yield listed, examined


def check(build, memory, around=AROUND, severities=None):
    inner = Examiner()
    examiner = cache.remembering(memory, build, inner)
    outcome = engine.check(build_files(build), around, severities=severities, examiner=examiner)
    return outcome, inner.asked


def test_what_did_not_change_is_not_looked_at_again(build, tmp_path):
    """The second check gives the same and reads no script; pictures are only weighed anyway."""
    first, asked = check(build, tmp_path / "memory")
    assert asked == ["a.png", "app.js", "index.html"]
    again, asked = check(build, tmp_path / "memory")
    assert again == first
    assert asked == ["a.png"]
    assert again == engine.check(build_files(build), AROUND)


def test_a_changed_file_is_looked_at_again(build, tmp_path):
    """The content decides, not the time or the size of the file."""
    check(build, tmp_path / "memory")
    path = build / "app.js"
    before = path.stat()
    path.write_text("evil('x'); TTMinis.login(send);")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    outcome, asked = check(build, tmp_path / "memory")
    assert asked == ["a.png", "app.js"]
    assert "LM101" not in {it.code for it in outcome.findings}


def later_s():
    """Tell the time when everything that tests have just written is long finished."""
    return wall_s() + 60


def looked_at(listed, memory, top, now_s):
    """Return the names of the files that a check had to look at, and of those it knew."""
    inner = Examiner()
    examiner = cache.remembering(memory, top, inner, now_s)
    given = [it.name for it, _ in examiner(engine.make_terms(AROUND), listed)]
    return inner.asked, [name for name in given if name not in inner.asked]


def test_a_file_with_the_same_stamp_is_not_read(build, tmp_path):
    """What was not touched since it was looked at is known by its stamp alone."""
    listed = list(build_files(build))
    looked_at(listed, tmp_path / "memory", build, later_s)
    moved = [it._replace(path=str(tmp_path / "nowhere")) for it in listed]
    asked, known = looked_at(moved, tmp_path / "memory", build, later_s)
    assert (asked, known) == (["a.png"], ["app.js", "index.html"])
    touched = [it._replace(stamp=(*it.stamp[:2], it.stamp[2] + 1, it.stamp[3])) for it in moved]
    assert looked_at(touched, tmp_path / "memory", build, later_s)[1] == []


def test_a_file_that_has_just_changed_is_read(build, tmp_path):
    """Another change in the same moment could leave the stamp as it is, so it does not count."""
    listed = list(build_files(build))
    moved = [it._replace(path=str(tmp_path / "nowhere")) for it in listed]
    looked_at(listed, tmp_path / "other", build, wall_s)
    assert looked_at(moved, tmp_path / "other", build, later_s)[1] == []
    looked_at(listed, tmp_path / "memory", build, wall_s)
    # Once it has been read later, the stamp counts.
    assert looked_at(listed, tmp_path / "memory", build, later_s)[0] == ["a.png"]
    assert looked_at(moved, tmp_path / "memory", build, later_s)[0] == ["a.png"]


def test_other_terms_have_another_memory(build, tmp_path):
    """A weight, a trusted domain or the kind of check changes what a file gives."""
    check(build, tmp_path / "memory")
    others = (
        (AROUND, {"LM101": Severity.INFO}),
        (Circumstances(Config(trusted_domains=("https://api.example.com",))), None),
        (Circumstances(Config(), is_release=False), None),
    )
    for around, severities in others:
        _, asked = check(build, tmp_path / "memory", around, severities)
        assert len(asked) == 3


def test_another_project_has_another_memory(build, tmp_path):
    """Two projects do not push each other's results out."""
    check(build, tmp_path / "memory")
    other = tmp_path / "other"
    other.mkdir()
    (other / "app.js").write_text("f();")
    check(other, tmp_path / "memory")
    assert check(build, tmp_path / "memory")[1] == ["a.png"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xc1", b"\x81\xa6app.js\x01", b"\x93"])
def test_a_damaged_memory_counts_as_none(build, tmp_path, content):
    """Whatever is in the folder, a check gives what it gives without it, and repairs it."""
    memory = tmp_path / "memory"
    first, _ = check(build, memory)
    for path in memory.iterdir():
        path.write_bytes(content)
    again, asked = check(build, memory)
    assert (again, len(asked)) == (first, 3)
    assert check(build, memory)[1] == ["a.png"]


def test_a_folder_that_cannot_be_written_stops_nothing(build, tmp_path):
    """The memory is a help, not a condition."""
    (tmp_path / "memory").write_text("a file, not a folder")
    outcome, asked = check(build, tmp_path / "memory")
    assert len(asked) == 3
    assert outcome == engine.check(build_files(build), AROUND)


def test_a_removed_file_is_forgotten(build, tmp_path):
    """What is gone leaves no findings and no entry behind."""
    memory = tmp_path / "memory"
    check(build, memory)
    size_bytes = sum(path.stat().st_size for path in memory.iterdir())
    (build / "app.js").unlink()
    outcome, _ = check(build, memory)
    assert "app.js" not in {it.path for it in outcome.findings}
    assert sum(path.stat().st_size for path in memory.iterdir()) < size_bytes


def test_the_folder_does_not_grow_for_ever(build, tmp_path):
    """Of all projects and terms, the fifty used last are kept."""
    memory = tmp_path / "memory"
    memory.mkdir()
    for number in range(60):
        path = memory / f"old{number}.msgpack"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    check(build, memory)
    left = {path.name for path in memory.iterdir()}
    assert len(left) == 50
    assert "old59.msgpack" in left
    assert "old10.msgpack" not in left


def test_the_fingerprint_covers_what_decides(monkeypatch):
    """Another version of a parser has another memory."""
    before = cache.fingerprint.__wrapped__()
    assert before == cache.fingerprint()
    monkeypatch.setattr(cache, "_installed", lambda name: f"{name}-next")
    assert cache.fingerprint.__wrapped__() != before
