"""Hostile receivers: whatever they answer, an attempt ends in time and leaves one readable line."""

import asyncio
import gzip
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from localminis.spec import limits
from localminis.webhooks.guard import PUBLIC, CheckedResolver, parse_networks
from localminis.webhooks.post import Exchange, Limit, Poster, storable
from localminis.webhooks.rules import Rules

KEPT = limits.WEBHOOK_RESPONSE_KEPT_BYTES


def exchange(answer, *, timeout_s: float = 5, url: str | None = None, poster=None) -> Exchange:
    """Post once to a raw socket server whose `answer` gets the reader and the writer."""
    heard = []

    async def whole():
        async def serve(reader, writer):
            head = await reader.readuntil(b"\r\n\r\n")
            heard.append(head)
            try:
                await answer(writer)
            except (ConnectionError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        used = poster or Poster(Rules())
        try:
            return await used.post(
                url.format(port=port) if url else f"http://127.0.0.1:{port}/hook",
                b"{}",
                {},
                limit=Limit(total=timeout_s),
            )
        finally:
            await used.close()
            server.close()

    met = asyncio.run(asyncio.wait_for(whole(), 20))
    exchange.heard = heard
    return met


def says(*parts: bytes, pause_s: float = 0):
    async def answer(writer):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return answer


def test_a_whole_answer_is_kept():
    """Status, headers and body are there for the log."""
    met = exchange(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok"))
    assert (met.status, met.body, met.is_ended, met.trouble) == (200, "ok", True, None)
    assert ("X-A", "b") in met.headers
    assert b"Accept-Encoding: identity" in exchange.heard[0]


def test_a_drip_feed_ends_with_the_time():
    """A byte now and then does not prolong the attempt; what came is kept."""

    async def drip(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    met = exchange(drip, timeout_s=0.3)
    assert met.status == 200
    assert met.body.startswith("x")
    assert not met.is_ended
    assert "No answer within 0.3 s." in met.trouble
    assert met.duration_ms < 3_000


def test_dripping_headers_end_with_the_time():
    """No status ever comes, so there is none."""

    async def drip(writer):
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-A: b\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    met = exchange(drip, timeout_s=0.3)
    assert met.status is None
    assert met.trouble


def test_a_gigabyte_is_not_read():
    """Listening stops after the part that is kept, and the connection is closed."""
    sent = 0

    async def flood(writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while sent < 1_000_000_000:
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    met = exchange(flood)
    assert (met.status, len(met.body)) == (200, KEPT)
    assert sent < 50_000_000


def test_a_compressed_flood_is_not_unpacked():
    """What a receiver compresses, though asked not to, stays compressed."""
    bomb = gzip.compress(b"\0" * 20_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    met = exchange(says(head, bomb))
    assert met.status == 200
    assert len(met.body) <= KEPT
    assert "\x00" not in met.body


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"HTTP/1.1 200",),
        (b"\x16\x03\x01\x00\x00",),
        (b"HTTP/1.1 999999 Odd\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",),
        (b"SSH-2.0-OpenSSH\r\n",),
    ],
)
def test_what_is_no_answer_is_trouble_in_one_line(parts):
    """Early closes, other protocols and endless headers are failures with a reason."""
    met = exchange(says(*parts))
    assert met.status is None
    assert met.trouble
    assert storable(met.trouble) == met.trouble


def test_an_answer_cut_off_has_still_its_status():
    """The receiver acknowledged before the connection broke."""
    met = exchange(says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))
    assert (met.status, met.body, met.is_ended) == (200, "half", False)
    assert met.trouble


def test_a_reset_is_trouble():
    """A receiver that resets the connection has not answered."""

    async def reset(writer):
        writer.transport.abort()

    met = exchange(reset)
    assert met.status is None
    assert met.trouble


def test_a_redirect_is_an_answer_and_is_not_followed():
    """Nobody can send a webhook on to another machine."""
    met = exchange(
        says(b"HTTP/1.1 307 T\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n")
    )
    assert met.status == 307
    assert len(exchange.heard) == 1


def test_bytes_that_no_database_stores_are_replaced():
    """NULs, broken UTF-8 and odd header bytes become marks."""
    met = exchange(
        says(b"HTTP/1.1 500 \xff\r\nX-A: \xff\xfe\r\nContent-Length: 3\r\n\r\n\x00\xff!")
    )
    text = met.body + "".join(value for _, value in met.headers)
    assert met.body == "\ufffd\ufffd!"
    text.encode()
    assert "\x00" not in text


def moment(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("value", "low_s", "high_s"),
    [
        ("30", 30, 30),
        (" 7 ", 7, 7),
        ("99999999999999999999", 86_400, 86_400),
        (100, 90, 101),
        (-100, 0, 0),
    ],
)
def test_retry_after_is_read_in_both_forms(value, low_s, high_s):
    """Seconds and dates count, and never for more than a day."""
    written = moment(value) if isinstance(value, int) else value
    met = Exchange(0, 0, (), 503, (("retry-after", written),))
    assert low_s <= met.retry_after_s <= high_s


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "", "\u0663"])
def test_an_odd_retry_after_is_ignored(value):
    """What cannot be read asks for nothing."""
    met = Exchange(0, 0, (), 503, (("Retry-After", value),))
    assert met.retry_after_s in {None, 3}


def lying(*answers: list[str]):
    asked = []

    async def lookup(host, _port):
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    lookup.asked = asked
    return lookup


def test_a_name_is_resolved_checked_and_connected_to_the_checked_address():
    """The connection goes to the address that was checked, whatever the name says next."""
    lookup = lying(["127.0.0.1"], ["192.0.2.1"])
    poster = Poster(Rules(), CheckedResolver(lookup=lookup))
    met = exchange(
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        url="http://localhost:{port}/hook",
        poster=poster,
    )
    assert met.status == 200
    assert lookup.asked == ["localhost"]


@pytest.mark.parametrize(
    "addresses",
    [
        ["192.0.2.1"],
        ["127.0.0.1", "10.0.0.1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::"],
        ["::a00:1"],
        ["fe80::1"],
        ["169.254.169.254"],
        ["0.0.0.0"],
        ["::"],
    ],
)
def test_one_address_that_is_not_allowed_refuses_the_name(addresses):
    """A name that means this machine and another one too is not called at all."""
    poster = Poster(Rules(), CheckedResolver(lookup=lying(addresses)))
    met = exchange(says(b""), url="http://localhost:{port}/hook", poster=poster)
    assert met.status is None
    assert "not allowed" in met.trouble
    assert exchange.heard == []


def test_a_name_that_resolves_to_nothing_is_trouble():
    """There is nobody to call."""
    poster = Poster(Rules(), CheckedResolver(lookup=lying([])))
    met = exchange(says(b""), url="http://localhost:{port}/hook", poster=poster)
    assert "no address" in met.trouble


def test_an_unknown_name_is_trouble():
    """The system's resolver says that it does not exist, or cannot be asked."""
    poster = Poster(Rules(networks=parse_networks("10.0.0.0/8")))
    met = exchange(says(b""), url="https://no-such-name.invalid/hook", poster=poster)
    assert met.status is None
    assert met.trouble


def test_rebinding_between_two_attempts_is_refused():
    """Every new connection is checked anew."""

    async def whole():
        lookup = lying(["127.0.0.1"], ["192.0.2.1"])
        poster = Poster(Rules(), CheckedResolver(lookup=lookup))
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://localhost:{unused.getsockname()[1]}/"
            limit = Limit(total=2)
            first = await poster.post(url, b"", {}, limit=limit)
            second = await poster.post(url, b"", {}, limit=limit)
        await poster.close()
        return first, second

    first, second = asyncio.run(whole())
    assert "Cannot connect" in first.trouble
    assert "not allowed" in second.trouble


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
def test_a_public_name_that_leads_inside_is_refused(addresses):
    """On a platform that a team shares, one private address among several is enough."""
    resolver = CheckedResolver(PUBLIC, lookup=lying(addresses))
    poster = Poster(Rules(networks=PUBLIC), resolver)
    met = exchange(says(b""), url="https://hooks.team.example:{port}/", poster=poster)
    assert met.status is None
    assert "not allowed" in met.trouble
    assert exchange.heard == []
