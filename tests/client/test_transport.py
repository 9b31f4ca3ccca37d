"""The client's way out: base addresses, dead hosts, proxies, secrets and what gets imported."""

import asyncio
import os
import socket
import subprocess
import sys
import traceback

import httpx2
import pytest

from localminis.client import AsyncMinisClient, MinisClient, TransportError
from localminis.client.transport import choose_base_url
from localminis.devserver.ports import find_free

SECRET = "very-secret-value"


def test_base_url_is_argument_then_environment_then_the_real_host(monkeypatch):
    """The real hosts by default, ours by one argument or one variable."""
    monkeypatch.delenv("LOCALMINIS_API_URL", raising=False)
    assert choose_base_url(None) == "https://open.tiktokapis.com"
    monkeypatch.setenv("LOCALMINIS_API_URL", "http://127.0.0.1:8600/")
    assert choose_base_url(None) == "http://127.0.0.1:8600"
    assert choose_base_url("http://127.0.0.1:1234") == "http://127.0.0.1:1234"
    monkeypatch.setenv("LOCALMINIS_API_URL", "")
    assert choose_base_url(None) == "https://open.tiktokapis.com"


@pytest.mark.parametrize("url", ["127.0.0.1:8600", "ftp://x", "http://", "http://x/?a=1"])
def test_impossible_base_url_is_refused_at_once(url):
    """A half-written address is named when the client is made, not at the first sale."""
    with pytest.raises(ValueError, match="base URL"):
        MinisClient("k", SECRET, base_url=url)


@pytest.mark.parametrize("kwargs", [{"timeout_s": 0}, {"max_retries": -1}, {"max_retries": True}])
def test_impossible_limits_are_refused(kwargs):
    """A time-out of nothing and fewer than no retries are mistakes."""
    with pytest.raises(ValueError, match=next(iter(kwargs))):
        MinisClient("k", SECRET, **kwargs)


def test_nobody_there_is_a_transport_error_with_the_address(monkeypatch):
    """A platform that does not run is reported with where it was sought."""
    base_url = f"http://127.0.0.1:{find_free()}"
    with (
        MinisClient("k", SECRET, base_url=base_url) as client,
        pytest.raises(TransportError, match=base_url) as failed,
    ):
        client.exchange_code("code-value")
    assert failed.value.is_retryable
    assert isinstance(failed.value.__cause__, httpx2.ConnectError)

    async def ask():
        async with AsyncMinisClient("k", SECRET, base_url=base_url, max_retries=1) as client:
            await client.user_info("act.x")

    with pytest.raises(TransportError, match=base_url):
        asyncio.run(ask())


def test_silence_ends_with_the_time_out():
    """A host that accepts and never answers costs the time-out, not forever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            MinisClient("k", SECRET, base_url=base_url, timeout_s=0.05, max_retries=0) as client,
            pytest.raises(TransportError, match="No answer"),
        ):
            client.user_info("act.x")


def test_secrets_are_in_no_text(scripted):
    """Neither a repr nor an error nor its traceback shows what must not be logged."""
    code = "code-hidden"
    with MinisClient("mnkey", SECRET, base_url=scripted.origin) as client:
        assert SECRET not in repr(client)
        assert "mnkey" in repr(client)
        scripted.answer(
            {
                "access_token": "act.hidden",
                "refresh_token": "rft.hidden",
                "open_id": "o",
                "scope": "",
                "expires_in": 1,
                "refresh_expires_in": 1,
            }
        )
        assert "hidden" not in repr(client.exchange_code("c"))
        scripted.answer(None)
        with pytest.raises(TransportError) as failed:
            client.exchange_code(code)
    told = "".join(traceback.format_exception(failed.value))
    assert SECRET not in told
    assert "hidden" not in told
    quiet = AsyncMinisClient("mnkey", SECRET)
    assert SECRET not in repr(quiet)
    asyncio.run(quiet.aclose())


def test_loopback_is_asked_directly_whatever_proxy_is_set(scripted, monkeypatch):
    """A company proxy in the environment does not come between the backend and this machine."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{find_free()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{find_free()}")
    scripted.ok({"user": {"open_id": "o"}})
    with MinisClient("k", SECRET, base_url=scripted.origin) as client:
        assert client.user_info("act.x").open_id == "o"


def test_a_transport_carries_the_requests_instead_of_the_network():
    """A test, or a platform in the same process, needs no socket."""

    async def app(scope, receive, send):
        assert scope["path"] == "/v2/user/info/"
        body = b'{"data":{"user":{"open_id":"in-process"}},"error":{"code":"ok"}}'
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def ask():
        transport = httpx2.ASGITransport(app)
        async with AsyncMinisClient("k", SECRET, transport=transport) as client:
            return await client.user_info("act.x")

    assert asyncio.run(ask()).open_id == "in-process"


def test_client_does_not_load_the_servers_libraries():
    """A backend that uses the SDK does not carry the platform's libraries and rooms with it."""
    program = (
        "import sys, localminis.client as c;"
        "print(*sorted({'.'.join(m.split('.')[:2]) if m.startswith('localminis.') else"
        " m.split('.')[0] for m in sys.modules}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=os.environ
    )
    loaded = set(run.stdout.split())
    assert not loaded & {"sqlalchemy", "starlette", "aiohttp", "uvicorn", "uvloop", "msgspec"}
    assert {each for each in loaded if each.startswith("localminis.")} <= {
        "localminis.client",
        "localminis.clock",
        "localminis.errors",
        "localminis.ids",
        "localminis.settings",
        "localminis.spec",
    }
