"""Listening, as plain lines and in a terminal, to a running platform."""

import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("localminis"))


@pytest.fixture
def app(platform, receiver):
    """An app with a receiver."""
    return platform.new_app(receiver.url)


@contextmanager
def listening(platform, *arguments: str):
    """Listen in plain lines until the block ends."""
    process = subprocess.Popen(
        [COMMAND, "webhook", "listen", "--home", str(platform.home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert "Listening at" in process.stderr.readline()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def ping(platform, app) -> None:
    platform.admin("POST", f"apps/{app['client_key']}/ping")


def test_attempts_are_lines(platform, app, receiver):
    """Every attempt is one line with status, event and delivery, failed ones with the reason."""
    receiver.answers = [500]
    with listening(platform, "--app", app["client_key"]) as process:
        ping(platform, app)
        failed = process.stdout.readline()
        ping(platform, app)
        arrived = process.stdout.readline()
    assert re.search(r"500  tiktok\.ping  #1 \d+ ms dlv_\w+  The receiver answered 500", failed)
    assert re.search(r"200  tiktok\.ping  #1 \d+ ms dlv_\w+$", arrived)
    assert process.returncode == 0


def test_events_are_forwarded_while_listening_and_not_after(platform, app, receiver):
    """A copy goes to the other address, signed, tried once; ending the command ends the copies."""
    platform.admin("PATCH", f"apps/{app['client_key']}", {"webhook_url": ""})
    token = platform.access_token(app)
    with listening(
        platform, "--app", app["client_key"], "--forward-to", receiver.url, "--json"
    ) as process:
        receiver.answers = [500]
        order = platform.new_order(token, "ord-1", 1)
        pay = {"client_key": app["client_key"], "user": 1, "trade_order_id": order}
        platform.simulator("pay", **pay)
        assert order in receiver.wait_for(1)[0]["content"]
        text = ""
        while not text.endswith("}\n") or text.count("{") > text.count("}"):
            text += process.stdout.readline()
        attempt = json.loads(text)
    assert (attempt["purpose"], attempt["response_status"]) == ("forward", 500)
    found = platform.admin("GET", "webhooks/deliveries")["deliveries"]
    assert [(each["purpose"], each["state"]) for each in found] == [("forward", "dead")]
    pay["trade_order_id"] = platform.new_order(token, "ord-2", 1)
    platform.simulator("pay", **pay)
    assert len(platform.admin("GET", "webhooks/deliveries")["deliveries"]) == 1


def test_listening_needs_a_running_platform(tmp_path):
    """On a folder where nothing runs there is nothing to hear; unknown apps are refused."""
    done = subprocess.run(
        [COMMAND, "webhook", "listen", "--home", str(tmp_path / "new")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "localminis serve" in done.stderr
