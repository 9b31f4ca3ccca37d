"""Make sure that the browser tests find a Chromium: the system's own, installed if allowed."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install Debian's `chromium` when none is here and this user may; say clearly when not."""
    if find():
        return 0
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print("The browser tests need Chromium and none was found.", file=sys.stderr)
        print("Install it (Debian: apt-get install chromium) and run again.", file=sys.stderr)
        return 1
    print("Installing Chromium from the system packages ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
        done = subprocess.run(
            [apt, *command], env=environment, check=False, stdout=subprocess.DEVNULL
        )
        if done.returncode != 0:
            print(f"`apt-get {' '.join(command)}` failed (see above).", file=sys.stderr)
            return 1
    return 0 if find() else 1


if __name__ == "__main__":
    raise SystemExit(main())
