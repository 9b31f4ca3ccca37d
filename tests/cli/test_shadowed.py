"""Names of ours that another program has taken."""

import os
import sys
from pathlib import Path

from localminis.cli.shadowed import sentence, shadowed_names


def test_only_a_program_that_comes_first_shadows_ours(monkeypatch, tmp_path):
    """Behind ours it is never called, and a name that nobody has is no matter."""
    other = tmp_path / "minis"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    own = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), own]))
    assert shadowed_names() == {"minis": str(other)}
    monkeypatch.setenv("PATH", os.pathsep.join([own, str(tmp_path)]))
    assert shadowed_names() == {}
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert shadowed_names() == {}


def test_the_sentence_names_the_other_one():
    """And what to call instead."""
    said = sentence("minis", "/opt/minis")
    assert said == "`minis` on the PATH is another program (/opt/minis). Call `localminis` instead."
