"""`localminis worker`: one more process that delivers webhooks and runs due work."""

import asyncio

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.steer import home_option


@click.command("worker")
@home_option
def worker(home: str | None) -> None:
    """Run due work of a shared PostgreSQL database. Ctrl-C stops it.

    Set LOCALMINIS_DATABASE_URL, and LOCALMINIS_KEY_FILE to the key file that all processes share.
    """
    from localminis.cli import waiting

    terminal.warn_of(settings.misspelt())
    waiting.serve(_work(settings.load(home=home)))


async def _work(chosen: settings.Settings) -> None:
    from localminis import runtime

    async with runtime.working(chosen):
        terminal.say(f"Working with the key in {chosen.vault_key}. Ctrl-C stops it.")
        await asyncio.Event().wait()
