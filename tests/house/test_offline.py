"""The offline half never loads the server half."""

import subprocess
import sys

import pytest

SERVER = ("sqlalchemy", "starlette", "uvicorn", "cryptography", "psycopg")


@pytest.mark.parametrize(
    "name", ["localminis.spec.endpoints", "localminis.project.load", "localminis.client"]
)
def test_the_offline_half_loads_no_server_library(name):
    """A backend or a build that imports us pays for no database and no web framework."""
    code = (
        f"import {name}, sys; "
        f"print([each for each in {SERVER!r} if each in sys.modules], "
        "[each for each in sys.modules if each.startswith('localminis.') "
        "and each.split('.')[1] in "
        "{'store', 'web', 'webhooks', 'identity', 'commerce', 'agenda', 'runtime', 'steering', "
        "'cli'}])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert run.stdout.split("\n")[0] == "[] []"


@pytest.mark.parametrize("command", ["localminis", "ttdx", "minis"])
def test_help_loads_no_command_and_no_library(command):
    """The list of commands costs the command-line library and nothing more."""
    code = (
        "import sys, localminis.cli.root as root\n"
        f"sys.argv = [{command!r}, *{['minis'] if command == 'ttdx' else []!r}, '-h']\n"
        f"run = getattr(root, {'main' if command == 'localminis' else f'main_{command}'!r})\n"
        "try:\n    run()\nexcept SystemExit as leave:\n    assert leave.code == 0, leave.code\n"
        f"print([each for each in ('aiohttp', 'httpx2', *{SERVER!r}) if each in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "Commands:" in run.stdout
    assert run.stdout.splitlines()[-1] == "[]"
