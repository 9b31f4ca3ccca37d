"""Projects that nobody here wrote, from the registry, and `debug` running on them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CREATE_VITE = "create-vite@9.3.0"
TTDX = str(Path(sys.executable).with_name("ttdx"))
LOCALMINIS = str(Path(sys.executable).with_name("localminis"))


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that asks nothing and must succeed; returns what it wrote."""
    # No terminal and CI set: npm and create-vite ask nothing.
    environment = {**os.environ, "CI": "1", "npm_config_audit": "false", "npm_config_fund": "false"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def install(root: Path) -> None:
    """Install a project's packages, from npm's cache where it has them."""
    run("npm", "install", "--prefer-offline", cwd=root)


def stock_vite(folder: Path, template: str, *, is_installed: bool = True) -> Path:
    """Make a stock Vite project in a folder; returns where it is."""
    create = ("npm", "exec", "--yes", f"--package={CREATE_VITE}", "--", "create-vite")
    run(*create, "app", "--template", template, "--no-interactive", "--no-immediate", cwd=folder)
    if is_installed:
        install(folder / "app")
    return folder / "app"


@contextmanager
def debugging(root: Path, group: str, *options: str) -> Iterator[str]:
    """Run `ttdx … debug` on a project and give the simulator's address; it must end well."""
    command = [TTDX, group, "debug", "--port", "0", "--platform-port", "0", "--no-open"]
    with subprocess.Popen(
        [*command, "--home", str(root.parent / "debug-home"), *options],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        try:
            found = (re.search(r"Simulator\s+(http\S+)", line) for line in running.stdout)
            yield next(filter(None, found))[1]
        finally:
            running.terminate()
            running.communicate(timeout=20)
    assert running.returncode == 0
