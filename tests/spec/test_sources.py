"""The keys that say where a fact comes from."""

import re
from pathlib import Path

import localminis
from localminis.spec.sources import NOTES, SOURCES

KEY = re.compile(r"\b(?:seed|contract):[a-z][\w.-]*[\w]")


def test_every_key_that_the_code_cites_exists():
    """A reader can look up every source that a docstring names."""
    root = Path(localminis.__file__).parent
    cited = {
        (path.name, key)
        for path in root.rglob("*.py")
        for key in KEY.findall(path.read_text("utf-8"))
        if path.name != "sources.py"
    }
    assert cited
    assert {(name, key) for name, key in cited if key not in SOURCES} == set()


def test_every_key_says_what_it_stands_for():
    """No key is a riddle, and each names one of the two kinds of source."""
    assert all(KEY.fullmatch(key) for key in SOURCES)
    assert all(len(text) > 10 for text in (*SOURCES.values(), *NOTES.values()))
