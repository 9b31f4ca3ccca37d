"""Patterns that leave files out."""

import pytest

from localminis.project.exclusion import compile_patterns, is_within
from localminis.project.model import PatternInvalid


@pytest.mark.parametrize(
    ("pattern", "met", "not_met"),
    [
        ("*.map", ["a.map", "js/a.js.map"], ["a.mapx", "map"]),
        ("js/*.map", ["js/a.map"], ["a.map", "js/x/a.map", "x/js/a.map"]),
        ("/a.js", ["a.js"], ["x/a.js"]),
        ("./js/a.js", ["js/a.js"], ["a.js"]),
        ("**/t/*.js", ["t/a.js", "x/y/t/a.js"], ["t/x/a.js"]),
        ("js/**", ["js/a", "js/x/a"], ["js", "a/js/b"]),
        ("a?[0-9].js", ["ab1.js"], ["a1.js", "abc.js"]),
        ("[!a].js", ["b.js"], ["a.js"]),
        ("a.b+(c)", ["a.b+(c)"], ["axb+(c)", "a.bb(c)"]),
        ("é*", ["été"], ["ete"]),
        ("[", ["["], ["a"]),
    ],
)
def test_what_a_pattern_meets(pattern, met, not_met):
    """A name counts in every folder, a path from the top, and nothing is a regular expression."""
    excludes = compile_patterns([pattern])
    assert [path for path in met + not_met if excludes(path, is_folder=False)] == met


def test_a_slash_at_the_end_means_folders():
    """A file of the same name stays."""
    excludes = compile_patterns(["cache/"])
    assert excludes("x/cache", is_folder=True)
    assert not excludes("cache", is_folder=False)


@pytest.mark.parametrize("pattern", ["", "/", "./"])
def test_an_empty_pattern_is_refused(pattern):
    """It would mean everything or nothing."""
    with pytest.raises(PatternInvalid):
        compile_patterns([pattern])


def test_a_file_is_within_what_is_left_out():
    """A report knows paths, not folders that it walks: each folder above a file is asked, too."""
    excludes = compile_patterns(["old/", "*.min.js"])
    assert is_within(excludes, "src/old/a/b.js")
    assert is_within(excludes, "a.min.js")
    assert not is_within(excludes, "src/old")
    assert not is_within(excludes, "src/older/b.js")
