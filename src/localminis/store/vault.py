"""Sealing of secrets that must be readable again, with a key kept in a file beside the database."""

import base64
import os
from functools import lru_cache
from pathlib import Path

import filelock
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from localminis.ids import new_nonce, new_vault_key
from localminis.store.model import DatabaseUnavailable, SealBroken

_NONCE_BYTES = 12
_KEY_BYTES = 32
_KEPT = 256


class Vault:
    """Seals and opens short texts (AES-256-GCM), each bound to the record it belongs to."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        # Every call of an app's backend asks for the same one.
        self._opened = lru_cache(maxsize=_KEPT)(self._decrypted)

    def seal(self, text: str, *, record: str) -> str:
        """Encrypt `text` so that it opens only for the same `record`."""
        nonce = new_nonce(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), record.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, *, record: str) -> str:
        """Decrypt what `seal` returned for the same `record`.

        Raises:
            SealBroken: it was sealed with another key, or for another record.
        """
        return self._opened(sealed, record)

    def _decrypted(self, sealed: str, record: str) -> str:
        raw = base64.b64decode(sealed)
        nonce, encrypted = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, encrypted, record.encode()).decode()
        except InvalidTag as error:
            raise SealBroken(
                f"The secret of {record} was sealed with another key file. Put back the one that "
                "belongs to this database."
            ) from error


def load(path: Path, *, may_make: bool = True) -> Vault:
    """Read the key file, or make one that only its owner may read.

    Args:
        may_make: whether a missing file may be made; not when a database is full of sealed secrets.

    Raises:
        DatabaseUnavailable: the file is missing and must not be made, has another length, or cannot
            be read or written.
    """
    try:
        if not path.exists():
            if not may_make:
                raise DatabaseUnavailable(
                    f"The key file {path} is missing, and the client secrets of this database "
                    "are sealed with it. Put it back, or start afresh with another --home."
                )
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise DatabaseUnavailable(
            f"The key file {path} cannot be used ({error.strerror}). "
            "Check the folder's permissions, or choose another one with --home."
        ) from error
    if len(key) != _KEY_BYTES:
        raise DatabaseUnavailable(
            f"The key file {path} has {len(key)} bytes instead of {_KEY_BYTES}. Put the file that "
            "belongs to this database back, or remove the folder to start afresh."
        )
    return Vault(key)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Processes that start together share one key, or the first would seal with a lost one.
    with filelock.FileLock(path.with_suffix(".lock")):
        if path.exists():
            return
        temporary = path.with_suffix(".new")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(new_vault_key(_KEY_BYTES))
        temporary.replace(path)
