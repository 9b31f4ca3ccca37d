"""Taking out of a state what grants something, before it leaves the machine.

Client secrets go, and each place that repeats one. Digests of codes and tokens are numbered, so
that what belongs together still does, and no token of here is one there. The team is not in a
state.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from localminis.spec.signature import HEADER, STANDARD_SIGNATURE
from localminis.web.requestlog import masking

MASK: Final = "***"
MASKED: Final = (
    "client secrets, present and former",
    "login codes, access and refresh tokens: their digests",
    "signatures of webhooks",
    "client secrets and tokens that are repeated in any text",
    "members, their passwords, sessions and tokens: not in a bundle at all",
)
_DIGESTS: Final = {"tokens": ("token_digest", "family"), "login_codes": ("code_digest",)}
_APP_SECRETS: Final = ("client_secret", "former_secret")
_SIGNATURES: Final = frozenset({HEADER.lower(), STANDARD_SIGNATURE})
# A shorter one is a word, and is in every other text.
_SECRET_LENGTH_MIN: Final = 8


class Masker:
    """Masks the rows of one state; knows its secrets from the state itself."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._secrets = {
            row[name]
            for row in document["tables"]["apps"]
            for name in _APP_SECRETS
            if row[name] is not None and len(row[name]) >= _SECRET_LENGTH_MIN
        }
        self._numbers: dict[str, str] = {}

    def mask(self) -> None:
        """Mask the whole state, in place."""
        tables = self._document["tables"]
        for app in tables["apps"]:
            app.update(dict.fromkeys((*_APP_SECRETS, "former_secret_until_s")))
        for table, columns in _DIGESTS.items():
            for row in tables[table]:
                row.update({name: self._numbered(row[name]) for name in columns})
        for row in tables["webhook_attempts"]:
            row["request_headers"] = _unsigned(row["request_headers"])
        for row in self._all_rows():
            self.mask_texts(row)

    def mask_texts(self, row: dict[str, Any]) -> None:
        """Mask what secrets the texts of a row repeat, in place."""
        for name, value in row.items():
            if isinstance(value, str):
                row[name] = self._masked(value)

    def _all_rows(self) -> Iterator[dict[str, Any]]:
        for rows in self._document["tables"].values():
            yield from rows

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, MASK)
        return masking.without_tokens(text)

    def _numbered(self, digest: str | None) -> str | None:
        if digest is None:
            return None
        # Longer than what a session is called by, and no digest of anything.
        return self._numbers.setdefault(digest, f"{len(self._numbers) + 1:012d}-masked")


def _unsigned(headers: str | None) -> str | None:
    if headers is None:
        return None
    shown = [
        (name, MASK if name.lower() in _SIGNATURES else value)
        for name, value in json.loads(headers)
    ]
    return json.dumps(shown)
