"""How fast and how small the platform is, in one run; prints a Markdown table.

Real processes and real HTTP on loopback: the platform, a webhook sink and the load generator are
three processes. No thresholds; benchmarks/README.md keeps the numbers and how they were made.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
START_PATIENCE_S = 30
IDLE_S = 2
STARTS = 5
HELP_RUNS = 15
CONNECTIONS = 16

# Calls of the loopback take no proxy from the environment.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Platform:
    """A `localminis serve` in a process of its own, timed from its start to its first answer."""

    def __init__(self, home: Path, environment: Mapping[str, str] | None = None) -> None:
        self._home = home
        started_s = time.monotonic()
        self._process = subprocess.Popen(
            [str(BIN / "localminis"), "serve", "--port", "0", "--home", str(home)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.url, self._token = self._wait_until_answering(started_s)
        self.first_answer_s = time.monotonic() - started_s

    def _wait_until_answering(self, started_s: float) -> tuple[str, str]:
        run_file = self._home / "run.json"
        while time.monotonic() - started_s < START_PATIENCE_S:
            try:
                run = json.loads(run_file.read_text("utf-8"))
                url = str(run["url"])
                _opener.open(f"{url}/v2/user/info/", timeout=START_PATIENCE_S)
            except urllib.error.HTTPError:
                return url, str(run["admin_token"])  # refused for want of a token: it answers
            except OSError:
                time.sleep(0.002)
        raise SystemExit(f"localminis serve did not answer within {START_PATIENCE_S} s.")

    def admin(self, method: str, path: str, body: object) -> dict[str, str]:
        """Call the admin API."""
        request = urllib.request.Request(
            f"{self.url}/admin/v1/{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._token}"},
            method=method,
        )
        with _opener.open(request, timeout=START_PATIENCE_S) as answer:
            found: dict[str, str] = json.load(answer)
            return found

    def memory_mb(self) -> float:
        """Return the resident memory in MB (10⁶ bytes)."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise SystemExit("The system does not tell a process's memory.")

    def stop(self) -> None:
        """End it and wait until it is gone."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def serving(home: Path, environment: Mapping[str, str] | None = None) -> Iterator[Platform]:
    """Run a platform for a block, with another environment than ours if one is given."""
    platform = Platform(home, environment)
    try:
        yield platform
    finally:
        platform.stop()


@contextmanager
def sink() -> Iterator[str]:
    """Run the webhook sink for a block and give its address."""
    command = [sys.executable, str(HERE / "sink.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def start_times_s(home_of: Callable[[int], Path]) -> list[float]:
    """Start the platform several times and return each time to the first answer."""
    times_s = []
    for number in range(STARTS):
        with serving(home_of(number)) as platform:
            times_s.append(platform.first_answer_s)
    return times_s


def process_times_s(command: Sequence[str]) -> tuple[float, float]:
    """Run a command once; returns its wall time and its CPU time."""
    started_s = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - started_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} ended with exit code {process.returncode}.")
    return wall_s, usage.ru_utime + usage.ru_stime


def help_rows() -> list[tuple[str, str]]:
    """Measure `ttdx minis -h` beside an empty Python, taking turns."""
    commands = ([str(BIN / "ttdx"), "minis", "-h"], [sys.executable, "-c", "pass"])
    runs: list[list[tuple[float, float]]] = [[], []]
    for _ in range(HELP_RUNS):
        for times, command in zip(runs, commands, strict=True):
            times.append(process_times_s(command))
    (help_wall, help_cpu), (empty_wall, empty_cpu) = (
        [statistics.median(each) for each in zip(*times, strict=True)] for times in runs
    )
    about = f"`ttdx minis -h`, median of {HELP_RUNS}, beside `python -c pass`"
    return [
        (f"{about}: wall", ratio(help_wall, empty_wall)),
        (f"{about}: CPU", ratio(help_cpu, empty_cpu)),
    ]


def ratio(ours_s: float, empty_s: float) -> str:
    """Write two times and what one is of the other."""
    return f"{ours_s * 1000:.0f} ms / {empty_s * 1000:.0f} ms = {ours_s / empty_s:.1f} times"


def load_rows(home: Path, tokens: int, purchases: int) -> list[tuple[str, str]]:
    """Measure idle memory, then token exchanges and purchases under load."""
    with serving(home) as platform, sink() as sink_url:
        time.sleep(IDLE_S)
        idle_mb = platform.memory_mb()
        app = platform.admin("POST", "apps", {"name": "Benchmark"})
        platform.admin(
            "PATCH", f"apps/{app['client_key']}", {"webhook_url": f"{sink_url}/webhooks"}
        )
        platform.admin("POST", "wallets/1/grant", {"beans": purchases})
        command = [sys.executable, str(HERE / "load.py")]
        for name, value in {
            "url": platform.url,
            "sink": sink_url,
            "client-key": app["client_key"],
            "client-secret": app["client_secret"],
            "connections": CONNECTIONS,
            "tokens": tokens,
            "purchases": purchases,
        }.items():
            command.append(f"--{name}={value}")
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        loaded_mb = platform.memory_mb()
    found = json.loads(done.stdout)
    per_s = tokens / found["tokens_wall_s"]
    bought_per_s = purchases / found["purchases_wall_s"]
    at = f"{CONNECTIONS} connections"
    return [
        (f"idle memory, {IDLE_S} s after the start", f"{idle_mb:.0f} MB"),
        (f"memory after {tokens} exchanges and {purchases} purchases", f"{loaded_mb:.0f} MB"),
        (f"token exchanges, {at}", f"{per_s:.0f} per second"),
        ("one exchange, p50 / p99", quantiles(found["token_times_s"])),
        (f"order → pay → signed webhook received, {at}", f"{bought_per_s:.0f} per second"),
        ("order sent to webhook received, p50 / p99", quantiles(found["purchase_times_s"])),
    ]


def quantiles(times_s: Sequence[float]) -> str:
    """Write the median and the 99th percentile in milliseconds."""
    hundredths = statistics.quantiles(times_s, n=100, method="inclusive")
    return f"{hundredths[49] * 1000:.1f} ms / {hundredths[98] * 1000:.1f} ms"


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=4000, help="codes to exchange")
    parser.add_argument("--purchases", type=int, default=2000, help="orders to pay")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new_s = start_times_s(lambda number: folder / f"new-{number}")
        again_s = start_times_s(lambda _: folder / "new-0")
        about = f"process start to first answer of `localminis serve`, median of {STARTS}"
        rows = [
            (f"{about}: new state folder", f"{statistics.median(new_s) * 1000:.0f} ms"),
            (f"{about}: existing one", f"{statistics.median(again_s) * 1000:.0f} ms"),
            *help_rows(),
            *load_rows(folder / "load", arguments.tokens, arguments.purchases),
        ]
    print("| measured | result |\n| --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
