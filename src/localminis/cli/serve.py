"""`localminis serve`: the platform alone, for backends and their tests."""

import asyncio

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.steer import home_option


@click.command("serve", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one. Default 8600.")
@home_option
def serve(port: int | None, home: str | None) -> None:
    """Start the platform: open API, simulator, webhook sender. Ctrl-C stops it."""
    from localminis import runtime
    from localminis.cli import waiting

    chosen = settings.load(home=home, port=port)

    async def run() -> None:
        platform = runtime.build(chosen)
        try:
            async with runtime.running(platform) as steering:
                terminal.say(f"{terminal.bold('LocalMinis')} at {terminal.link(steering.url)}")
                terminal.note(f"State in {chosen.home}. Ctrl-C stops it.")
                await waiting.until_stopped()
        finally:
            platform.close()

    asyncio.run(run())
