"""What is worth several processes."""

import sys

from localminis.checker import engine, share
from localminis.checker.files import build_files
from localminis.checker.rule import Circumstances
from localminis.project.model import Config

TERMS = engine.make_terms(Circumstances(Config()))


def test_little_is_looked_at_in_this_process(tmp_path, monkeypatch):
    """Starting processes takes longer than a small check."""
    monkeypatch.setitem(sys.modules, "localminis.checker.pool", None)
    (tmp_path / "a.js").write_text("eval('x');")
    run = share.examiner(8)(TERMS, build_files(tmp_path))
    assert [listed.name for listed, _ in run] == ["a.js"]


def test_what_no_rule_looks_into_weighs_nothing(tmp_path):
    """A film is no reason for processes; nor is what is too large to be parsed, or not there."""
    (tmp_path / "film.mp4").write_bytes(bytes(3_000_000))
    (tmp_path / "gone.js").symlink_to(tmp_path / "nothing.js")
    (tmp_path / "app.js").write_text("a();")
    weights = {each.name: share.weight_bytes(each) for each in build_files(tmp_path)}
    assert weights == {"film.mp4": 0, "gone.js": 0, "app.js": 4}
