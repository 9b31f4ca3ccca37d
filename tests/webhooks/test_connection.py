"""Connections to receivers: kept where that is safe, closed where not, to checked addresses."""

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from localminis.webhooks.connection import Place
from localminis.webhooks.guard import CheckedResolver
from localminis.webhooks.post import Limit, Poster
from localminis.webhooks.rules import Rules

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def posts(*answers, pause=None, tls=None, url="http://127.0.0.1:{port}/", poster=None, pieces=None):
    """Post once per answer, one after the other; returns what was met, and on which connection."""
    met, heard = [], []

    async def whole():
        connections = iter(range(100))
        waiting = iter(answers)

        async def serve(reader, writer):
            number = next(connections)
            try:
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                    body = await reader.readexactly(size)
                    heard.append((number, body))
                    answer = next(waiting)
                    writer.write(answer)
                    await writer.drain()
                    if b"\r\n\r\n" not in answer or b"close" in answer:
                        break
            except (asyncio.IncompleteReadError, ConnectionError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        used = poster or Poster(Rules())
        for number, _ in enumerate(answers):
            body, headers = b"%d" % number, {}
            if pieces is not None:
                body, headers = pieces(), {"Content-Length": "6"}
            met.append(await used.post(url.format(port=port), body, headers, limit=Limit(5)))
            if pause is not None:
                await pause(used)
        await used.close()
        server.close()

    asyncio.run(asyncio.wait_for(whole(), 20))
    return met, heard


def test_a_connection_is_used_again():
    """Two attempts, one connection: a receiver pays for the handshake once."""
    met, heard = posts(OK, OK, OK)
    assert [each.body for each in met] == ["ok"] * 3
    assert heard == [(0, b"0"), (0, b"1"), (0, b"2")]


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nX: close\r\n\r\nok",
        OK + b"HTTP/1.1 500 No\r\n\r\n",
        OK + b"junk",
        b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\nok" + b"x" * 30_000,
    ],
)
def test_one_that_is_not_clean_is_not_used_again(first):
    """What follows an answer must never be taken for the next one."""
    met, heard = posts(first, OK)
    assert [each.status for each in met] == [200, 200]
    assert met[0].body.startswith("ok")
    assert met[0].is_ended
    assert met[1].body == "ok"
    assert [number for number, _ in heard] == [0, 1]


def test_one_that_the_receiver_closes_meanwhile_is_replaced():
    """Many servers close what has been idle for a while."""

    async def closed(poster):
        [kept] = poster._connections._idle.values()
        for each in kept:
            each._transport.close()
        await asyncio.sleep(0)

    met, heard = posts(OK, OK, pause=closed)
    assert [each.status for each in met] == [200, 200]
    assert [number for number, _ in heard] == [0, 1]


def test_a_word_before_the_answer_is_no_answer():
    """`100 Continue` and early hints come before the status that counts."""
    early = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    met, heard = posts(early + OK, OK)
    assert (met[0].status, met[0].headers) == (200, (("Content-Length", "2"),))
    assert [number for number, _ in heard] == [0, 0]


def test_an_answer_in_chunks_is_put_together():
    """Its trailers are no headers."""
    chunks = b"2\r\nab\r\n1\r\nc\r\n0\r\nX-T: t\r\n\r\n"
    met, _ = posts(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (met[0].body, met[0].is_ended) == ("abc", True)
    assert met[0].headers == (("Transfer-Encoding", "chunked"),)


def test_another_protocol_is_no_reason_to_go_on():
    """A receiver that switches protocols is answered by nobody."""
    switching = b"HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc"
    met, heard = posts(switching, OK)
    assert met[0].status == 101
    assert [number for number, _ in heard] == [0, 1]


def test_a_body_in_pieces_arrives_whole():
    """It trickles in under the length that was announced."""

    async def pieces():
        for piece in (b"ab", b"", b"cd", b"ef"):
            yield piece
            await asyncio.sleep(0)

    met, heard = posts(OK, OK, pieces=pieces)
    assert [each.status for each in met] == [200, 200]
    assert [body for _, body in heard] == [b"abcdef"] * 2


def test_the_next_address_is_tried():
    """A name often leads to two addresses, of which one has no listener."""

    async def lookup(_host, _port):
        return ["127.0.0.9", "127.0.0.1"]

    poster = Poster(Rules(), CheckedResolver(lookup=lookup))
    met, _ = posts(OK, url="http://localhost:{port}/", poster=poster)
    assert met[0].status == 200


def certified() -> tuple[bytes, bytes]:
    """Make what a server of this machine shows, that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize("is_trusted", [False, True])
def test_a_certificate_is_looked_at(tmp_path, is_trusted):
    """Nothing is sent to whom nobody vouches for."""
    certificate, key = certified()
    (tmp_path / "made.pem").write_bytes(certificate + key)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "made.pem")
    poster = Poster(Rules())
    if is_trusted:
        poster._connections._tls = ssl.create_default_context(cadata=certificate.decode())
    met, heard = posts(OK, OK, tls=tls, url="https://127.0.0.1:{port}/", poster=poster)
    if is_trusted:
        assert [number for number, _ in heard] == [0, 0]
    else:
        assert heard == []
        assert "certificate verify failed" in met[0].trouble


@pytest.mark.parametrize(
    ("url", "port", "authority", "target"),
    [
        ("http://127.0.0.1/hook", 80, "127.0.0.1", "/hook"),
        ("https://LOCALHOST", 443, "localhost", "/"),
        ("http://[::1]:3000/a?b=c#d", 3000, "[::1]:3000", "/a?b=c"),
        ("http://localhost:3000?b", 3000, "localhost:3000", "/?b"),
    ],
)
def test_a_url_is_taken_apart(url, port, authority, target):
    """The fragment stays here, and an address of IPv6 keeps its brackets."""
    place = Place.of(url)
    assert (place.port, place.authority, place.target) == (port, authority, target)
