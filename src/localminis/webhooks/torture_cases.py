"""The deliveries of the receiver test, each with what a right receiver does and the usual fix.

Source: contract server-api §7 and §8 for what the platform may send, §16 for what goes wrong.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any, Final

from localminis.clock import wall_s
from localminis.spec import limits, signature
from localminis.spec.events import (
    AUTHORIZATION_REMOVED,
    PING,
    REDEEM_SUCCESS,
    REFUND_TRACEBACK,
)
from localminis.spec.unsent_events import FOREIGN
from localminis.webhooks.post import Exchange
from localminis.webhooks.rules import compact
from localminis.webhooks.torture import Bench, Case, Order, accepted, change, refused

_COPIES: Final = 5
_HOUR_S: Final = 3_600
_SLOW_PIECES: Final = 8
_SLOW_PAUSE_S: Final = 0.25
_HUGE_BYTES: Final = 262_144
_FAST_ENOUGH_MS: Final = 5_000


async def _valid(bench: Bench) -> str | None:
    order = bench.first = bench.new_order()
    before = await bench.state(order)
    met = await bench.deliver(bench.envelope(order=order))
    if met.status is not None and not met.is_ended:
        return "the answer began and never ended"
    trouble = accepted(met)
    after = await bench.state(order)
    if trouble is not None or bench.target.state_url is None:
        return trouble
    bench.has_acted = before != after
    bench.single_change = change(before, after)
    if bench.has_acted:
        return None
    known = "" if order.is_real else "; name an order that the receiver knows with --order"
    forged = await bench.send(b"{}", header=f"t={wall_s()},s={'0' * 64}")
    if accepted(forged) is None:
        known += "; a forged one is accepted too, so it may have found the genuine signature wrong"
    return f"it was accepted, and nothing changed{known}"


async def _duplicate(bench: Bench) -> str | None:
    assert bench.first is not None
    before = await bench.state(bench.first)
    trouble = accepted(await bench.deliver(bench.envelope(order=bench.first)))
    after = await bench.state(bench.first)
    if trouble is None and before != after:
        return "the order was acted on a second time"
    return trouble


async def _concurrent(bench: Bench) -> str | None:
    order = bench.new_order()
    before = await bench.state(order)
    envelope = bench.envelope(order=order)
    met = await asyncio.gather(*(bench.deliver(envelope) for _ in range(_COPIES)))
    for each in met:
        if (trouble := accepted(each)) is not None:
            return f"of {_COPIES} copies at the same time, one failed: {trouble}"
    after = await bench.state(order)
    once = bench.single_change
    if once is None or not bench.has_acted:
        return None
    (count, total), (most_count, most_total) = change(before, after), once
    if count > most_count or (most_total > 0 and total > most_total):
        return f"{_COPIES} copies at the same time changed more than one delivery does"
    return None


async def _refund(bench: Bench) -> str | None:
    assert bench.first is not None
    before = await bench.state(bench.first)
    envelope = _traceback(bench, bench.first, 1)
    trouble = accepted(await bench.deliver(envelope))
    after = await bench.state(bench.first)
    if trouble is None and bench.has_acted and before == after:
        return "a refund of an order that had been paid changed nothing"
    if trouble is None:
        trouble = accepted(await bench.deliver(envelope))
        if trouble is None and await bench.state(bench.first) != after:
            return "the same refund was acted on a second time"
    return trouble


async def _reordered(bench: Bench) -> str | None:
    order = bench.new_order()
    paid = bench.envelope(order=order, create_time=wall_s() - 60)
    before = await bench.state(order)
    for name, envelope in (("refund", _traceback(bench, order, 1)), ("payment", paid)):
        if (trouble := accepted(await bench.deliver(envelope))) is not None:
            return f"the {name}, which came in the wrong order, failed: {trouble}"
    if order.is_real and bench.has_acted and await bench.state(order) == before:
        return "a refund that came before its payment made both disappear"
    return None


async def _late(bench: Bench) -> str | None:
    long_ago = wall_s() - limits.WEBHOOK_HORIZON_S + _HOUR_S
    return accepted(await bench.deliver(bench.envelope(create_time=long_ago)))


async def _stale(bench: Bench) -> str | None:
    return await _refuses(bench, t=wall_s() - _HOUR_S)


async def _future(bench: Bench) -> str | None:
    return await _refuses(bench, t=wall_s() + _HOUR_S)


async def _bad_signature(bench: Bench) -> str | None:
    return await _refuses(bench, header=f"t={wall_s()},s={'0' * 64}")


async def _missing_signature(bench: Bench) -> str | None:
    return await _refuses(bench, header=None)


async def _other_app(bench: Bench) -> str | None:
    return await _refuses(bench, secret=bench.other_secret, client_key="mnanotherapp0001")


async def _tampered(bench: Bench) -> str | None:
    order = bench.new_order()
    genuine = compact(bench.envelope(order=order)).encode()
    header = signature.sign(bench.target.secret, genuine, wall_s())
    body = genuine.replace(order.open_id.encode(), f"{order.open_id}x".encode())
    return await _unmoved(bench, order, body, header=header)


async def _rubbish(bench: Bench) -> str | None:
    for body in (b"", b"rubbish", b"[]", b'{"event":', b"\x00\xff"):
        if (trouble := refused(await bench.send(body, header=None))) is not None:
            return f"of the body {body!r} without signature, {trouble}"
    return None


async def _odd_bytes(bench: Bench) -> str | None:
    for style in _STYLES:
        body = json.dumps(bench.envelope(nickname="Zoë/é"), **style).encode()
        if (trouble := accepted(await bench.send(body))) is not None:
            return f"genuine JSON in another writing: {trouble}"
    return None


async def _header_case(bench: Bench) -> str | None:
    body = compact(bench.envelope()).encode()
    for name in ("tiktok-signature", "Tiktok-Signature", "TIKTOK-SIGNATURE"):
        if (trouble := accepted(await bench.send(body, header_name=name))) is not None:
            return f"with the header written {name}, {trouble}"
    return None


async def _unknown(bench: Bench) -> str | None:
    for name in ("minis.something.new", *(each.name for each in FOREIGN[:2])):
        if (trouble := accepted(await bench.deliver(bench.envelope(name, content={})))) is not None:
            return f"for the event {name}, {trouble}"
    return None


async def _ping(bench: Bench) -> str | None:
    return accepted(await bench.deliver(bench.envelope(PING.name, content={}, user_openid="")))


async def _removed(bench: Bench) -> str | None:
    content = {"reason": 1}
    return accepted(
        await bench.deliver(bench.envelope(AUTHORIZATION_REMOVED.name, content=content))
    )


async def _no_sandbox(bench: Bench) -> str | None:
    order = bench.new_order() if bench.first is None else bench.first
    content = {"trade_order_id": order.trade_order_id, "order_id": order.order_id}
    return accepted(await bench.deliver(bench.envelope(order=order, content=content)))


async def _extra_keys(bench: Bench) -> str | None:
    order = bench.new_order() if bench.first is None else bench.first
    content = {
        "trade_order_id": order.trade_order_id,
        "order_id": order.order_id,
        "is_sandbox": False,
        "pay_type": 1,
        "later": {"nested": [None, True]},
    }
    envelope = bench.envelope(order=order, content=content, user_openid="", version=2)
    return accepted(await bench.deliver(envelope))


async def _huge(bench: Bench) -> str | None:
    met = await bench.deliver(bench.envelope(PING.name, content={"padding": "x" * _HUGE_BYTES}))
    if met.status is None:
        return f"it was not answered: {met.trouble}"
    if met.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"it was answered {met.status}: the receiver failed"
    return None


async def _slow(bench: Bench) -> str | None:
    body = compact(bench.envelope()).encode()

    async def trickle() -> AsyncIterator[bytes]:
        step = len(body) // _SLOW_PIECES + 1
        for at in range(0, len(body), step):
            yield body[at : at + step]
            await asyncio.sleep(_SLOW_PAUSE_S)

    return accepted(await bench.send(body, pieces=trickle()))


async def _fast_enough(bench: Bench) -> str | None:
    slowest = max(bench.seen, key=lambda each: each.duration_ms)
    waited_ms = slowest.duration_ms - round(_SLOW_PIECES * _SLOW_PAUSE_S * 1_000)
    if waited_ms > _FAST_ENOUGH_MS:
        return f"one answer took {slowest.duration_ms} ms"
    return None


async def _ends(bench: Bench) -> str | None:
    endless = [each for each in bench.seen if each.status is not None and not each.is_ended]
    if endless:
        return f"{len(endless)} of {len(bench.seen)} answers began and never ended"
    return None


async def _refuses(bench: Bench, **how: Any) -> str | None:
    order = bench.new_order()
    changes = {"client_key": how.pop("client_key")} if "client_key" in how else {}
    body = compact(bench.envelope(order=order, **changes)).encode()
    return await _unmoved(bench, order, body, **how)


async def _unmoved(bench: Bench, order: Order, body: bytes, **how: Any) -> str | None:
    """Send what proves nothing; the answer must refuse it, and the state must stay."""
    before = await bench.state(order)
    met: Exchange = await bench.send(body, **how)
    if await bench.state(order) != before:
        return "it was acted on"
    return refused(met)


def _traceback(bench: Bench, order: Order, beans: int) -> dict[str, Any]:
    content = {
        "trade_order_id": order.trade_order_id,
        "order_id": order.order_id,
        "is_sandbox": False,
        "refund_amount": beans,
    }
    return bench.envelope(REFUND_TRACEBACK.name, order=order, content=content)


_STYLES: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"indent": 2, "ensure_ascii": False},
    {"sort_keys": True, "separators": (",", ":")},
)

_VERIFY: Final = (
    "Verify TikTok-Signature (HMAC-SHA256 of t, a dot and the raw body, keyed by the client "
    "secret) before anything else, and answer 401 when it does not fit."
)
_ANSWER: Final = "Answer 200 to every genuine delivery, whether or not you have use for it."
_AGE: Final = "Refuse a signature whose t is more than 5 minutes from now, in either direction."

CASES: Final = (
    Case(
        "valid",
        f"a genuine {REDEEM_SUCCESS.name} is accepted and acted on",
        "Verify the raw bytes as they came. Parse `content` a second time: it is a JSON document "
        "inside a string. End the response.",
        _valid,
    ),
    Case(
        "duplicate",
        "the same event again is accepted and not acted on again",
        "Remember what was done, in the transaction that does it, and answer 200.",
        _duplicate,
    ),
    Case(
        "concurrent",
        f"{_COPIES} copies at the same time count once",
        "Let the database decide who is first: a unique key on the order and the event's name.",
        _concurrent,
    ),
    Case(
        "refund",
        "a refund of the same order is accepted and acted on once",
        "Make the event's name part of the key: trade_order_id alone swallows the refund.",
        _refund,
    ),
    Case(
        "reordered",
        "a refund that comes before its payment is accepted",
        "Do not rely on an order of events; keep what comes early and answer 200.",
        _reordered,
    ),
    Case(
        "late",
        "an event of three days ago, signed now, is accepted",
        "Judge age by the signature's t; create_time is when it happened, and retries come late.",
        _late,
    ),
    Case(
        "odd_bytes",
        "JSON with spaces, escapes and other key order is verified as sent",
        "Verify the raw request bytes, before a framework parses them; never write JSON anew.",
        _odd_bytes,
    ),
    Case(
        "header_case",
        "the header's name is found in any case",
        "Look the header up without regard to case.",
        _header_case,
    ),
    Case("bad_signature", "a wrong signature is refused", _VERIFY, _bad_signature),
    Case("missing_signature", "a missing signature is refused", _VERIFY, _missing_signature),
    Case("other_app", "another app's delivery is refused", _VERIFY, _other_app),
    Case("tampered", "a changed body is refused", _VERIFY, _tampered),
    Case("rubbish", "rubbish is refused", _VERIFY, _rubbish),
    Case("stale_timestamp", "a signature of an hour ago is refused", _AGE, _stale, "should"),
    Case("future_timestamp", "a signature from an hour ahead is refused", _AGE, _future, "should"),
    Case("unknown_event", "an event that nobody knows is accepted", _ANSWER, _unknown),
    Case("ping", f"the portal's {PING.name} is accepted", _ANSWER, _ping),
    Case("authorization_removed", f"{AUTHORIZATION_REMOVED.name} is accepted", _ANSWER, _removed),
    Case(
        "no_is_sandbox",
        "content without is_sandbox is accepted",
        "Treat is_sandbox as absent or present; older samples omit it.",
        _no_sandbox,
    ),
    Case(
        "extra_keys",
        "unknown keys and an empty user_openid are accepted",
        "Ignore keys you do not know, and find the user through your order.",
        _extra_keys,
    ),
    Case(
        "huge",
        "a delivery of 256 kB is answered",
        "Refuse large bodies with 413 instead of failing.",
        _huge,
        "should",
    ),
    Case(
        "slow",
        "a delivery that trickles in is accepted",
        "Give the request's body a few seconds.",
        _slow,
    ),
    Case(
        "fast_enough",
        "every answer came well within the time",
        "Answer first, then work: put the event into a queue or a table.",
        _fast_enough,
    ),
    Case(
        "ends_response",
        "every answer that began also ended",
        "End the response: setting the status alone sends nothing, or leaves it open.",
        _ends,
    ),
)
