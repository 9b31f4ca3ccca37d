import json

import pytest


def test_an_app_is_created_listed_shown_and_changed(command):
    """The whole life of an app, from the command line alone and with no platform running."""
    made = json.loads(command("app", "create", "Drama", "--client-key", "mndrama", "--json").out)
    assert made["client_key"] == "mndrama"
    assert len(made["client_secret"]) == 40

    listed = command("app", "list").out.splitlines()
    assert listed[0].split() == ["CLIENT", "KEY", "NAME", "WEBHOOK", "PAYMENT"]
    assert listed[1].split() == ["mndrama", "Drama", "-", "on"]

    url = "http://127.0.0.1:9/hook"
    changed = command("app", "set", "mndrama", "--webhook-url", url, "--payment", "off")
    assert "webhook_url, is_payment_enabled of mndrama" in changed.out
    shown = command("app", "show", "mndrama").out
    assert url in shown
    assert made["client_secret"] not in shown
    assert made["client_secret"] in command("app", "show", "mndrama", "--secret").out
    removed = command("app", "set", "mndrama", "--webhook-url", "", "--json").out
    assert json.loads(removed)["webhook_url"] is None


def test_creating_prints_the_pair_and_the_next_step(command):
    """A newcomer copies the credentials from the screen."""
    ran = command("app", "create", "Drama")
    assert ran.code == 0
    assert "client_secret  " in ran.out
    assert "Next: localminis app set mn" in ran.out


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (1, ["show", "mnnone"], "No app has the client key 'mnnone'"),
        (1, ["show", "../orders"], "../orders"),
        (1, ["create", " "], "is empty"),
        (1, ["create", "x", "--client-key", "?"], "client key '?'"),
        (1, ["set", "mnnone", "--payment", "on"], "mnnone"),
        (2, ["set", "mnnone"], "Nothing to change"),
        (2, ["set", "mnnone", "--payment", "maybe"], "--payment"),
        (2, ["create"], "NAME"),
    ],
)
def test_a_refusal_is_one_sentence(refused, code, arguments, said):
    """Refusals exit with 1, misuse with 2 and the option's name."""
    assert said in refused(code, "app", *arguments)


def test_a_foreign_webhook_address_is_refused(command, refused):
    """Events are sent to this machine only."""
    command("app", "create", "Drama", "--client-key", "mndrama")
    url = "http://example.com/hook"
    assert "this machine only" in refused(1, "app", "set", "mndrama", "--webhook-url", url)
