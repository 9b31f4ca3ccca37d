"""`localminis webhook`: see deliveries, send one again, send the test event."""

from urllib.parse import quote, urlencode

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option


@group("webhook", "See webhook deliveries and send one again.")
def webhook() -> None:
    """Hold the webhook commands."""


@webhook.command("list")
@click.option("--app", "client_key", help="Only this app's (client key).")
@click.option("--state", type=click.Choice(["pending", "delivered", "dead"]), help="Only these.")
@home_option
@json_option
def listing(client_key: str | None, state: str | None, home: str | None, *, is_json: bool) -> None:
    """List the newest deliveries."""
    wanted = {"client_key": client_key, "state": state}
    query = urlencode({name: value for name, value in wanted.items() if value})
    found = call(home, "GET", f"webhooks/deliveries?{query}")["deliveries"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (
            each["id"],
            each["event"],
            each["subject"],
            each["state"],
            each["attempts"],
            each["last_error"] or "",
        )
        for each in found
    ]
    terminal.table(("DELIVERY", "EVENT", "SUBJECT", "STATE", "TRIES", "LAST ERROR"), rows)


@webhook.command("show")
@click.argument("delivery_id")
@home_option
def show(delivery_id: str, home: str | None) -> None:
    """Show one delivery with its exact body and every attempt, as JSON."""
    path = f"webhooks/deliveries/{quote(delivery_id, safe='')}"
    terminal.print_json(call(home, "GET", path))


@webhook.command("resend")
@click.argument("delivery_id")
@home_option
def resend(delivery_id: str, home: str | None) -> None:
    """Send one delivery again, now."""
    path = f"webhooks/deliveries/{quote(delivery_id, safe='')}/resend"
    found = call(home, "POST", path)
    terminal.done(f"{found['event']} is due now to {found['url']}.")


@webhook.command("ping")
@click.argument("client_key")
@home_option
def ping(client_key: str, home: str | None) -> None:
    """Send the portal's test event to the app's webhook address."""
    found = call(home, "POST", f"apps/{quote(client_key, safe='')}/ping")
    terminal.done(f"{found['event']} is due now to {found['url']}.")
