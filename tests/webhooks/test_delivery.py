import asyncio
import json
import socket
import tempfile
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localminis.agenda import queries as agenda_queries
from localminis.agenda.agenda import Work
from localminis.agenda.worker import Worker
from localminis.clock import wall_s
from localminis.identity import apps
from localminis.ids import OpenId
from localminis.spec import limits, signature
from localminis.store import vault
from localminis.webhooks import events
from localminis.webhooks.delivery import Sender
from localminis.webhooks.model import Search
from localminis.webhooks.queries import deliveries as deliveries_queries
from localminis.webhooks.queries import log as log_queries

SECRET = "s" * 40


class Backend:
    """A real receiver in this loop; `answers` are what it does, one after the other."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list = []
        self.released = asyncio.Event()

    async def __aenter__(self):
        server = web.Server(self._hear)
        self._runner = web.ServerRunner(server)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/hook?a=%2F"
        return self

    async def __aexit__(self, *_):
        self.released.set()
        await self._runner.cleanup()

    async def _hear(self, request):
        self.heard.append((dict(request.headers), await request.read()))
        assert request.path_qs == "/hook?a=%2F"
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "hang":
            await self.released.wait()
        if answer == "cut":
            request.transport.abort()
        if callable(answer):
            return await answer(request)
        return web.Response(status=answer if isinstance(answer, int) else 200)


class Post:
    """One event on its way, the sender, and the worker that drives it."""

    def __init__(self, shelf, folder: Path, timeout_s: int = 5) -> None:
        self.shelf = shelf
        self.seal = vault.load(folder / "secret.key")
        self.sender = Sender(shelf.store, shelf.clock, self.seal, shelf.bell, timeout_s=timeout_s)
        self.worker = Worker(
            shelf.store, shelf.clock, shelf.bell, {events.DELIVER: self.sender.deliver}
        )

    def record(self, url: str, order_id: str = "ord-é") -> str:
        def work(tx):
            app = apps.create(tx, self.shelf.clock, self.seal, name="Drama", client_secret=SECRET)
            apps.set_webhook_url(tx, app, url)
            events.record_redeem_success(
                tx,
                self.shelf.bell,
                app_id=app.id,
                open_id=OpenId("-000mia"),
                trade_order_id="TOID1",
                order_id=order_id,
                now_s=self.shelf.clock.now_s(),
            )
            [delivery] = log_queries.search(tx, Search(client_key=app.client_key), limit=1)
            return delivery.id

        return self.shelf.run(work)

    def delivery(self, delivery_id: str):
        return self.shelf.run(lambda tx: deliveries_queries.delivery(tx, delivery_id))

    def attempts(self, delivery_id: str):
        return self.shelf.run(lambda tx: log_queries.attempts(tx, delivery_id))


def play(shelf, folder, scenario, **options):
    async def whole():
        post = Post(shelf, folder, **options)
        try:
            async with Backend() as backend:
                return await scenario(post, backend)
        finally:
            await post.sender.close()

    return asyncio.run(asyncio.wait_for(whole(), 30))


def test_a_delivery_is_signed_over_its_exact_bytes(shelf, tmp_path):
    """The receiver can verify what arrived with the client secret, at once and on wall time."""

    async def scenario(post, backend):
        delivery_id = post.record(backend.url)
        await post.worker.drain()
        [(headers, body)] = backend.heard
        by_name = {name.lower(): value for name, value in headers.items()}
        signature.verify(SECRET, body, by_name["tiktok-signature"], now_s=wall_s(), tolerance_s=300)
        delivery = post.delivery(delivery_id)
        assert body == delivery.body.encode()
        assert by_name["content-type"] == "application/json"
        assert json.loads(json.loads(body)["content"])["order_id"] == "ord-é"
        assert (delivery.state, delivery.attempts, delivery.last_error) == ("delivered", 1, None)
        assert delivery.next_attempt_at_s is None
        assert shelf.run(agenda_queries.count) == 0

    play(shelf, tmp_path, scenario)


@pytest.mark.parametrize("status", [201, 202, 204, 301, 302, 307, 400, 401, 404, 410, 500, 503])
def test_only_200_acknowledges(shelf, tmp_path, status):
    """Every other status, redirects included, is a failure that is tried again."""

    async def answer(_):
        return web.Response(status=status, headers={"Location": "/hook?a=%2F"})

    async def scenario(post, backend):
        backend.answers = [answer]
        delivery_id = post.record(backend.url)
        await post.worker.drain()
        delivery = post.delivery(delivery_id)
        assert (delivery.state, delivery.attempts) == ("pending", 1)
        assert str(status) in delivery.last_error
        assert delivery.next_attempt_at_s > shelf.clock.now_s()
        assert len(backend.heard) == 1

    play(shelf, tmp_path, scenario)


def test_every_attempt_has_the_same_body_and_a_fresh_signature(shelf, tmp_path):
    """A retry is the same event, signed when it is sent."""

    async def scenario(post, backend):
        backend.answers = [500, "cut", 200]
        delivery_id = post.record(backend.url)
        for _ in range(3):
            await post.worker.drain()
            await asyncio.to_thread(shelf.turn, 3_600)
        assert post.delivery(delivery_id).state == "delivered"
        assert len({body for _, body in backend.heard}) == 1
        log = post.attempts(delivery_id)
        assert [row.response_status for row in log] == [500, None, 200]
        assert [row.attempt for row in log] == [1, 2, 3]
        assert log[1].error
        assert log[2].error is None
        for headers, body in backend.heard:
            header = next(v for k, v in headers.items() if k.lower() == "tiktok-signature")
            signature.verify(SECRET, body, header, now_s=wall_s(), tolerance_s=60)

    play(shelf, tmp_path, scenario)


def test_nobody_listening_is_a_failure_to_try_again(shelf, tmp_path):
    """A receiver that is down is said to be so, and the event waits."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        async def scenario(post, _):
            delivery_id = post.record(f"http://127.0.0.1:{unused.getsockname()[1]}/hook")
            await post.worker.drain()
            delivery = post.delivery(delivery_id)
            assert delivery.state == "pending"
            assert "Cannot connect" in delivery.last_error

        play(shelf, tmp_path, scenario)


def test_a_silent_receiver_does_not_hold_the_platform_up(shelf, tmp_path):
    """After the time-out the attempt has failed."""

    async def scenario(post, backend):
        post.sender._timeout = aiohttp.ClientTimeout(total=0.05)
        backend.answers = ["hang"]
        delivery_id = post.record(backend.url)
        await post.worker.drain()
        assert "No answer within" in post.delivery(delivery_id).last_error

    play(shelf, tmp_path, scenario)


def test_a_receiver_that_never_ends_its_answer_has_acknowledged(shelf, tmp_path):
    """The status is what counts, not the body behind it."""

    async def scenario(post, backend):
        async def endless(request):
            response = web.StreamResponse(status=200)
            await response.prepare(request)
            await backend.released.wait()
            return response

        post.sender._timeout = aiohttp.ClientTimeout(total=0.2)
        backend.answers = [endless]
        delivery_id = post.record(backend.url)
        await post.worker.drain()
        delivery = post.delivery(delivery_id)
        assert (delivery.state, delivery.last_error) == ("delivered", None)

    play(shelf, tmp_path, scenario)


def test_a_huge_answer_is_kept_up_to_a_limit(shelf, tmp_path):
    """What a receiver says is kept for its developer, but not all of a flood."""

    async def flood(_):
        return web.Response(status=500, body=b"\xff" + b"x" * 200_000)

    async def scenario(post, backend):
        backend.answers = [flood]
        delivery_id = post.record(backend.url)
        await post.worker.drain()
        [row] = post.attempts(delivery_id)
        assert 0 < len(row.response_body) <= limits.WEBHOOK_RESPONSE_KEPT_BYTES
        assert row.response_body.startswith("\ufffdx")

    play(shelf, tmp_path, scenario)


def test_the_address_is_checked_again_before_sending(shelf, tmp_path):
    """An address that came into the database another way is not called."""

    async def scenario(post, _):
        delivery_id = post.record("http://127.0.0.1:9/hook")
        forbidden = "http://192.0.2.1/hook"
        shelf.run(lambda tx: deliveries_queries.update_delivery(tx, delivery_id, url=forbidden))
        await post.worker.drain()
        assert "this machine only" in post.delivery(delivery_id).last_error

    play(shelf, tmp_path, scenario)


def test_work_without_a_pending_delivery_is_dropped(shelf, tmp_path):
    """A delivery that is gone, or done already, is not sent again."""

    async def scenario(post, backend):
        delivery_id = post.record(backend.url)
        await post.worker.drain()
        for key in (delivery_id, "dlv_gone"):
            await post.sender.deliver(Work(events.DELIVER, key, 0))
        assert len(backend.heard) == 1

    play(shelf, tmp_path, scenario)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from([200, 204, 500, "cut"]), max_size=14))
def test_any_history_ends_delivered_or_dead(shelf, answers):
    """Whatever the receiver does, within 72 h of platform time the event is settled for good."""
    answers = [*answers, *[500] * 20]

    async def scenario(post, backend):
        backend.answers = list(answers)
        delivery_id = post.record(backend.url)
        created_s = shelf.clock.now_s()
        while (delivery := post.delivery(delivery_id)).state == "pending":
            wait_s = delivery.next_attempt_at_s - shelf.clock.now_s()
            await asyncio.to_thread(shelf.turn, wait_s)
            await post.worker.drain()
        assert shelf.clock.now_s() <= created_s + limits.WEBHOOK_HORIZON_S
        is_acknowledged = 200 in answers[: delivery.attempts]
        assert delivery.state == ("delivered" if is_acknowledged else "dead")
        assert delivery.attempts == len(backend.heard) == len(post.attempts(delivery_id))
        assert shelf.run(agenda_queries.count) == 0

    with tempfile.TemporaryDirectory() as folder:
        play(shelf, Path(folder), scenario)
