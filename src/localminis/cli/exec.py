"""`localminis exec`: a command with a platform of its own around it, for tests in any language."""

import asyncio
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.bundle import save
from localminis.cli.local_file import FILE
from localminis.cli.state import counted_world, read_world
from localminis.errors import Refused, Unavailable

# A shell says so of a program that a signal ended.
_ENDED_BY_SIGNAL: Final = 128


class PlatformShared(Refused):
    """The settings name a platform that others use, and this one begins anew and is forgotten."""

    code = "platform_shared"


class CommandMissing(Unavailable):
    """The program cannot be started."""

    code = "command_missing"


@click.command(
    "exec",
    # What follows the command is the command's own, its options too.
    context_settings={"allow_interspersed_args": False},
)
@click.option("--world", type=FILE, help="Make what this file declares, as `state apply` does.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Make the same ids and tokens on each run.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    help="Port of the platform. Default: a free one.",
)
@click.option(
    "--home",
    metavar="DIR",
    help="Go on with the state in DIR, and keep it. Default: a new one, forgotten at the end.",
)
@click.option(
    "--bundle",
    type=FILE,
    help="When COMMAND fails, write all that happened into this file, for `bundle load`.",
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def exec_(
    world: Path | None,
    seed: int | None,
    port: int,
    home: str | None,
    bundle: Path | None,
    command: tuple[str, ...],
) -> None:
    """Run COMMAND with a platform of its own, and leave with its exit code.

    COMMAND finds the platform in LOCALMINIS_API_URL, and steers it: with `localminis`, by
    LOCALMINIS_HOME, or over HTTP, with LOCALMINIS_ADMIN_TOKEN as bearer token.
    """
    terminal.warn_of(settings.misspelt())
    argv = (_program(command[0]), *command[1:])
    declared = None if world is None else read_world(world)
    with _folder(home) as folder:
        chosen = settings.load(home=folder, port=port, seed=seed)
        if chosen.database_url or chosen.server_url or chosen.is_served:
            raise PlatformShared(
                "A platform for one command begins anew and is forgotten. Unset "
                "LOCALMINIS_DATABASE_URL, LOCALMINIS_SERVER_URL and LOCALMINIS_MODE, or start the "
                "command beside `localminis serve`."
            )
        code = asyncio.run(_around(chosen, argv, declared, bundle))
    raise click.exceptions.Exit(code)


async def _around(
    chosen: settings.Settings, argv: tuple[str, ...], declared: Any, bundle: Path | None
) -> int:
    from localminis import runtime

    async with _caught() as signals, runtime.alone(chosen) as platform:
        terminal.note(f"LocalMinis at {platform.url}, for this command.")
        if declared is not None:
            made = await platform.call("POST", "/admin/v1/state/world", declared)
            terminal.note(f"Applied {counted_world(made)}.")
        token = json.loads(chosen.run_file.read_text("utf-8"))["admin_token"]
        environment = settings.environment_beside(
            platform.url, chosen.home, LOCALMINIS_ADMIN_TOKEN=token
        )
        code = await signals.run(argv, environment)
        if code and bundle is not None:
            size = await save(platform, bundle)
            terminal.note(f"What happened is in {bundle} ({size}): localminis bundle load {bundle}")
    return code


class _Signals:
    """The signals that we get: a command ends by them, and we outlive it to clean up."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: list[signal.Signals] = []

    async def run(self, argv: tuple[str, ...], environment: dict[str, str]) -> int:
        """Run a command to its end, and return its exit code as a shell would."""
        if self._waiting:
            return _ENDED_BY_SIGNAL + self._waiting[0]
        try:
            self._process = await asyncio.create_subprocess_exec(*argv, env=environment)
        except OSError as problem:
            raise CommandMissing(f"{argv[0]} cannot be started ({problem.strerror}).") from problem
        for number in self._waiting:
            self.take(number)
        code = await self._process.wait()
        return _ENDED_BY_SIGNAL - code if code < 0 else code

    def take(self, number: signal.Signals) -> None:
        """Hand a signal to the command; before it has started, it waits for it."""
        if self._process is None:
            self._waiting.append(number)
        # A terminal sends Ctrl-C to both of us; twice means at once to many a test runner.
        elif self._process.returncode is None and not (
            number == signal.SIGINT and sys.stdin.isatty()
        ):
            self._process.send_signal(number)


@asynccontextmanager
async def _caught() -> AsyncIterator[_Signals]:
    """Catch what asks us to end, from before the command starts until all is cleaned up."""
    signals = _Signals()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, signals.take, number)
    try:
        yield signals
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CommandMissing(f"There is no program {name!r} on the PATH. Check how it is written.")
    return found


@contextmanager
def _folder(home: str | None) -> Iterator[str]:
    if home is not None:
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="localminis-") as folder:
        yield folder
