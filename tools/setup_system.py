"""Make sure that the tests find the system programs they drive: Chromium and PostgreSQL.

Missing ones are installed from the system packages when that is allowed, else named clearly.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def has_chromium() -> bool:
    """Return whether a Chromium is installed."""
    return any(shutil.which(name) for name in CHROMIUM)


def has_postgres() -> bool:
    """Return whether a PostgreSQL server is installed; Debian keeps it out of the PATH."""
    is_debian_s = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return is_debian_s or shutil.which("initdb") is not None


def main() -> int:
    """Install what is missing and allowed; return 1 when something stays missing."""
    needs = {"chromium": has_chromium, "postgresql": has_postgres}
    missing = [name for name, is_there in needs.items() if not is_there()]
    if not missing:
        return 0
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print(f"The tests need {' and '.join(missing)}, not found here.", file=sys.stderr)
        print(f"Install and run again (Debian: apt-get install {' '.join(missing)}).")
        return 1
    print(f"Installing {' and '.join(missing)} from the system packages ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", *missing]):
        done = subprocess.run(
            [apt, *command], env=environment, check=False, stdout=subprocess.DEVNULL
        )
        if done.returncode != 0:
            print(f"`apt-get {' '.join(command)}` failed (see above).", file=sys.stderr)
            return 1
    return 0 if all(is_there() for is_there in needs.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
