import pytest

from localminis.errors import Conflict, Invalid, MinisError, NotFound, Refused, Unavailable

KINDS = [Invalid, Refused, NotFound, Conflict, Unavailable]


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_carries_its_sentence(kind):
    """What was said at construction is what is shown."""
    refusal = kind("The port 80 is taken. Use another.")
    assert refusal.message == str(refusal) == "The port 80 is taken. Use another."
    assert isinstance(refusal, MinisError)


def test_a_refusal_without_a_sentence_shows_its_name():
    """Nothing is ever shown as an empty line."""
    assert Refused().message == "Refused"


def test_the_five_kinds_have_codes_of_their_own():
    """A code tells the kinds apart."""
    assert len({kind.code for kind in KINDS}) == 5
