"""What was changed of a webhook whose signature fits nothing: told by what the platform sent.

A digest alone cannot tell a changed time from a changed body; the log has both as they left.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from localminis.webhooks.explain import Verdict, claimed

_SHOWN_BYTES: Final = 24
_SHOWN_LETTERS: Final = 60
_DIFFERENCES_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """One attempt as it left: its delivery, the event's name, the signature header, the body."""

    delivery_id: str
    event: str
    header: str
    body: bytes

    @property
    def name(self) -> str:
        """How a sentence calls it."""
        return f"the delivery {self.delivery_id} ({self.event})"


def compare(body: bytes, header: str, sent: Sequence[Sent]) -> Verdict | None:
    """Say what differs between a webhook and what was sent; None when nothing sent is like it.

    Args:
        header: the value of the signature header as it arrived.
        sent: attempts to compare with, the likeliest first.
    """
    t, digests = claimed(header)
    for each in sent:
        sent_t, sent_digests = claimed(each.header)
        if set(digests) & set(sent_digests):
            return _with_this_signature(body, t, each, sent_t)
    for each in sent:
        if each.body == body:
            return Verdict(
                "signature_changed",
                f"The body is that of {each.name}, unchanged, but it was not sent with this "
                f"signature. It left as {each.header}. Take the header of the same request as the "
                "body; each attempt has another one.",
            )
    return None


def _with_this_signature(body: bytes, t: str, sent: Sent, sent_t: str) -> Verdict:
    begin = f"The signature is that of {sent.name}"
    if body == sent.body and t == sent_t:
        return Verdict(
            "secret_replaced",
            f"{begin}, and time and body are as they were sent: the secret is another one now. It "
            "was replaced since, or is not this app's.",
        )
    time = f"it was sent with t={sent_t}, and the header now says t={t}"
    if body == sent.body:
        return Verdict("time_changed", f"{begin}. The body is unchanged; {time}.")
    said = f"{begin}. The body was changed after signing: {_difference(sent.body, body)}"
    if t == sent_t:
        return Verdict("body_changed", f"{said}. The time is unchanged.")
    return Verdict("body_and_time_changed", f"{said}. The time was changed too: {time}.")


def _difference(sent: bytes, given: bytes) -> str:
    """Show where two bodies differ: by the value where both are JSON, else by the byte."""
    try:
        found = list(_values(_opened(json.loads(sent)), _opened(json.loads(given)), ""))
    except (RecursionError, ValueError):
        found = []
    if found:
        more = len(found) - _DIFFERENCES_MAX
        others = [f"and {more} more"] if more > 0 else []
        return "; ".join([*found[:_DIFFERENCES_MAX], *others])
    pairs = enumerate(zip(sent, given, strict=False))
    place = next((at for at, (a, b) in pairs if a != b), min(len(sent), len(given)))
    same = "the same JSON was written in another way, " if _is_same_json(sent, given) else ""
    return (
        f"{same}{len(sent)} bytes were sent and {len(given)} are here; from byte {place} on, "
        f"{_excerpt(sent, place)} was sent and {_excerpt(given, place)} is here"
    )


def _is_same_json(sent: bytes, given: bytes) -> bool:
    try:
        return bool(_opened(json.loads(sent)) == _opened(json.loads(given)))
    except (RecursionError, ValueError):
        return False


def _excerpt(body: bytes, place: int) -> str:
    part = body[place : place + _SHOWN_BYTES]
    return repr(part.decode("utf-8", "replace")) if part else "nothing more"


def _opened(document: Any) -> Any:
    """Read `content` as the document that it is, for what differs inside of it."""
    if isinstance(document, dict) and isinstance(document.get("content"), str):
        try:
            inner = json.loads(document["content"])
        except (RecursionError, ValueError):
            return document
        if isinstance(inner, dict):
            return {**document, "content": inner}
    return document


def _values(sent: Any, given: Any, path: str) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(given, dict):
        for name in [*sent, *(each for each in given if each not in sent)]:
            inner = f"{path}.{name}" if path else name
            if name not in given:
                yield f"{inner} is missing, {_shown(sent[name])} was sent"
            elif name not in sent:
                yield f"{inner} was added, {_shown(given[name])}"
            else:
                yield from _values(sent[name], given[name], inner)
    elif sent != given or type(sent) is not type(given):
        yield f"{path or 'it'} is {_shown(given)}, {_shown(sent)} was sent"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}…"
