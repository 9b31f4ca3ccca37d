"""`localminis serve`: the platform alone, for backends and their tests."""

import asyncio
import json

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.steer import home_option


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="Port to listen on; 0 takes a free one. Default 8600.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Make the same ids and tokens on each run; for tests.",
)
@click.option(
    "--lan",
    is_flag=True,
    help="Let phones of the same network open uploaded versions, by a code that carries a token.",
)
@click.option("--lan-address", metavar="IP", help="This machine's address in the phone's network.")
@click.option(
    "--json",
    "is_json",
    is_flag=True,
    help="Print one line of JSON as soon as it answers, for the program that started it.",
)
@home_option
def serve(
    port: int | None,
    seed: int | None,
    lan_address: str | None,
    home: str | None,
    *,
    lan: bool,
    is_json: bool,
) -> None:
    """Start the platform: open API, simulator, webhook sender. Ctrl-C stops it."""
    from localminis.cli import waiting

    terminal.warn_of(settings.misspelt())
    is_lan = "on" if lan or lan_address else None
    chosen = settings.load(home=home, port=port, seed=seed, lan=is_lan, lan_address=lan_address)
    waiting.serve(_serve(chosen, is_json=is_json))


async def _serve(chosen: settings.Settings, *, is_json: bool) -> None:
    from localminis import runtime
    from localminis.cli import waiting
    from localminis.webhooks import guard
    from localminis.webhooks.rules import Rules

    async with runtime.alone(chosen) as platform:
        console = (await platform.call("GET", "/admin/v1/console"))["url"]
        if is_json:
            token = json.loads(chosen.run_file.read_text("utf-8"))["admin_token"]
            facts = {"url": platform.url, "admin_token": token, "console": console}
            terminal.say(json.dumps({**facts, "home": str(chosen.home)}))
        else:
            terminal.say(f"{terminal.bold('LocalMinis')} at {terminal.link(platform.url)}")
            terminal.say(f"{terminal.bold('Console')}    {terminal.link(console)}")
        if chosen.lan == "on":
            terminal.warn(
                "Phones of your network can open versions: whoever has a version's link can use "
                "the simulator while this runs. Use it in networks that you trust."
            )
            terminal.note("The code to scan is on a version's page in the console.")
        terminal.note(f"Webhooks go to {guard.reach(Rules.of(chosen).networks)}.")
        terminal.note(f"State in {chosen.home}. Ctrl-C stops it.")
        waiting.settle()
        await asyncio.Event().wait()
