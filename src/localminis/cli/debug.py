"""`ttdx minis debug`: the app's own dev script, or a built folder, in the simulator's phone."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.flavour import flavour_option
from localminis.cli.project_folder import project_argument
from localminis.cli.steer import home_option
from localminis.errors import Invalid, MinisError
from localminis.spec.restrictions import MODES, Mode

if TYPE_CHECKING:
    from localminis.cli.debug_page import Arrival
    from localminis.devserver.proxy import PageServer
    from localminis.devserver.runner import DevScript
    from localminis.project.model import Project
    from localminis.spec.config import Flavour
    from localminis.steering import Steering

# Stands in for a client key that is not there yet, so that a first look needs no portal.
LOCAL_CLIENT_KEY: Final = "mnlocaldebug"


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugOptions:
    """What the command was asked to do; ports that are None were not given."""

    port: int | None
    platform: settings.Settings
    is_opening: bool
    folder: Path | None
    upstream: str | None
    rules: Mode
    is_on_lan: bool
    lan_address: str | None
    is_headless: bool
    screenshot: Path | None
    patience_s: int


@click.command("debug")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port of the app's page. Default 8601."
)
@click.option(
    "--platform-port", type=click.IntRange(0, 65_535), help="Port of the platform. Default 8600."
)
@click.option(
    "--open/--no-open",
    "is_opening",
    default=None,
    help="Open the simulator in the browser. Default: when run in a terminal.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Serve this built folder instead of running the dev script.",
)
@click.option("--upstream", metavar="URL", help="Use a development server that runs already.")
@flavour_option
@click.option(
    "--rules",
    type=click.Choice(MODES),
    default="enforce",
    show_default=True,
    help="What the browser does about the platform's restrictions: refuse, only tell, or nothing.",
)
@click.option(
    "--lan",
    is_flag=True,
    help="Let a phone of the same network in, by a code to scan that carries a token.",
)
@click.option("--lan-address", metavar="IP", help="This machine's address in the phone's network.")
@click.option(
    "--headless",
    is_flag=True,
    help="Look at the app in a headless Chromium, and end: 0 when it started, 1 when not.",
)
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write what the phone shows into this PNG file; goes with --headless.",
)
@click.option(
    "--patience",
    type=click.IntRange(1, 3600),
    default=90,
    show_default=True,
    help="Seconds that the app may take to start.",
)
@home_option
@project_argument
def debug(
    path: Path,
    *,
    port: int | None,
    platform_port: int | None,
    is_opening: bool | None,
    folder: Path | None,
    upstream: str | None,
    flavour: "Flavour | None",
    rules: Mode,
    lan: bool,
    lan_address: str | None,
    headless: bool,
    screenshot: Path | None,
    patience: int,
    home: str | None,
) -> None:
    """Run the mini app in PATH in the simulator. Ctrl-C stops it.

    Starts the project's `dev` script, else its `start` script; without either the built folder is
    served. No file is changed: the SDK and vConsole are answered locally. A backend that the
    script starts finds the platform in LOCALMINIS_API_URL, and steers it by LOCALMINIS_HOME.
    """
    from localminis.cli.waiting import serve
    from localminis.project.load import load

    if folder is not None and upstream is not None:
        raise click.UsageError("Give --folder or --upstream, not both.")
    if screenshot is not None and not headless:
        raise click.UsageError("--screenshot goes with --headless. Give both.")
    options = DebugOptions(
        port=port,
        platform=settings.load(home=home, port=platform_port),
        is_opening=(sys.stdout.isatty() and not headless) if is_opening is None else is_opening,
        folder=folder,
        upstream=upstream,
        rules=rules,
        is_on_lan=lan or lan_address is not None,
        lan_address=lan_address,
        is_headless=headless,
        screenshot=screenshot,
        patience_s=patience,
    )
    # Watched from the start: what a signal interrupts while it starts is stopped as well.
    serve(_debug(load(path, flavour), options))


async def _debug(project: "Project", options: DebugOptions) -> None:
    from localminis.cli import debug_page

    client_key = _client_key(project)
    chosen, platform_url = await debug_page.placed(options.platform)
    options = replace(options, platform=chosen)
    script = _script(project, options, platform_url)
    # The script boots while the platform is still being loaded.
    async with (
        debug_page.arriving(script, options.upstream) as arrival,
        _joined(options) as platform,
        _served(project, options, platform.url, client_key, arrival) as server,
        _reachable(options, server, platform) as lan,
        _registered(platform, client_key, project, server, lan.told),
    ):
        await _warn_about_page(project, server, arrival)
        await _attend(project, options, platform, client_key, script, server, lan)


@asynccontextmanager
async def _joined(options: DebugOptions) -> AsyncIterator["Steering"]:
    # Aside, so that what the script prints meanwhile is heard.
    runtime = await asyncio.to_thread(import_module, "localminis.runtime")
    async with runtime.joined(options.platform) as platform:
        yield platform


async def _attend(
    project: "Project",
    options: DebugOptions,
    platform: "Steering",
    client_key: str,
    script: "DevScript | None",
    server: "PageServer",
    lan: "_Lan",
) -> None:
    """Tell where everything is, and stay until something ends."""
    from localminis import steering
    from localminis.cli import debug_lan, waiting
    from localminis.cli.debug_check import watched
    from localminis.cli.debug_headless import look

    if lan.told is not None:
        debug_lan.announce(lan.told["link"])
    await _announce(project, options, platform, client_key, server)
    if options.is_headless:
        url = f"{platform.url}/simulator/{client_key}"
        await look(url, options.screenshot, timeout_s=options.patience_s)
        return

    def follow(fresh: "Project") -> None:
        for each in (server, lan.page):
            if each is not None:
                each.trust(fresh.config.trusted_domains)

    checking = watched(
        project.root,
        platform,
        client_key,
        is_output=server.options.folder is not None,
        on_project=follow,
        lull=server.lull,
    )
    async with checking:
        await waiting.first_to_end(
            *([script.failed()] if script is not None else []),
            *([] if platform.is_ours else [steering.ended(platform)]),
        )


def _client_key(project: "Project") -> str:
    for note in project.config.notes:
        terminal.warn(note)
    if project.config.has_client_key and project.config.client_key is not None:
        return project.config.client_key
    terminal.warn(
        f"{project.config_path.name} has no client key yet, so {LOCAL_CLIENT_KEY!r} is used here. "
        "Put the key of your app into dev.clientKey."
    )
    return LOCAL_CLIENT_KEY


def _script(project: "Project", options: DebugOptions, platform_url: str) -> "DevScript | None":
    """Make the dev script's run, or None when something else serves the page."""
    from localminis.devserver import runner
    from localminis.project.load import DEV_SCRIPTS, package_scripts
    from localminis.spec import config as spec

    if options.folder is not None or options.upstream is not None:
        return None
    scripts = package_scripts(project.root)
    if not any(scripts.get(name) for name in DEV_SCRIPTS):
        folder = project.output_prefix.rstrip("/")
        terminal.note(f"No dev or start script is in package.json, so {folder} is served.")
        return None
    environment = settings.environment_beside(platform_url, options.platform.home)
    config = project.config
    is_port_given = config.is_given(spec.PORT)
    return runner.DevScript(
        runner.npm_argv(scripts, root=project.root, environment=environment),
        cwd=project.root,
        environment=environment,
        expected_url=runner.configured_url(config.host, config.port) if is_port_given else None,
        on_line=lambda line: terminal.note(f"  {line}"),
        timeout_s=options.patience_s,
    )


@asynccontextmanager
async def _served(
    project: "Project",
    options: DebugOptions,
    platform_url: str,
    client_key: str,
    arrival: "asyncio.Task[Arrival] | None",
) -> AsyncIterator["PageServer"]:
    from localminis.devserver import proxy

    upstream = None if arrival is None else (await arrival).url
    folder = None if upstream else (options.folder or project.output_path).absolute()
    server = proxy.PageServer(
        proxy.PageOptions(
            platform_url=platform_url,
            client_key=client_key,
            upstream=upstream,
            folder=folder,
            entry=_built_entry(project, folder),
            trusted_domains=project.config.trusted_domains,
            rules=options.rules,
            port=proxy.DEFAULT_PORT if options.port is None else options.port,
            is_game=project.flavour == "minigame",
        )
    )
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


class _Lan(NamedTuple):
    """What the simulator is told of the local network, and the page's server there."""

    told: dict[str, str] | None = None
    page: "PageServer | None" = None


@asynccontextmanager
async def _reachable(
    options: DebugOptions, server: "PageServer", platform: "Steering"
) -> AsyncIterator[_Lan]:
    from localminis.cli import debug_lan

    if not options.is_on_lan:
        yield _Lan()
        return
    if (await platform.call("GET", "/admin/v1/status"))["is_seeded"]:
        raise Invalid(
            "The platform runs with a seed, so whoever knows it knows every token. That is for "
            "tests on loopback: leave out --lan, or the seed."
        )
    async with debug_lan.reachable(server, platform.url, options.lan_address) as (told, page):
        yield _Lan(told, page)


def _built_entry(project: "Project", folder: Path | None) -> str:
    """Name the built entry page: the config speaks of the source, a build flattens its path."""
    name = Path(project.config.html_entry).name
    return name if folder is not None and (folder / name).is_file() else "index.html"


@asynccontextmanager
async def _registered(
    platform: "Steering",
    client_key: str,
    project: "Project",
    server: "PageServer",
    lan: dict[str, str] | None,
) -> AsyncIterator[None]:
    from localminis.spec import config as spec

    place, config = f"/admin/v1/apps/{client_key}", project.config
    await platform.call("PUT", place, {"name": project.root.name[:50] or client_key})
    address = {
        "url": server.url,
        "second_url": server.second_url,
        "nav_style": config.nav_style,
        "nav_light": config.nav_light,
        "nav_dark": config.nav_dark,
        "flavour": project.flavour,
        "turn": spec.TURNS[config.orientation],
        "rules": server.options.rules,
        "lan": lan,
        "project": str(project.root),
    }
    before = (await platform.call("PUT", f"{place}/page", address))["replaced_url"]
    if before not in {None, server.url}:
        terminal.warn(
            f"{before} was shown for {client_key}; the simulator shows this project from now on. "
            "Give each project a dev.clientKey of its own to see both."
        )
    try:
        yield
    finally:
        # The platform may be gone by now, and its memory of the page with it.
        with suppress(MinisError):
            await platform.call("DELETE", f"{place}/page?{urlencode({'url': server.url})}")


async def _warn_about_page(
    project: "Project", server: "PageServer", arrival: "asyncio.Task[Arrival] | None"
) -> None:
    from localminis.devserver import entry
    from localminis.spec.restrictions import trusted_domain_problems

    config = project.config
    for problem in trusted_domain_problems(config.trusted_domains):
        terminal.warn(problem)
    try:
        if arrival is not None:
            text = await arrival.result().text
        else:
            assert server.options.folder is not None
            body = (server.options.folder / server.options.entry).read_bytes()
            text = entry.page_text(body)
    except MinisError as problem:
        terminal.warn(problem.message)
        return
    key = config.client_key if config.has_client_key else None
    for problem_with_page in entry.page_warnings(text, client_key=key, flavour=project.flavour):
        terminal.warn(problem_with_page)


async def _announce(
    project: "Project",
    options: DebugOptions,
    platform: "Steering",
    client_key: str,
    server: "PageServer",
) -> None:
    simulator_url = f"{platform.url}/simulator/{client_key}"
    console_url = (await platform.call("GET", "/admin/v1/console"))["url"]
    source = server.options.upstream or server.options.folder
    terminal.say()
    terminal.say(f"{terminal.bold('Simulator')}  {terminal.link(simulator_url)}")
    terminal.say(f"{terminal.bold('Console')}    {terminal.link(console_url)}")
    terminal.say(f"{terminal.bold('App page')}   {server.url}  from {source}")
    joined = "" if platform.is_ours else ", joined"
    terminal.say(f"{terminal.bold('Platform')}   {platform.url}{joined}")
    terminal.note(f"{project.root.name} runs with client key {client_key}. Ctrl-C stops it.")
    if options.is_opening:
        import webbrowser

        await asyncio.to_thread(webbrowser.open, simulator_url)
