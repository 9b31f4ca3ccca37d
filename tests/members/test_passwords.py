import pytest

from localminis.members import passwords
from localminis.members.model import PasswordWeak


def test_a_password_is_known_by_its_hash_only():
    """The same password gives another hash each time, and only the right one fits."""
    one, two = (passwords.hashed("a long sentence", email="a@b.test") for _ in range(2))
    assert one != two
    assert "sentence" not in one
    assert passwords.is_right(one, "a long sentence")
    assert not passwords.is_right(one, "another sentence")


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
def test_without_a_hash_nothing_is_right(stored):
    """Not even the password whose hash is verified to spend the time."""
    assert not passwords.is_right(stored, "a password that nobody has")


@pytest.mark.parametrize("password", ["short", "x" * 257, "Ana.Lima@example.com"])
def test_a_weak_password_is_refused(password):
    """Too short, too long, or the address in other letters."""
    with pytest.raises(PasswordWeak):
        passwords.hashed(password, email="ana.lima@example.com")
