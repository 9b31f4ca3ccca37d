"""Numbers and sizes for people."""

import pytest

from localminis.amounts import counted, sized


def test_one_thing_has_its_own_form():
    """One page does, two pages do, and thousands can be read."""
    assert counted(1, "error") == "1 error"
    assert counted(0, "error") == "0 errors"
    assert counted(2, "try", "tries") == "2 tries"
    assert counted(10_000, "file") == "10,000 files"


@pytest.mark.parametrize(
    ("size_bytes", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (1_234_000, "1.2 MB"),
        (50_000_000, "50 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_a_size_is_short(size_bytes, said):
    """One decimal where it says something, none where it is a nought."""
    assert sized(size_bytes) == said
