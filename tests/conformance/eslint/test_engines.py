"""Both engines of the checker on published bundles, as they are and damaged.

What ESLint is to the rules, the reference engine is to the fast one; every finding counts here.
"""

import random

import pytest
from tests.conformance.eslint.test_agreement import BUNDLES, HERE, MODULES, install

from localminis.checker import engine
from localminis.checker.rule import Circumstances
from localminis.project.model import Config

AROUND = Circumstances(Config())
CHARACTERS = (b"", b"'", b'"', b"`", b"/", b"{", b"}", b"(", b")", b"\n", b"\\", b"eval('x');")
DAMAGES = 400
SLICE_BYTES = 60_000

pytestmark = pytest.mark.npm


def assert_same(path, content):
    fast = engine.check_texts({path: content}, AROUND)
    assert fast == engine.check_texts({path: content}, AROUND, engine="reference"), path


def damaged(content, chance):
    """Take a piece out of a bundle, and put a few characters in or take some away."""
    start = chance.randrange(max(1, len(content) - SLICE_BYTES))
    piece = content[start : start + chance.randrange(1000, SLICE_BYTES)]
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(piece))
        piece = piece[:at] + chance.choice(CHARACTERS) + piece[at + chance.randrange(3) :]
    return piece


def test_both_engines_agree_on_bundles():
    """Every finding of every rule in the smaller bundles, word for word."""
    install(HERE)
    for path in BUNDLES:
        assert_same(path, (MODULES / path).read_bytes())


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_both_engines_agree_on_all_bundles_and_on_damaged_ones():
    """The same on forty megabytes, and on pieces that a tool or a disk has spoilt."""
    modules = install(HERE / "corpus")
    bundles = (HERE / "corpus" / "bundles.txt").read_text().split()
    contents = {path: (modules / path).read_bytes() for path in bundles}
    for path, content in contents.items():
        assert_same(path, content)
    chance = random.Random(17)
    for _ in range(DAMAGES):
        path = chance.choice(bundles)
        assert_same(path, damaged(contents[path], chance))
