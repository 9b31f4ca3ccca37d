"""Looking at files in several processes."""

import os
import signal
import threading

import pytest

from localminis.checker import engine, pool, share
from localminis.checker.files import Listed, build_files
from localminis.checker.finding import Severity
from localminis.checker.rule import Circumstances
from localminis.project.model import Config

AROUND = Circumstances(Config())


@pytest.fixture
def build(tmp_path):
    """Make a build that is large enough for several processes, with one finding in each file."""
    for number in range(20):
        path = tmp_path / f"part{number:02}.js"
        path.write_text(f"eval('{number}');\n" + "// filling\n" * 11_000)
    (tmp_path / "index.html").write_text("<script>eval('x')</script>")
    (tmp_path / "film.mp4").write_bytes(bytes(100))
    (tmp_path / "gone.js").symlink_to(tmp_path / "nothing.js")
    return tmp_path


def check(build, jobs, severities=None):
    files = list(build_files(build))
    assert sum(each.weigh() for each in files if not each.problem) > (share.WORTH_MIN_BYTES)
    return engine.check(files, AROUND, severities=severities, examiner=share.examiner(jobs))


def test_several_processes_find_what_one_finds(build):
    """The same findings in the same order, with the same weights."""
    severities = {"LM101": Severity.INFO, "LM603": None}
    one = check(build, 1, severities)
    assert one == check(build, 2, severities)
    assert [it.code for it in one.findings].count("LM101") == 21


def test_beside_other_threads_processes_are_started_afresh(build):
    """A copy of a process whose other threads hold locks could wait for them for ever."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        assert pool._context().get_start_method() == "spawn"
        assert check(build, 2) == check(build, 1)
    finally:
        ended.set()
        other.join()


def _end_on_part07(around, severities, kind, files):
    if any(each.name == "part07.js" for each in files):
        os.kill(os.getpid(), signal.SIGKILL)
    terms = engine.make_terms(around, severities, engine=kind)
    return [engine.examine(terms, each) for each in files]


def test_a_file_that_ends_its_process_is_a_finding(build, monkeypatch):
    """The others are looked at all the same; the one that did it is named."""
    monkeypatch.setattr(pool, "_examine", _end_on_part07)
    outcome = check(build, 2)
    failed = [it for it in outcome.findings if it.code == "LM904"]
    assert [it.path for it in failed] == ["part07.js"]
    assert "was ended" in failed[0].message
    assert [it.code for it in outcome.findings].count("LM101") == 20
    assert outcome.files == 23


def test_what_is_parsed_at_a_time_is_bounded(tmp_path):
    """Batches hold files in order up to a size, the largest first; large ones wait for room."""
    megabyte = 1 << 20
    sizes = [100, 7 * megabyte, 200_000, 100_000, 5 * megabyte, 0]
    sized = [(Listed(f"{n}.js", str(tmp_path / f"{n}.js")), size) for n, size in enumerate(sizes)]
    terms = engine.make_terms(AROUND)
    crowd = pool.Pool(terms, 4, sized)
    assert [it.size_bytes for it in crowd.waiting] == sorted(
        (it.size_bytes for it in crowd.waiting), reverse=True
    )
    taken = []
    while (batch := crowd._next()) is not None:
        crowd.running[object()] = batch
        taken.append(batch.size_bytes)
    assert taken[0] == 7 * megabyte
    assert 5 * megabyte not in taken
    assert sum(taken) <= 8 * megabyte
