"""What a delivery does beyond its first attempt: secrets, times, choices, and being overtaken."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from pathlib import Path

import pytest
from aiohttp import web

from localminis.agenda import agenda
from localminis.agenda import queries as agenda_queries
from localminis.agenda.lanes import Lanes
from localminis.agenda.worker import Worker
from localminis.clock import wall_s
from localminis.identity import apps
from localminis.ids import OpenId
from localminis.settings import load
from localminis.spec import limits, signature
from localminis.store import vault
from localminis.store.model import DatabaseUnavailable
from localminis.store.tables.identity import apps as app_table
from localminis.webhooks import events
from localminis.webhooks.batch import Batch
from localminis.webhooks.delivery import Sender
from localminis.webhooks.model import Search
from localminis.webhooks.queries import deliveries as deliveries_queries
from localminis.webhooks.queries import log as log_queries
from localminis.webhooks.rules import Rules

SECRET = "s" * 40


class Desk:
    """A sender with a worker, an app, and a receiver that does what it is told."""

    def __init__(self, shelf, folder: Path, **choices) -> None:
        self.shelf = shelf
        self.seal = vault.load(folder / "secret.key")
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list = []
        self.released = asyncio.Event()
        self.arrived = asyncio.Event()
        rules = Rules.of(load({}, **choices))
        self.sender = Sender(
            shelf.store, shelf.clock, self.seal, shelf.bell, timeout_s=5, rules=rules
        )
        self.worker = self.new_worker()
        self.app = shelf.run(
            lambda tx: apps.create(tx, shelf.clock, self.seal, name="D", client_secret=SECRET)
        )

    def new_worker(self, **options) -> Worker:
        handlers = {events.DELIVER: self.sender.deliver}
        return Worker(self.shelf.store, self.shelf.clock, self.shelf.bell, handlers, **options)

    async def __aenter__(self):
        self._runner = web.ServerRunner(web.Server(self._hear))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_):
        self.released.set()
        await self.sender.close()
        await self._runner.cleanup()

    async def _hear(self, request):
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.heard.append((headers, await request.read()))
        self.arrived.set()
        if request.path == "/hang":
            await self.released.wait()
        answer = self.answers.pop(0) if self.answers else 200
        if callable(answer):
            return await answer(request)
        return answer if isinstance(answer, web.Response) else web.Response(status=answer)

    def record(self, path: str = "/hook", order: str = "TOID1") -> str:
        def work(tx):
            apps.set_webhook_url(tx, self.app, self.url + path)
            events.record_redeem_success(
                tx,
                self.shelf.bell,
                app_id=self.app.id,
                open_id=OpenId("-000mia"),
                trade_order_id=order,
                order_id=f"ord-{order}",
                now_s=self.shelf.clock.now_s(),
            )
            return log_queries.search(tx, Search(), limit=1)[0].id

        return self.shelf.run(work)

    def delivery(self, delivery_id: str):
        return self.shelf.run(lambda tx: deliveries_queries.delivery(tx, delivery_id))

    def attempts(self, delivery_id: str):
        return self.shelf.run(lambda tx: log_queries.attempts(tx, delivery_id))


def play(shelf, folder, scenario, **choices):
    async def whole():
        async with Desk(shelf, folder, **choices) as desk:
            return await scenario(desk)

    return asyncio.run(asyncio.wait_for(whole(), 60))


def test_a_jump_of_72_hours_climbs_the_whole_ladder_in_order(shelf, tmp_path):
    """Turned at once or bit by bit, the same attempts are made, and the event ends dead."""

    async def scenario(desk):
        desk.answers = [500] * 50
        delivery_id = desk.record()
        await desk.worker.drain()
        await asyncio.to_thread(shelf.turn, limits.WEBHOOK_HORIZON_S)
        await desk.worker.drain()
        delivery, log = desk.delivery(delivery_id), desk.attempts(delivery_id)
        assert delivery.state == "dead"
        assert 12 <= delivery.attempts <= 15
        assert [row.attempt for row in log] == list(range(1, delivery.attempts + 1))
        due = [row.next_attempt_at_s for row in log[:-1]]
        assert due == sorted(set(due))
        assert due[-1] <= delivery.create_time + limits.WEBHOOK_HORIZON_S
        assert log[-1].next_attempt_at_s is None
        assert shelf.run(agenda_queries.count) == 0

    play(shelf, tmp_path, scenario)


@pytest.mark.parametrize(("asked_s", "low_s", "high_s"), [(1, 4, 6), (9, 8, 9), (600, 8, 12)])
def test_retry_after_is_honoured_within_bounds(shelf, tmp_path, asked_s, low_s, high_s):
    """A receiver may double the first step of about 5 s; it can neither skip nor stop the rest."""

    async def scenario(desk):
        desk.answers = [web.Response(status=503, headers={"Retry-After": str(asked_s)})]
        delivery_id = desk.record()
        await desk.worker.drain()
        delay_s = desk.delivery(delivery_id).next_attempt_at_s - shelf.clock.now_s()
        assert low_s <= delay_s <= high_s

    play(shelf, tmp_path, scenario)


def test_a_rotated_secret_signs_the_next_attempt(shelf, tmp_path):
    """What is sent is signed with the secret of that moment."""

    async def scenario(desk):
        desk.answers = [500, 200]
        desk.record()
        await desk.worker.drain()
        sealed = desk.seal.seal("new" * 10, record=desk.app.client_key)
        shelf.run(lambda tx: tx.execute(app_table.update().values(client_secret_sealed=sealed)))
        await asyncio.to_thread(shelf.turn, 60)
        await desk.worker.drain()
        for (headers, body), secret in zip(desk.heard, [SECRET, "new" * 10], strict=True):
            signature.verify(secret, body, headers["tiktok-signature"], now_s=wall_s())

    play(shelf, tmp_path, scenario)


def test_the_first_time_can_be_kept(shelf, tmp_path):
    """With the setting every attempt carries the signature of the first."""

    async def scenario(desk):
        desk.answers = [500, 500, 200]
        delivery_id = desk.record()
        await desk.worker.drain()
        old = wall_s() - 1_000
        shelf.run(lambda tx: deliveries_queries.update_delivery(tx, delivery_id, first_t=old))
        await asyncio.to_thread(shelf.turn, 3_600)
        await desk.worker.drain()
        signed = [headers["tiktok-signature"] for headers, _ in desk.heard]
        assert signed[1] == signed[2] == signature.sign(SECRET, desk.heard[1][1], old)

    play(shelf, tmp_path, scenario, webhook_resign="first")


def test_the_signature_can_follow_platform_time(shelf, tmp_path):
    """With the setting `t` is the turned clock's."""

    async def scenario(desk):
        desk.record()
        await desk.worker.drain()
        [(headers, _)] = desk.heard
        assert headers["tiktok-signature"].startswith(f"t={shelf.clock.now_s()},")

    play(shelf, tmp_path, scenario, signature_time="platform")


def test_any_2xx_can_be_a_success(shelf, tmp_path):
    """With the setting 204 acknowledges; a redirect still does not."""

    async def scenario(desk):
        desk.answers = [302, 204]
        delivery_id = desk.record()
        await desk.worker.drain()
        assert "only 2xx" in desk.delivery(delivery_id).last_error
        await asyncio.to_thread(shelf.turn, 60)
        await desk.worker.drain()
        assert desk.delivery(delivery_id).state == "delivered"

    play(shelf, tmp_path, scenario, webhook_success="2xx")


def test_the_content_can_be_what_the_samples_show(shelf, tmp_path):
    """Without is_sandbox and user, with a key that nobody knows: signed as sent, and in the log."""

    async def scenario(desk):
        delivery_id = desk.record()
        await desk.worker.drain()
        [(headers, body)] = desk.heard
        signature.verify(SECRET, body, headers["tiktok-signature"], now_s=wall_s())
        envelope = json.loads(body)
        content = json.loads(envelope["content"])
        assert envelope["user_openid"] == ""
        assert "is_sandbox" not in content
        assert content["pay_type"]
        assert desk.attempts(delivery_id)[0].request_body == body.decode()

    choices = {"webhook_is_sandbox": "omitted", "webhook_user_openid": "blank"}
    play(shelf, tmp_path, scenario, webhook_extra_key="pay_type", **choices)


def test_standard_webhooks_headers_come_on_request(shelf, tmp_path):
    """Beside the platform's own header; recomputed here as the specification says."""

    async def scenario(desk):
        delivery_id = desk.record()
        await desk.worker.drain()
        [(headers, body)] = desk.heard
        assert headers["webhook-id"] == desk.delivery(delivery_id).event_id
        signed = b".".join(
            [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
        )
        key = base64.b64decode(signature.standard_secret(SECRET).removeprefix("whsec_"))
        digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{digest}"
        signature.verify(SECRET, body, headers["tiktok-signature"], now_s=wall_s())

    play(shelf, tmp_path, scenario, standard_webhooks="on")


def test_the_log_keeps_headers_and_masks_secrets(shelf, tmp_path):
    """A receiver that shows its cookies or our secret does not put them into the log."""

    async def scenario(desk):
        desk.answers = [
            web.Response(
                status=500,
                text=f"secret={SECRET}",
                headers={"Set-Cookie": "session=1", "X-Debug": f"key {SECRET}", "X-A": "b"},
            )
        ]
        delivery_id = desk.record()
        await desk.worker.drain()
        [row] = desk.attempts(delivery_id)
        sent, got = dict(json.loads(row.request_headers)), dict(json.loads(row.response_headers))
        assert sent["TikTok-Signature"] == desk.heard[0][0]["tiktok-signature"]
        assert (got["Set-Cookie"], got["X-Debug"], got["X-A"]) == ("***", "key ***", "b")
        assert row.response_body == "secret=***"
        assert row.request_body is None
        delivery = desk.delivery(delivery_id)
        assert row.next_attempt_at_s == delivery.next_attempt_at_s
        assert delivery.last_status == 500

    play(shelf, tmp_path, scenario)


def test_a_poisoned_receiver_delays_nobody_else(shelf, tmp_path):
    """Forty events hang at one receiver; another's arrives before any of them has ended."""

    async def scenario(desk):
        for number in range(40):
            desk.record("/hang", f"TOID{number}")
        other = Desk(shelf, tmp_path)
        async with other:
            running = asyncio.create_task(desk.new_worker(lanes=Lanes(width=4)).run())
            await asyncio.to_thread(other.record, "/hook", "TOIDquick")
            async with asyncio.timeout(4):
                await other.arrived.wait()
            assert len(desk.heard) <= 4
            assert [json.loads(body)["event"] for _, body in other.heard]
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    play(shelf, tmp_path, scenario)


def test_a_worker_that_was_overtaken_does_not_record_over_its_successor(shelf, tmp_path):
    """Its attempt is in the log, because it was made; state and count are the successor's."""

    async def scenario(desk):
        delivery_id = desk.record()
        [stale] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock, lease_s=0))
        desk.answers = [200, 500]
        await desk.worker.drain()
        before = desk.delivery(delivery_id)
        shelf.run(lambda tx: deliveries_queries.update_delivery(tx, delivery_id, state="pending"))
        await desk.sender.deliver(stale)
        after = desk.delivery(delivery_id)
        assert (after.attempts, after.last_status) == (before.attempts, 200)
        assert [row.response_status for row in desk.attempts(delivery_id)] == [200, 500]

    play(shelf, tmp_path, scenario)


def test_resending_while_an_attempt_is_under_way_sends_once_more(shelf, tmp_path):
    """The person's wish is not swallowed by the attempt that was running."""

    async def scenario(desk):
        delivery_id = desk.record()

        async def while_it_runs(_request):
            await asyncio.to_thread(
                shelf.run,
                lambda tx: events.resend(tx, shelf.clock, shelf.bell, delivery_id),
            )
            return web.Response()

        desk.answers = [while_it_runs]
        await desk.worker.drain()
        assert len(desk.heard) == 2
        assert desk.delivery(delivery_id).state == "delivered"

    play(shelf, tmp_path, scenario)


class FullOnce:
    """A store whose first transaction meets a full disk, as the real one reports it."""

    def __init__(self, store) -> None:
        self._store = store
        self._is_full = True

    async def run(self, work):
        if self._is_full:
            self._is_full = False
            raise DatabaseUnavailable("The database cannot be used (database or disk is full).")
        return await self._store.run(work)


def test_an_attempt_that_cannot_be_recorded_is_made_again(shelf, tmp_path, caplog):
    """A full disk after the answer is one clear line; the event is not lost, but sent again."""

    async def scenario(desk):
        delivery_id = desk.record()
        desk.sender._records = Batch(FullOnce(shelf.store), desk.sender._record)
        await desk.worker.drain()
        assert desk.delivery(delivery_id).state == "pending"
        shelf.run(agenda.free_leases)
        await desk.worker.drain()
        assert desk.delivery(delivery_id).state == "delivered"
        assert len(desk.heard) == 2

    with caplog.at_level(logging.ERROR):
        play(shelf, tmp_path, scenario)
    [line] = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert "is not recorded: The database cannot be used" in line.getMessage()
    assert line.exc_info is None
