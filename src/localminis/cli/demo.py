"""`localminis demo`: the platform with the example mini drama and its backend, from one command."""

import asyncio
import shutil
import socket
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

import localminis
from localminis import settings
from localminis.cli import terminal, waiting
from localminis.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from localminis.devserver.runner import DevScript
    from localminis.steering import Steering

_CLIENT_KEY: Final = "mnminidrama0001"
_STATE_FILES: Final = (
    "localminis.db*",
    "mini-drama.db*",
    "secret.key",
    "run.json",
    "snapshots/*.json",
)


class ExampleMissing(NotFound):
    """The example is part of a checkout, not of an installed package."""

    code = "example_missing"


class DemoRunning(Unavailable):
    """The demo runs, so its state cannot be forgotten."""

    code = "demo_running"


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(0, 65_532),
    default=settings.DEFAULT_PORT,
    show_default=True,
    help="First of four ports: platform, page, backend, dev server; 0 takes free ones.",
)
@click.option("--home", metavar="DIR", help="State folder. Default: .localminis/demo here.")
@click.option("--reset", is_flag=True, help="Forget the demo's state and stop.")
def demo(port: int, home: str | None, *, reset: bool) -> None:
    """Start the platform with the example mini drama. Ctrl-C stops everything."""
    example = Path(localminis.__file__).parents[2] / "examples" / "mini-drama"
    if not example.is_dir():
        raise ExampleMissing(
            f"The example is not at {example}. Run the demo from a checkout of the repository."
        )
    folder = Path(home) if home else example.parents[1] / ".localminis" / "demo"
    chosen = settings.load(home=folder, port=port)
    if reset:
        asyncio.run(_reset(chosen))
        return
    asyncio.run(waiting.until_stopped(_run(chosen, example)))
    terminal.say("Stopped. The state is kept; `make demo-reset` forgets it.")


async def _reset(chosen: settings.Settings) -> None:
    from localminis.steering import find_running

    if await find_running(chosen) is not None:
        raise DemoRunning("The demo is running. Stop it with Ctrl-C, then reset it.")
    for pattern in _STATE_FILES:
        for file in chosen.home.glob(pattern):
            file.unlink()
    shutil.rmtree(chosen.packages, ignore_errors=True)
    terminal.done(f"The demo's state in {chosen.home} is forgotten.")


async def _run(chosen: settings.Settings, example: Path) -> None:
    from localminis import runtime
    from localminis.devserver.ports import find_free
    from localminis.devserver.proxy import PageOptions, PageServer
    from localminis.project.load import load

    ports = [_checked(chosen.port + n) if chosen.port else find_free() for n in range(4)]
    platform_url, _, backend_url, dev_url = (f"http://127.0.0.1:{port}" for port in ports)
    platform_port, page_port, backend_port, dev_port = ports
    config = load(example).config
    async with AsyncExitStack() as parts:
        # The platform comes last: it goes on with its webhooks at once, and the backend must hear.
        async with runtime.opened(chosen) as state:
            secret = await _register(state, backend_url)
        environment = settings.subprocess_environment(
            HOST="127.0.0.1", PORT=str(dev_port), MINI_DRAMA_API=backend_url
        )
        dev = await _start(parts, ["dev.py"], example, environment, dev_url)
        page = PageServer(
            PageOptions(
                platform_url=platform_url,
                client_key=_CLIENT_KEY,
                upstream=dev_url,
                trusted_domains=config.trusted_domains,
                port=page_port,
            )
        )
        await page.start()
        parts.push_async_callback(page.stop)
        environment = settings.environment_beside(
            platform_url,
            chosen.home,
            MINI_DRAMA_CLIENT_KEY=_CLIENT_KEY,
            MINI_DRAMA_CLIENT_SECRET=secret,
            MINI_DRAMA_DATABASE=str(chosen.home / "mini-drama.db"),
            MINI_DRAMA_PAGE_ORIGINS=f"{page.origin},{page.second_origin}",
        )
        arguments = ["app.py", "--port", str(backend_port)]
        backend = await _start(parts, arguments, example / "backend", environment, backend_url)
        platform = await parts.enter_async_context(
            runtime.alone(replace(chosen, port=platform_port))
        )
        address = {
            "url": page.url,
            "second_url": page.second_url,
            "nav_style": config.nav_style,
            "nav_light": config.nav_light,
            "nav_dark": config.nav_dark,
        }
        await platform.call("PUT", f"/admin/v1/apps/{_CLIENT_KEY}/page", address)
        console = (await platform.call("GET", "/admin/v1/console"))["url"]
        _say_where(platform.url, console, page.url, backend_url, chosen.home)
        await waiting.first_to_end(dev.failed(), backend.failed())


async def _start(
    parts: AsyncExitStack,
    arguments: list[str],
    folder: Path,
    environment: dict[str, str],
    url: str,
) -> "DevScript":
    from localminis.devserver.runner import DevScript

    script = DevScript(
        [sys.executable, *arguments],
        cwd=folder,
        environment=environment,
        expected_url=url,
        on_line=terminal.note,
    )
    await script.start()
    parts.push_async_callback(script.stop)
    return script


async def _register(platform: "Steering", backend_url: str) -> str:
    path = f"/admin/v1/apps/{_CLIENT_KEY}"
    await platform.call("PUT", path, {"name": "The Lighthouse Signal"})
    await platform.call("PATCH", path, {"webhook_url": f"{backend_url}/webhooks/tiktok"})
    return str((await platform.call("GET", f"{path}?secret=1"))["client_secret"])


def _say_where(
    platform_url: str, console_url: str, page_url: str, backend_url: str, home: Path
) -> None:
    simulator = f"{platform_url}/simulator/{_CLIENT_KEY}"
    terminal.say()
    terminal.say(f"  {terminal.bold('Open the simulator:')}  {terminal.link(simulator)}")
    terminal.say(f"  {terminal.bold('Open the console:')}    {terminal.link(console_url)}")
    terminal.say()
    terminal.say(f"  open API   {platform_url}   (the backend's LOCALMINIS_API_URL)")
    terminal.say(f"  page       {page_url}")
    terminal.say(f"  backend    {backend_url}")
    terminal.say(f"  state      {home}")
    if not (Path(localminis.__file__).parent / "browser/vendor/vconsole.min.js").is_file():
        terminal.warn("vConsole is missing in the phone. Install Node 20 and run `make assets`.")
    terminal.say()
    terminal.say("Ctrl-C stops everything.")


def _checked(port: int) -> int:
    from localminis.devserver.ports import taken
    from localminis.runtime import PortInUse

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            another = "four others with --port; 0 takes free ones"
            raise PortInUse(taken(error, port, another=another)) from error
    return port
