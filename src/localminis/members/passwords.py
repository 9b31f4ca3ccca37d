"""Passwords of people: what is accepted, and Argon2 hashes of them.

Hashing takes a tenth of a second on purpose, so a door does it outside of any transaction.
"""

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from localminis.members.model import PasswordWeak

_LENGTH_MIN: Final = 12
_LENGTH_MAX: Final = 256
_hasher: Final = PasswordHasher()


def hashed(password: str, *, email: str) -> str:
    """Hash a new password.

    Raises:
        PasswordWeak: too short, too long, or the address itself.
    """
    if not _LENGTH_MIN <= len(password) <= _LENGTH_MAX:
        raise PasswordWeak(
            f"The password has {len(password)} characters. Use {_LENGTH_MIN} to {_LENGTH_MAX}; a "
            "sentence is easy to keep."
        )
    if password.casefold() == email.casefold():
        raise PasswordWeak("The password is the e-mail address. Use another one.")
    return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Return whether `password` is the one that was hashed; takes as long when there is none."""
    try:
        return _hasher.verify(stored or _nobodys(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Verified in place of a member who does not exist, so that the time taken tells nothing."""
    return _hasher.hash("a password that nobody has")
