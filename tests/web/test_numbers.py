import pytest

from localminis.web.numbers import whole_number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "1_0", "²", "٣", "9" * 10, "9" * 5_000])
def test_what_is_no_number_in_plain_digits_is_none(text):
    """Other scripts' digits, signs, and what no key can hold."""
    assert whole_number(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("999999999", 999_999_999)])
def test_plain_digits_are_read(text, number):
    """Up to what a key of both databases holds."""
    assert whole_number(text) == number
