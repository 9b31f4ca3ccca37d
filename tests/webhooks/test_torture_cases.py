"""The receiver test against receivers of our own: a right one, and wrong ones of many kinds."""

import asyncio
import hashlib
import hmac
import json
import time

import pytest
from aiohttp import web

from localminis.client import SignatureRefused
from localminis.client.webhooks import TradeOrderRedeemed, TradeOrderRefundTraceback, parse_webhook
from localminis.webhooks import torture
from localminis.webhooks.post import Poster
from localminis.webhooks.rules import Rules
from localminis.webhooks.torture import Order, Target
from localminis.webhooks.torture_cases import CASES

SECRET = "torture-secret-000000000000000000000000"


class Right:
    """What our client library leads to: verify raw bytes, one key per event, 200 to the rest."""

    def __init__(self) -> None:
        self.unlocked: list[str] = []
        self.refunded: dict[str, int] = {}
        self.keys: set[str] = set()

    async def hook(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        header = request.headers.get("TikTok-Signature")
        try:
            event = self.parse(body, header)
        except SignatureRefused:
            return web.Response(status=401)
        if event.dedupe_key not in self.keys:
            self.keys.add(event.dedupe_key)
            self.act(event)
        return web.Response()

    def parse(self, body, header):
        return parse_webhook(SECRET, body, header, now_s=int(time.time()))

    def act(self, event) -> None:
        if isinstance(event, TradeOrderRedeemed):
            self.unlocked.append(event.trade_order_id)
        if isinstance(event, TradeOrderRefundTraceback):
            amount = self.refunded.get(event.trade_order_id, 0) + event.refund_amount
            self.refunded[event.trade_order_id] = amount

    async def state(self, _request) -> web.Response:
        return web.json_response({"unlocked": self.unlocked, "refunded": self.refunded})


def envelope_of(body: bytes, header: str | None, *, signed: bytes | None = None) -> dict:
    """Verify by hand, as people do, and parse once."""
    parts = dict(each.split("=") for each in (header or "t=0,s=0").split(","))
    message = parts["t"].encode() + b"." + (body if signed is None else signed)
    digest = hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(digest, parts["s"]) or abs(time.time() - int(parts["t"])) > 300:
        raise PermissionError
    return json.loads(body)


class ParsesOnce(Right):
    """Looks for the order at the top level of the event, where it is not."""

    async def hook(self, request):
        try:
            event = envelope_of(await request.read(), request.headers.get("TikTok-Signature"))
        except PermissionError:
            return web.Response(status=401)
        if event.get("trade_order_id"):
            self.unlocked.append(event["trade_order_id"])
        return web.Response()


class KeysOnOrderOnly(Right):
    """Remembers the order and forgets that there is more than one event about it."""

    async def hook(self, request):
        try:
            event = self.parse(await request.read(), request.headers.get("TikTok-Signature"))
        except SignatureRefused:
            return web.Response(status=401)
        key = event.content.get("trade_order_id", event.dedupe_key)
        if key not in self.keys:
            self.keys.add(key)
            self.act(event)
        return web.Response()


class VerifiesRewritten(Right):
    """Parses first, and verifies what it writes from that."""

    async def hook(self, request):
        body = await request.read()
        header = request.headers.get("TikTok-Signature")
        try:
            parsed = json.loads(body)
            again = json.dumps(parsed, separators=(",", ":"), ensure_ascii=False).encode()
            envelope_of(body, header, signed=again)
        except (ValueError, PermissionError):
            return web.Response(status=401)
        key = parsed["event"] + parsed["content"]
        if key not in self.keys:
            self.keys.add(key)
            self._act(parsed["event"], json.loads(parsed["content"]))
        return web.Response()

    def _act(self, name, content):
        if name.endswith("redeem.success"):
            self.unlocked.append(content["trade_order_id"])
        if name.endswith("refund_traceback"):
            self.refunded[content["trade_order_id"]] = content["refund_amount"]


async def leave_open(request, status: int):
    response = web.StreamResponse(status=status)
    response.enable_chunked_encoding()
    await response.prepare(request)
    await asyncio.Event().wait()


class NeverEnds(Right):
    """Writes the head of an answer and leaves it at that."""

    async def hook(self, request):
        answer = await super().hook(request)
        return await leave_open(request, answer.status)


class NeverAnswers(Right):
    """Reads the event and says nothing."""

    async def hook(self, request):
        await asyncio.Event().wait()


class AcceptsAnything(Right):
    """Answers 200 and believes whatever comes."""

    async def hook(self, request):
        try:
            event = json.loads(await request.read())
            content = json.loads(event["content"])
            self.unlocked.append(content["trade_order_id"])
        except (ValueError, KeyError, TypeError):
            pass
        return web.Response()


class SwallowsDoubt(Right):
    """Finds every signature wrong, writes that down, and answers 200."""

    async def hook(self, request):
        return web.Response(text="bad signature")


class ForgetsWhileBusy(Right):
    """Looks whether it has acted, waits for something, then acts: a race."""

    async def hook(self, request):
        try:
            event = self.parse(await request.read(), request.headers.get("TikTok-Signature"))
        except SignatureRefused:
            return web.Response(status=401)
        is_new = event.dedupe_key not in self.keys
        await asyncio.sleep(0.05)
        if is_new:
            self.keys.add(event.dedupe_key)
            self.act(event)
        return web.Response()


class SaysConflict(Right):
    """Treats a repeated event as an error."""

    async def hook(self, request):
        before = len(self.keys)
        answer = await super().hook(request)
        return (
            web.Response(status=409)
            if answer.status == 200 and len(self.keys) == before
            else answer
        )


class FailsOnRubbish(Right):
    """Falls over what it cannot read."""

    def parse(self, body, header):
        json.loads(body)
        return super().parse(body, header)


class NoAgeCheck(Right):
    """Believes any genuine signature, however old."""

    def parse(self, body, header):
        return parse_webhook(SECRET, body, header, now_s=int(time.time()), tolerance_s=10**9)


def report(kind, *, with_state: bool = True, timeout_s: float = 5, orders=()) -> dict:
    async def whole():
        receiver = kind()
        app = web.Application(client_max_size=1_000_000)
        app.router.add_post("/hook", receiver.hook)
        app.router.add_get("/state", receiver.state)
        runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        poster = Poster(Rules())
        target = Target(
            f"{base}/hook",
            "mntorture0000001",
            SECRET,
            f"{base}/state" if with_state else None,
            orders,
            timeout_s,
        )
        try:
            return await torture.run(target, poster, CASES)
        finally:
            await poster.close()
            await runner.cleanup()

    results = asyncio.run(asyncio.wait_for(whole(), 100))
    assert [each.name for each in results] == [case.name for case in CASES]
    for each in results:
        assert bool(each.fix) == (each.outcome in {"fail", "warn"})
    return {each.name: each for each in results}


def failed(results: dict) -> set[str]:
    return {name for name, each in results.items() if each.outcome in {"fail", "warn"}}


@pytest.mark.parametrize("with_state", [True, False])
def test_a_right_receiver_passes_everything(with_state):
    """Nothing that is right is called wrong."""
    results = report(Right, with_state=with_state)
    assert failed(results) == set(), results


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ParsesOnce, {"valid"}),
        (KeysOnOrderOnly, {"refund"}),
        (VerifiesRewritten, {"odd_bytes"}),
        (NoAgeCheck, {"stale_timestamp", "future_timestamp"}),
        (ForgetsWhileBusy, {"concurrent"}),
        (FailsOnRubbish, {"rubbish"}),
        (SaysConflict, {"duplicate", "concurrent", "refund"}),
        (
            AcceptsAnything,
            {
                "duplicate",
                "concurrent",
                "bad_signature",
                "missing_signature",
                "other_app",
                "tampered",
                "rubbish",
                "stale_timestamp",
                "future_timestamp",
            },
        ),
    ],
)
def test_each_wrong_receiver_is_found_by_what_it_does_wrong(kind, expected):
    """The report names the mistake, and little else."""
    found = failed(report(kind))
    assert expected <= found
    assert found - expected <= {"header_case", "no_is_sandbox", "extra_keys", "refund", "reordered"}


def test_without_its_state_a_receiver_is_judged_by_its_answers():
    """What can be seen from outside is found all the same."""
    found = failed(report(AcceptsAnything, with_state=False))
    assert {"bad_signature", "missing_signature", "other_app", "tampered", "rubbish"} <= found
    assert failed(report(KeysOnOrderOnly, with_state=False)) == set()


def test_an_answer_that_never_ends_is_found():
    """The platform takes its 200; the receiver's server runs out of connections."""
    results = report(NeverEnds, timeout_s=0.3)
    assert results["valid"].outcome == "fail"
    assert "never ended" in results["valid"].detail
    assert "End the response" in results["valid"].fix


def test_a_single_answer_that_never_ends_is_found():
    """One kind of event whose answer stays open is enough."""

    class ForgetsOne(Right):
        async def hook(self, request):
            if b"tiktok.ping" in await request.read():
                return await leave_open(request, 200)
            return await super().hook(request)

    assert failed(report(ForgetsOne, timeout_s=3)) == {"ends_response"}


def test_a_receiver_that_never_answers_is_found_quickly():
    """After the first time-out the other cases are skipped, not waited for."""
    results = report(NeverAnswers, timeout_s=0.3)
    assert results["valid"].outcome == "fail"
    assert "not answered" in results["valid"].detail
    assert {each.outcome for name, each in results.items() if name != "valid"} == {"skip"}


def test_orders_that_the_receiver_knows_are_used_first():
    """The first case pays the order that was named."""

    class KnowsOne(Right):
        def act(self, event):
            if event.content.get("trade_order_id") == "TOIDreal":
                super().act(event)

    known = [Order("TOIDreal", "ord-1", "-000mia", is_real=True)]
    assert failed(report(KnowsOne, orders=known)) == set()
    results = report(KnowsOne)
    assert "--order" in results["valid"].detail


def test_a_receiver_that_accepts_without_acting_is_asked_what_its_answer_is_worth():
    """One that says 200 to what is forged may have found the genuine wrong; another has not."""
    assert "forged" in report(SwallowsDoubt)["valid"].detail
    assert "forged" not in report(ParsesOnce)["valid"].detail
