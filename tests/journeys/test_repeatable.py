"""A seeded platform gives the same identifiers and tokens on each run."""

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("localminis"))


def made(home: Path, *flags: str) -> dict[str, str]:
    """Register an app in a process of its own and return what was made."""
    environment = {**os.environ, "LOCALMINIS_HOME": str(home)}
    environment |= dict(flag.split("=") for flag in flags)
    command = [COMMAND, "app", "create", "Repeatable", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    shown = json.loads(done.stdout)
    return {name: shown[name] for name in ("client_key", "client_secret")}


def test_the_same_seed_makes_the_same_credentials_and_no_seed_others(tmp_path):
    """Two new platforms with one seed agree; without a seed, or with another, nothing does."""
    one = made(tmp_path / "1", "LOCALMINIS_SEED=7")
    two = made(tmp_path / "2", "LOCALMINIS_SEED=7")
    other = made(tmp_path / "3", "LOCALMINIS_SEED=8")
    free = made(tmp_path / "4")

    assert one == two
    assert len({each["client_secret"] for each in (one, other, free)}) == 3
