"""Why a webhook's signature does not fit: the mistakes that integrators make, tried one by one.

It verifies as `spec/signature.py` does, and when that refuses looks for what would have fitted.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from localminis.spec import signature
from localminis.spec.signature import (
    SignatureInFuture,
    SignatureMalformed,
    SignatureMismatch,
    SignatureMissing,
    SignatureTooOld,
)

_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
_EXPECTED: Final = "Expect t=<epoch seconds>,s=<64 lower-case hex digits>."
_MILLISECONDS_FROM: Final = 10**11
_DOCUMENT_NESTING: Final = (RecursionError, ValueError)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a verification: `reason` is a short name, `message` one or two sentences."""

    reason: str
    message: str
    age_s: int | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether the signature fits and is fresh."""
        return self.reason == "genuine"


@dataclass(frozen=True, slots=True)
class _Claim:
    t: str
    digests: tuple[bytes, ...]
    oddity: str | None


def explain(
    secret: str,
    body: bytes,
    header: str | None,
    *,
    now_s: int,
    tolerance_s: int = signature.TOLERANCE_S,
    other_secrets: Mapping[str, str] | None = None,
) -> Verdict:
    """Verify a webhook and say what is wrong with it, as far as that can be found out.

    Args:
        secret: the client secret that should fit.
        now_s: wall time, epoch seconds.
        other_secrets: secrets of other apps by client key, to recognise a mix-up.
    """
    try:
        t = signature.verify(secret, body, header, now_s=now_s, tolerance_s=tolerance_s)
    except SignatureMissing:
        return Verdict(
            "header_missing",
            f"There is no {signature.HEADER} header. The platform signs every webhook; look for a "
            "proxy or a framework that drops it.",
        )
    except SignatureTooOld as trouble:
        return _stale(header, "too_old", f"{trouble.age_s} s ago", trouble.age_s, tolerance_s)
    except SignatureInFuture as trouble:
        ahead = f"{trouble.ahead_s} s in the future"
        return _stale(header, "in_future", ahead, -trouble.ahead_s, tolerance_s)
    except (SignatureMalformed, SignatureMismatch) as trouble:
        return _search(secret, body, header or "", other_secrets or {}, str(trouble.args[0]))
    return Verdict("genuine", "The signature fits the body and is fresh.", now_s - t)


def _stale(header: str | None, reason: str, when: str, age_s: int, tolerance_s: int) -> Verdict:
    t = _read(header or "").t
    if t.isdigit() and int(t) >= _MILLISECONDS_FROM:
        return Verdict(
            "time_in_milliseconds",
            f"The time t={t} counts milliseconds. Sign with whole epoch seconds.",
            age_s,
        )
    return Verdict(
        reason,
        f"The signature is genuine, but was made {when}, and {tolerance_s} s are tolerated. "
        "Compare the clocks of the two machines; retries are signed anew unless the setting "
        "webhook_resign is `first`.",
        age_s,
    )


def _search(
    secret: str, body: bytes, header: str, others: Mapping[str, str], refusal: str
) -> Verdict:
    claim = _read(header)
    if not claim.digests or not (claim.t.isascii() and claim.t.isdigit()):
        said = f"The header cannot be read: {claim.oddity}." if claim.oddity else refusal
        return Verdict("header_form", f"{said} {_EXPECTED}")
    if _fits(claim, secret, body):
        return Verdict(
            "header_form",
            f"The digest is right and the header's form is not: {claim.oddity}. {_EXPECTED}",
        )
    secrets = list(_secrets(secret, others))
    bodies = list(_bodies(body))
    for (secret_said, each_secret), (body_said, each_body) in product(secrets, bodies):
        if _fits(claim, each_secret, each_body):
            sentences = " ".join(each for each in (secret_said, body_said) if each is not None)
            return Verdict("wrong_body" if secret_said is None else "wrong_secret", sentences)
    for said, digest in _other_ways(secret, body, claim.t):
        if any(hmac.compare_digest(digest, each) for each in claim.digests):
            return Verdict("wrong_message", said)
    return Verdict(
        "no_match",
        "The signature fits neither this body, nor the same JSON written in other ways, nor a "
        "known secret. Take the raw bytes as they arrived and the client secret of the app in "
        "the body's client_key; perhaps the body or the time t was changed on its way. Which of "
        "them the signature alone cannot tell; the log of the platform that sent it can.",
    )


def claimed(header: str) -> tuple[str, tuple[bytes, ...]]:
    """Read the time and the digests of a header, as kindly as can be."""
    claim = _read(header)
    return claim.t, claim.digests


def _fits(claim: _Claim, secret: str, body: bytes) -> bool:
    message = claim.t.encode() + b"." + body
    digest = hmac.digest(secret.encode(), message, "sha256")
    return any(hmac.compare_digest(digest, each) for each in claim.digests)


def _read(header: str) -> _Claim:
    """Read a header as kindly as possible and say what is odd about it."""
    oddities = []
    text = header.strip().strip("\"'")
    name, colon, rest = text.partition(":")
    if colon and "=" not in name:
        oddities.append(f"it begins with the header's name {name!r}")
        text = rest.strip()
    if ";" in text and "," not in text:
        oddities.append("its parts are divided by ';' and not by ','")
        text = text.replace(";", ",")
    t, digests = "", []
    for part in text.split(","):
        key, equals, value = part.strip().partition("=")
        if key.lower() == "t" and equals:
            if t:
                oddities.append("it has more than one time")
            t = value.strip()
        else:
            given = value if equals and key.lower() in {"s", "v1", "sha256"} else part.strip()
            if key != "s":
                oddities.append(
                    f"the digest is called {key!r} and not 's'" if equals else "no 's='"
                )
            digest, oddity = _digest(given.strip())
            digests += [digest] if digest is not None else []
            oddities += [oddity] if oddity else []
    if not t:
        oddities.append("it has no time t=")
    if t and not (t.isascii() and t.isdigit()):
        oddities.append(f"its time {t!r} is not whole epoch seconds")
    if not digests:
        oddities.append("it has no readable digest s=")
    said = "; ".join(dict.fromkeys(oddities))
    return _Claim(t, tuple(digests), said or None)


def _digest(text: str) -> tuple[bytes | None, str | None]:
    if _HEX.fullmatch(text):
        is_lower = text == text.lower()
        return bytes.fromhex(text), None if is_lower else "the digest is in upper case"
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None, "the digest is not 64 hex digits"
    if len(decoded) == hashlib.sha256().digest_size:
        return decoded, "the digest is base64 and not hex"
    return None, f"the digest has {len(text)} characters and not 64"


def _secrets(secret: str, others: Mapping[str, str]) -> Iterator[tuple[str | None, str]]:
    yield None, secret
    for client_key, other in others.items():
        if other != secret:
            yield f"It was signed with the secret of the app {client_key}.", other
    stripped = secret.strip()
    if stripped != secret:
        yield "The secret was given with spaces or a line end around it; strip it.", stripped
    for extra in ("\n", "\r\n", " "):
        said = "It was signed with a secret that has a space or a line end behind it."
        yield said, secret + extra
    encoded = base64.b64encode(secret.encode()).decode("ascii")
    yield "It was signed with the secret in base64; use the secret as it is.", encoded
    yield "It was signed with an empty secret.", ""


def _bodies(body: bytes) -> Iterator[tuple[str | None, bytes]]:
    yield None, body
    for said, other in (
        ("a line end was added to the body", body.rstrip(b"\r\n")),
        ("the line end behind the body was lost", body + b"\n"),
        ("line ends were changed", body.replace(b"\r\n", b"\n")),
        ("line ends were changed", body.replace(b"\n", b"\r\n")),
        ("a byte order mark was added", body.removeprefix(b"\xef\xbb\xbf")),
        ("the body was read as Latin-1", _latin_1(body)),
        ("spaces around the body were lost or added", body.strip()),
    ):
        if other != body:
            yield f"The body was changed after signing: {said}. Verify the raw bytes.", other
    try:
        document = json.loads(body)
    except _DOCUMENT_NESTING:
        return
    for said, other in _writings(document):
        if other != body:
            again = f"The body was parsed and written again: the same JSON {said} fits."
            yield f"{again} Verify the raw request bytes before any parsing.", other


_STYLES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("without spaces", {"separators": (",", ":")}),
    ("with a space after commas and colons", {"separators": (", ", ": ")}),
    ("indented by 2", {"indent": 2}),
    ("indented by 4", {"indent": 4}),
)


def _writings(document: Any) -> Iterator[tuple[str, bytes]]:
    for (style, options), is_ascii, is_sorted, is_slashed, (inner, each) in product(
        _STYLES, (False, True), (False, True), (False, True), _contents(document)
    ):
        text = json.dumps(each, ensure_ascii=is_ascii, sort_keys=is_sorted, **options)
        said = [style]
        if is_ascii:
            said.append("other letters escaped")
        if is_sorted:
            said.append("keys sorted")
        if is_slashed:
            said.append("slashes escaped")
            text = text.replace("/", "\\/")
        said += [inner] if inner else []
        yield ", ".join(said), text.encode("utf-8", "surrogatepass")


def _contents(document: Any) -> Iterator[tuple[str | None, Any]]:
    yield None, document
    if not isinstance(document, dict):
        return
    content = document.get("content")
    if isinstance(content, Mapping):
        for inner in (json.dumps(content), json.dumps(content, separators=(",", ":"))):
            yield "with content as a string, not as an object", {**document, "content": inner}
    if isinstance(content, str):
        try:
            yield "with content as an object", {**document, "content": json.loads(content)}
        except _DOCUMENT_NESTING:
            return


def _latin_1(body: bytes) -> bytes:
    try:
        return body.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return body


def _other_ways(secret: str, body: bytes, t: str) -> Iterator[tuple[str, bytes]]:
    key, time = secret.encode(), t.encode()
    signs: Callable[[bytes], bytes] = lambda message: hmac.digest(key, message, "sha256")  # noqa: E731 - short for a table
    say = "The digest covers {}; it must be HMAC-SHA256 over t, a dot and the body.".format
    yield say("the body alone"), signs(body)
    yield say("t and the body without a dot between them"), signs(time + body)
    yield say("the body, a dot and t, in this order"), signs(body + b"." + time)
    yield say("the digest of the body"), signs(time + b"." + hashlib.sha256(body).digest())
    plain = hashlib.sha256(key + time + b"." + body).digest()
    yield say("a plain hash of the secret and the message"), plain
    swapped = hmac.digest(time + b"." + body, key, "sha256")
    yield say("the secret, keyed by the message"), swapped
    try:
        content = json.loads(body)["content"]
    except (*_DOCUMENT_NESTING, KeyError, TypeError):
        return
    if isinstance(content, str):
        yield say("content alone"), signs(time + b"." + content.encode())
