"""Running the app's own development server: start it, find its address, stop all of it.

The script runs in a process group of its own, so that what it starts ends with it; and a watcher in
that group ends it when we are gone, even when we were killed.
"""

import asyncio
import contextlib
import ipaddress
import os
import re
import shutil
import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from localminis.devserver.model import (
    DevScriptEnded,
    DevScriptSilent,
    NoDevScript,
    ProgramMissing,
    is_local_host,
)
from localminis.project.load import DEV_SCRIPTS, package_dependencies
from localminis.project.model import PackageInvalid

if TYPE_CHECKING:
    import aiohttp

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_ADDRESS = re.compile(
    r"\bhttps?://(?P<host>localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])(?![\w-]|\.\w)"
    r"(?P<port>:\d{1,5})?(?P<path>/[^\s\"'<>`)\]]*)?",
    re.IGNORECASE,
)
# How long a script may take until its page answers.
PATIENCE_S: Final = 90.0

_EVERY_HOST: Final = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]", "::": "[::1]"}  # noqa: S104 - read, not bound
_LAST_LINES: Final = 20
_LINE_LIMIT_BYTES: Final = 1 << 20
_PROBE_INTERVAL_S: Final = 0.15
# A port of this machine is open or not; no server has to think about it.
_CONNECT_TIMEOUT_S: Final = 1.0
# How long an address that answers without HTML waits for a better one: a script that starts an API
# beside the page may print the API's address first.
_BETTER_ADDRESS_S: Final = 3.0
_TERMINATE_S: Final = 5.0
# Run before the script, whose process id is `$$`, as is its group's. The watcher waits for the end
# of the script's input, a pipe that only we hold open and the kernel closes when we are killed. It
# is nobody's child, for scripts that wait for all of theirs, and holds none of the output.
_LEASHED: Final = f"""
exec 3<&0
( ( read -r _; trap '' TERM; kill -TERM -$$; sleep {_TERMINATE_S:g}; kill -KILL -$$
  ) <&3 3<&- >/dev/null 2>&1 & )
exec 3<&-
exec "$@"
"""


def npm_argv(
    scripts: Mapping[str, str], *, root: Path, environment: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the command that runs the project's `dev` script, else its `start` script.

    Args:
        scripts: what `package.json` names, as `project.load.package_scripts` reads it.
        root: the project's folder, for the messages.
        environment: its PATH is where npm is looked for.

    Raises:
        NoDevScript: neither script is there.
        ProgramMissing: npm is not installed.

    Source: contract:toolchain-2.
    """
    name = next((each for each in DEV_SCRIPTS if scripts.get(each, "").strip()), None)
    if name is None:
        raise NoDevScript(
            f"The package.json in {root} has no `dev` and no `start` script. Add one, or serve a "
            "built folder with --folder."
        )
    npm = shutil.which("npm", path=environment.get("PATH"))
    if npm is None:
        raise ProgramMissing(
            f"npm was not found, and the `{name}` script in {root} needs it. Install Node 20, or "
            "serve a built folder with --folder."
        )
    return (npm, "run", name)


class DevScript:
    """One run of a development server's command.

    Args:
        argv: program and arguments; no shell is involved.
        cwd: the project's folder.
        environment: complete; `node_modules/.bin` is put before its PATH.
        expected_url: where the config says that it will listen; a printed address counts as well.
        on_line: called with each line of output, without its line end, colours included; what it
            was given is not said again in a refusal.
        timeout_s: how long it may take until it answers.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        environment: Mapping[str, str],
        expected_url: str | None = None,
        on_line: Callable[[str], None] | None = None,
        timeout_s: float = PATIENCE_S,
    ) -> None:
        self.argv = tuple(os.fspath(each) for each in argv)
        self.cwd = cwd
        self.environment = _with_project_programs(environment, cwd)
        self.expected_url = expected_url
        self.on_line = on_line
        self.timeout_s = timeout_s
        self.last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._printed: dict[str, None] = {}
        self._told = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Start the command and return its address as soon as it answers HTTP.

        On a refusal nothing keeps running.

        Raises:
            ProgramMissing, DevScriptEnded, DevScriptSilent: as the two steps do.
        """
        await self.launch()
        try:
            return await self.address()
        except BaseException:
            await self.stop()
            raise

    async def launch(self) -> None:
        """Start the command, and do not wait for its page.

        Raises:
            ProgramMissing: the program cannot be started.
        """
        if self.expected_url is not None and await _listens(self.expected_url):
            # Somebody else's server: it must not be taken for ours.
            self.expected_url = None
        await self._spawn()

    async def address(self) -> str:
        """Return the address of the command as soon as it answers HTTP.

        An address that is printed wins over the expected one, because servers move on when their
        port is taken.

        Raises:
            DevScriptEnded: it ended before it answered.
            DevScriptSilent: it did not answer within `timeout_s`.
        """
        # Here, so that the script starts before what asks it is loaded.
        from localminis.devserver.probe import probing

        async with probing() as session:
            return await self._address(session, self.expected_url)

    async def wait(self) -> int:
        """Wait until the command ends by itself, and return its exit status."""
        assert self._process is not None, "not started"
        return await self._process.wait()

    async def failed(self) -> None:
        """Wait until the command ends by itself, and refuse; for watching a run that goes on.

        Raises:
            DevScriptEnded: always, as soon as it has ended.
        """
        raise await self._ended(await self.wait(), "while it was in use")

    async def stop(self) -> None:
        """End the command and everything it started: ask first, then kill; twice does nothing."""
        process, reader = self._process, self._reader
        if process is None or reader is None:
            return
        self._process = self._reader = None
        _signal_group(process.pid, signal.SIGTERM)
        # The pipe ends when the last process that inherited it has ended.
        ended = asyncio.create_task(process.wait())
        await asyncio.wait({ended, reader}, timeout=_TERMINATE_S)
        _signal_group(process.pid, signal.SIGKILL)
        await ended
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reader
        if process.stdin is not None:
            process.stdin.close()

    async def _spawn(self) -> None:
        self._check_program()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _LEASHED, "sh", *self.argv),
                cwd=self.cwd,
                env=self.environment,
                # A pipe that nobody writes to, not the null device: it ends when we do.
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                limit=_LINE_LIMIT_BYTES,
            )
        except OSError as problem:
            raise self._missing(problem.strerror or str(problem)) from problem
        assert self._process.stdout is not None
        self._reader = asyncio.create_task(self._read(self._process.stdout))

    def _check_program(self) -> None:
        # Asked before, because a shell starts it and would fail with a line of its own.
        program = self.argv[0]
        path = str(self.cwd / program) if os.sep in program else program
        if shutil.which(path, path=self.environment["PATH"]) is None:
            raise self._missing("there is no such program")

    def _missing(self, why: str) -> ProgramMissing:
        return ProgramMissing(
            f"{self.argv[0]} could not be started in {self.cwd}: {why}. Check that it is installed."
        )

    async def _read(self, output: asyncio.StreamReader) -> None:
        while True:
            try:
                raw = await output.readline()
            except ValueError:
                # A line without end; what was read of it is gone, the next one is as good.
                continue
            if not raw:
                return
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            plain = _ANSI.sub("", line)
            self.last_lines.append(plain)
            found = addresses(plain)
            if not self._printed.keys() >= set(found):
                self._printed.update(dict.fromkeys(found))
                self._told.set()
            if self.on_line is not None:
                try:
                    self.on_line(line)
                except OSError:
                    # The terminal is gone. The output is read on, or the script would block.
                    self.on_line = None

    async def _address(self, session: "aiohttp.ClientSession", expected: str | None) -> str:
        from localminis.devserver.probe import probe

        assert self._process is not None, "not launched"
        ended = asyncio.create_task(self._process.wait())
        second_best: tuple[str, float] | None = None
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.timeout_s
        try:
            while loop.time() < give_up_at:
                for url in [*self._printed, *([expected] if expected else [])]:
                    answer = await probe(session, url)
                    if ended.done():
                        break
                    if answer is None:
                        continue
                    is_expected = url == expected
                    is_foreign = is_expected and self._is_foreign(url)
                    if (answer == "page" or is_expected) and not is_foreign:
                        return url
                    if second_best is None:
                        second_best = (url, loop.time() + _BETTER_ADDRESS_S)
                if second_best is not None and loop.time() >= second_best[1]:
                    return second_best[0]
                told = asyncio.create_task(self._told.wait())
                await asyncio.wait(
                    {ended, told}, timeout=_PROBE_INTERVAL_S, return_when=asyncio.FIRST_COMPLETED
                )
                told.cancel()
                self._told.clear()
                if ended.done():
                    raise await self._ended(ended.result(), "before its page answered")
        finally:
            ended.cancel()
        raise DevScriptSilent(self._silence(expected))

    def _is_foreign(self, url: str) -> bool:
        # Of two servers that start at once one may have taken the port that both were meant for.
        from localminis.devserver.ports import find_holder

        holder = find_holder(urlsplit(url).port or 80)
        if holder is None or self._process is None:
            return False
        with contextlib.suppress(ProcessLookupError, PermissionError):
            return os.getsid(holder.pid) != self._process.pid
        return False

    async def _ended(self, status: int, when: str) -> DevScriptEnded:
        if self._reader is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._reader), 1)
        lines = tuple(self.last_lines)
        advice = "Look at its output."
        if _lacks_packages(self.cwd):
            advice = f"Run `npm install` in {self.cwd} first."
        output = "".join(f"\n  {line}" for line in lines) if self.on_line is None else ""
        return DevScriptEnded(
            f"The command `{self._command}` ended with status {status} {when}. {advice}{output}",
            last_lines=lines,
        )

    def _silence(self, expected: str | None) -> str:
        tried = ", ".join([*self._printed, *([expected] if expected else [])])
        where = f"Tried {tried}." if tried else "It printed no local address."
        return (
            f"The command `{self._command}` did not answer within {self.timeout_s:g} s. {where} "
            "Set dev.host and dev.port in minis.config.json, or give the address with --upstream."
        )

    @property
    def _command(self) -> str:
        return " ".join([Path(self.argv[0]).name, *self.argv[1:]])


def addresses(line: str) -> list[str]:
    """Return the addresses on this machine that a line of output names, ready to be requested."""
    found = []
    for match in _ADDRESS.finditer(line):
        host = match["host"].lower()
        scheme = match[0].partition("://")[0].lower()
        # A full stop that ends a sentence is no part of the address.
        path = (match["path"] or "/").rstrip(".,;:!")
        found.append(f"{scheme}://{_EVERY_HOST.get(host, host)}{match['port'] or ''}{path or '/'}")
    return found


def configured_url(host: str, port: int) -> str | None:
    """Return the address that `dev.host` and `dev.port` name; None when it is not a local one."""
    host = _EVERY_HOST.get(host, host)
    if not is_local_host(host.strip("[]")):
        return None
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).version == 6:  # noqa: PLR2004 - the protocol's number
            host = f"[{host}]"
    return f"http://{host}:{port}/"


def _lacks_packages(cwd: Path) -> bool:
    """Tell whether a project has dependencies, and no folder of them where Node looks."""
    try:
        has_dependencies = bool(package_dependencies(cwd))
    except PackageInvalid:
        return False
    return has_dependencies and not any(
        (each / "node_modules").is_dir() for each in (cwd, *cwd.absolute().parents)
    )


def _with_project_programs(environment: Mapping[str, str], cwd: Path) -> dict[str, str]:
    programs = str(cwd / "node_modules" / ".bin")
    path = environment.get("PATH", "")
    return {
        # No browser window of the tool's own, and no question to the registry about a newer npm.
        "BROWSER": "none",
        "npm_config_update_notifier": "false",
        **environment,
        "PATH": f"{programs}{os.pathsep}{path}" if path else programs,
    }


async def _listens(url: str) -> bool:
    """Tell whether anybody listens at an address."""
    parts = urlsplit(url)
    opening = asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        _, writer = await asyncio.wait_for(opening, _CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
