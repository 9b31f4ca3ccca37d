import json

import pytest


def test_a_delivery_is_listed_shown_and_sent_again(command, serve_platform, receiver, tmp_path):
    """A developer sees why an event did not arrive, and sends it once more."""
    receiver.answers = [500]
    with serve_platform(tmp_path / "home") as platform:
        key = platform.new_app(receiver.url)["client_key"]
        assert (
            command("webhook", "ping", key).out == f"✓ tiktok.ping is due now to {receiver.url}.\n"
        )
        receiver.wait_for(1)
        found = []
        while not (found and found[0]["attempts"]):
            found = json.loads(command("webhook", "list", "--app", key, "--json").out)
        row = command("webhook", "list", "--state", "pending").out.splitlines()[1]
        assert "The receiver answered 500" in row
        shown = json.loads(command("webhook", "show", found[0]["id"]).out)
        assert shown["log"][0]["response_status"] == 500
        assert command("webhook", "resend", found[0]["id"]).code == 0
        receiver.wait_for(2)


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (1, ["ping", "mnnone"], "mnnone"),
        (1, ["show", "dlv_none"], "dlv_none"),
        (1, ["resend", "dlv_none"], "dlv_none"),
        (2, ["list", "--state", "lost"], "--state"),
    ],
)
def test_an_unknown_delivery_is_refused(refused, code, arguments, said):
    """One sentence names it."""
    assert said in refused(code, "webhook", *arguments)


def test_a_ping_without_an_address_names_the_command(command, refused):
    """The way out is in the refusal."""
    command("app", "create", "Drama", "--client-key", "mndrama")
    assert "app set mndrama --webhook-url URL" in refused(1, "webhook", "ping", "mndrama")
