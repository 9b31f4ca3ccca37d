"""Nothing that a test starts outlives the run, however the test or the run ends."""

import os
import subprocess
import sys
import uuid

import pytest
from tests import orphans

SLEEP = "import sys; print('here', flush=True); sys.stdin.read()"


@pytest.fixture
def sleeper():
    """Start a process that would stay, in a session of its own; gives it and its mark."""
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-c", SLEEP],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, orphans.CASE: mark},
    ) as process:
        assert process.stdout.readline()
        yield process, mark
        process.kill()


def test_what_bears_the_mark_is_ended_and_nothing_else(sleeper):
    """Another test's mark leaves it alone."""
    process, mark = sleeper
    assert orphans.end(orphans.CASE, uuid.uuid4().hex) == 0
    assert process.poll() is None
    assert orphans.end(orphans.CASE, mark) == 1
    assert process.wait(20) < 0


def test_the_guardian_ends_what_is_left_when_its_input_ends(monkeypatch):
    """As it does when pytest is killed and cannot do anything itself any more."""
    run = uuid.uuid4().hex
    monkeypatch.setenv(orphans.RUN, run)
    with subprocess.Popen([sys.executable, "-c", SLEEP], stdin=subprocess.PIPE) as left:
        guardian = orphans.guardian(run)
        assert left.poll() is None
        guardian.communicate(timeout=20)
        assert left.wait(20) < 0
