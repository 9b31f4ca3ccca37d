"""The facts about `minis.manifest.json`."""

import pytest

from localminis.spec.manifest import name_order


def test_names_are_ordered_by_their_bytes():
    """Upper case comes before lower case, and letters outside ASCII last, on every machine."""
    names = ["é.js", "a.js", "Z.js", "a-b.js", "a", "404.html", "\U0001f600.png", "\uffee.txt"]
    assert sorted(names, key=name_order) == [
        "404.html",
        "Z.js",
        "a",
        "a-b.js",
        "a.js",
        "é.js",
        "\uffee.txt",
        "\U0001f600.png",
    ]


def test_a_name_that_is_no_text_has_no_order():
    """A file name with bytes outside UTF-8 cannot slip into the document."""
    with pytest.raises(UnicodeEncodeError):
        name_order("\udcff.js")
