"""The webhook signature, both directions: the platform signs here, an app's backend verifies here.

HMAC-SHA256 keyed by the client secret over `t`, a dot and the raw body bytes.
Source: contract server-api §7.1 (webhooks-verification).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final

from localminis.errors import Refused

# Written `TikTok-Signature` in the platform's prose and `Tiktok-Signature` in its sample; HTTP
# header names know no case.
HEADER: Final = "TikTok-Signature"

# The verification page names no number; five minutes is the games page's advice and usual.
TOLERANCE_S: Final = 300

_TIME = re.compile(r"[0-9]{1,15}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class SignatureRefused(Refused):
    """A webhook whose sender is not proven; answer 401 and do nothing with its body."""


class SignatureMissing(SignatureRefused):
    """The request carries no signature header."""


class SignatureMalformed(SignatureRefused):
    """The header is there but is not `t=<seconds>,s=<64 hex digits>`."""


class SignatureMismatch(SignatureRefused):
    """No signature in the header was made with this secret over these bytes."""


class SignatureTooOld(SignatureRefused):
    """The signature is genuine, but was made too long ago; it may be a replay."""

    def __init__(self, age_s: int, tolerance_s: int) -> None:
        super().__init__(
            f"The webhook was signed {age_s} s ago and at most {tolerance_s} s are accepted. "
            "Check this machine's clock, or raise tolerance_s to accept late retries."
        )
        self.age_s = age_s
        self.tolerance_s = tolerance_s


class SignatureInFuture(SignatureRefused):
    """The signature is genuine, but its time lies ahead of this machine's clock."""

    def __init__(self, ahead_s: int, tolerance_s: int) -> None:
        super().__init__(
            f"The webhook was signed {ahead_s} s in the future and at most {tolerance_s} s are "
            "accepted. Check this machine's clock."
        )
        self.ahead_s = ahead_s
        self.tolerance_s = tolerance_s


def sign(secret: str, body: bytes, t: int) -> str:
    """Return the header value `t=…,s=…` for a body.

    Args:
        secret: the app's client secret; there is no separate webhook secret.
        body: the exact bytes that are sent.
        t: epoch seconds, UTC, not negative.

    Raises:
        ValueError: the secret is empty, or `t` is negative.

    Source: contract server-api §7.1.
    """
    if not secret:
        raise ValueError("The secret is empty; sign with the app's client secret.")
    if t < 0:
        raise ValueError(f"The time t is {t}; use epoch seconds.")
    return f"t={t},s={_digest(secret, body, str(t))}"


def verify(
    secret: str | Sequence[str],
    body: bytes,
    header: str | None,
    *,
    now_s: int,
    tolerance_s: int = TOLERANCE_S,
) -> int:
    """Prove that a webhook comes from the holder of the secret, and is fresh.

    Args:
        secret: the client secret, or several while a secret is being replaced; one must fit.
        body: the request's raw bytes, before any parsing.
        header: the value of `TikTok-Signature`; several `s=` are accepted, one must fit.
        now_s: wall time, epoch seconds.
        tolerance_s: how far `t` may lie from `now_s`, in the past and in the future.

    Returns:
        The time `t` at which the webhook was signed, epoch seconds.

    Raises:
        SignatureMissing: there is no header.
        SignatureMalformed: the header cannot be read.
        SignatureMismatch: the bytes or the secret are not the ones that were signed.
        SignatureTooOld: `t` is more than `tolerance_s` before `now_s`.
        SignatureInFuture: `t` is more than `tolerance_s` after `now_s`.
        ValueError: no secret was given, or the tolerance is negative.

    Source: contract server-api §7.1; that several `s=` may come is assumed.
    """
    known = [secret] if isinstance(secret, str) else list(secret)
    if not known or not all(known):
        raise ValueError("A secret is empty; verify with the app's client secret.")
    if tolerance_s < 0:
        raise ValueError(f"The tolerance_s is {tolerance_s}; use 0 or more seconds.")
    t, claimed = _read(header)
    # Every pair is compared, so that the time taken does not tell which one came close.
    fits = [
        hmac.compare_digest(_digest(each, body, t), claim) for each in known for claim in claimed
    ]
    if not any(fits):
        raise SignatureMismatch(
            "The webhook's signature does not fit its body. Verify the raw body bytes, not JSON "
            "written again, with the client secret of the app that the webhook is for."
        )
    age_s = now_s - int(t)
    if age_s > tolerance_s:
        raise SignatureTooOld(age_s, tolerance_s)
    if -age_s > tolerance_s:
        raise SignatureInFuture(-age_s, tolerance_s)
    return int(t)


def _digest(secret: str, body: bytes, t: str) -> str:
    message = t.encode("ascii") + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _read(header: str | None) -> tuple[str, list[str]]:
    if not header or not header.strip():
        raise SignatureMissing(
            f"The request has no {HEADER} header. Refuse it, or check that the proxy in front "
            "passes the header on."
        )
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for key, _, value in pairs if key == "t"]
    claimed = [value for key, _, value in pairs if key == "s" and _DIGEST.fullmatch(value)]
    if len(times) != 1 or not _TIME.fullmatch(times[0]):
        raise SignatureMalformed(
            f"The {HEADER} header has no single time in it. Expect t=<epoch seconds>,s=<hex>."
        )
    if not claimed:
        raise SignatureMalformed(
            f"The {HEADER} header has no signature of 64 lower-case hex digits in it. "
            "Expect t=<epoch seconds>,s=<hex>."
        )
    # The text of t goes into the digest, not its number: leading zeros count.
    return times[0], claimed


# The Standard Webhooks specification: its three headers, sent beside ours on request.
STANDARD_ID: Final = "webhook-id"
STANDARD_TIME: Final = "webhook-timestamp"
STANDARD_SIGNATURE: Final = "webhook-signature"


def standard_secret(secret: str) -> str:
    """Write a client secret in the form that Standard Webhooks libraries take."""
    return "whsec_" + base64.b64encode(secret.encode()).decode("ascii")


def sign_standard(secret: str, body: bytes, t: int, message_id: str) -> dict[str, str]:
    """Return the three headers of the Standard Webhooks specification for a body.

    Args:
        secret: the app's client secret; libraries take it as `standard_secret` writes it.
        message_id: the same for every delivery of one event.

    Source: the Standard Webhooks specification; the platform itself is not known to send these.
    """
    message = f"{message_id}.{t}.".encode() + body
    digest = base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode("ascii")
    return {STANDARD_ID: message_id, STANDARD_TIME: str(t), STANDARD_SIGNATURE: f"v1,{digest}"}
