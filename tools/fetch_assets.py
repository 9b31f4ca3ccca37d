"""Fetch the locked browser assets from the npm registry into the package's `browser/vendor` folder.

Without Node nothing fails here: the platform starts and says which assets are missing.
"""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "localminis" / "browser" / "vendor"
ASSETS = {
    "vconsole/dist/vconsole.min.js": "vconsole.min.js",
    "vconsole/LICENSE": "vconsole.LICENSE",
}


def main() -> None:
    """Install what the lock names, then copy the few files that the simulator serves."""
    npm = shutil.which("npm")
    if npm is None:
        print("Node 20 with npm was not found: going on without the browser assets (vConsole).")
        print("Install Node and run `make assets` to get them.")
        return
    print("Fetching browser assets from the npm registry ...")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        print("npm could not fetch the browser assets (see above): going on without them.")
        return
    VENDOR.mkdir(exist_ok=True)
    for source, name in ASSETS.items():
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / name)
    (VENDOR / ".stamp").touch()


if __name__ == "__main__":
    main()
