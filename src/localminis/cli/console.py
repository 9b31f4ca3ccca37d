"""`localminis console`: the link into the running platform's console, and the way there."""

import asyncio

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.steer import PlatformNotRunning, home_option, json_option


@click.command("console")
@click.option("--open", "is_opening", is_flag=True, help="Open it in the browser.")
@home_option
@json_option
def console(home: str | None, *, is_opening: bool, is_json: bool) -> None:
    """Print the link into the console. Whoever has it may do everything, so keep it to yourself."""
    url = asyncio.run(_link(settings.load(home=home)))
    if is_json:
        terminal.print_json({"url": url})
    else:
        terminal.say(terminal.link(url))
    if is_opening:
        import webbrowser

        webbrowser.open(url)


async def _link(chosen: settings.Settings) -> str:
    from localminis import runtime, steering

    if await steering.find_running(chosen) is None:
        raise PlatformNotRunning(chosen.home)
    async with runtime.opened(chosen) as platform:
        return str((await platform.call("GET", "/admin/v1/console"))["url"])
