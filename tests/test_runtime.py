import asyncio
import os
import socket

import httpx2
import pytest

from localminis import runtime, settings
from localminis.runtime import PortInUse
from localminis.store.model import DatabaseInUse, DatabaseUnavailable


def chosen(home, port=0):
    return settings.load({}, home=home, port=port)


def test_a_folder_belongs_to_one_platform(platform):
    """A second one is refused with what to do, and the first goes on."""
    with pytest.raises(DatabaseInUse, match="Stop it, or choose another folder"):
        runtime.build(chosen(platform.home))
    assert platform.admin("GET", "status")["ledger_problems"] == []


def test_a_port_in_use_starts_nothing(tmp_path):
    """The refusal names the port; no run file is left, and the folder is free again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        async def start():
            async with runtime.alone(chosen(tmp_path, port)):
                pass

        with pytest.raises(PortInUse, match=rf"port {port} .*process {os.getpid()}"):
            asyncio.run(start())
    assert list(tmp_path.iterdir()) == []


def test_answers_leave_without_delay(tmp_path):
    """The listening socket is named as TCP, without which small answers wait for 40 ms."""
    listener = runtime._listen("127.0.0.1", 0)
    assert listener.proto == socket.IPPROTO_TCP
    listener.close()


def test_a_call_under_way_at_the_end_is_answered(tmp_path):
    """The platform ends when it has said its last word, and listens no more."""

    async def serve():
        arrived, is_over = asyncio.Event(), asyncio.Event()

        async def slow(scope, receive, send):
            arrived.set()
            await is_over.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"answered"})

        platform = runtime.build(chosen(tmp_path))
        platform.app = slow
        async with httpx2.AsyncClient(trust_env=False) as http:
            async with runtime.running(platform) as steering:
                call = asyncio.create_task(http.get(steering.url))
                await arrived.wait()
                # By then the end has been asked for.
                asyncio.get_running_loop().call_later(0.05, is_over.set)
            said = (await call).text
            with pytest.raises(httpx2.ConnectError):
                await http.get(steering.url)
        platform.close()
        return said

    assert asyncio.run(serve()) == "answered"


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    """The sentence names the folder and the way out."""
    home = tmp_path / "home"
    home.write_text("mine", "utf-8")
    with pytest.raises(DatabaseUnavailable, match="--home"):
        runtime.build(chosen(home))
    assert home.read_text("utf-8") == "mine"


def test_a_failed_start_frees_the_folder(tmp_path):
    """A wrong key file stops the start, and putting it right is enough."""
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(DatabaseUnavailable, match="5 bytes"):
        runtime.build(chosen(tmp_path))
    (tmp_path / "secret.key").unlink()
    runtime.build(chosen(tmp_path)).close()


def test_a_platform_is_joined_where_it_runs_and_started_where_none_does(platform, tmp_path):
    """A debugging page shares the platform of its folder; otherwise it brings one."""

    async def join(home):
        async with runtime.joined(chosen(home)) as steering:
            return steering.is_ours, steering.url

    assert asyncio.run(join(platform.home)) == (False, platform.url)
    is_ours, url = asyncio.run(join(tmp_path / "other"))
    assert is_ours
    assert url.startswith("http://127.0.0.1:")


def test_a_key_that_is_lost_or_another_is_found_out_at_the_start(serve_platform, tmp_path):
    """Client secrets that cannot be opened stop the start, and nothing is made or changed."""
    home = tmp_path / "home"
    with serve_platform(home) as platform:
        platform.new_app()
    key = home / "secret.key"
    kept = key.read_bytes()

    key.unlink()
    with pytest.raises(DatabaseUnavailable, match="is missing"):
        runtime.build(settings.load(home=home))
    key.write_bytes(bytes(32))
    with pytest.raises(DatabaseUnavailable, match="another key file"):
        runtime.build(settings.load(home=home))

    key.write_bytes(kept)
    runtime.build(settings.load(home=home)).close()
