"""A real OpenID Connect provider in a process of its own, its packages pinned beside it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localminis.devserver.ports import find_free

SOURCE = Path(__file__).with_name("web") / "oidc"
CLIENT_ID, CLIENT_SECRET = "us", "our-secret"


@contextmanager
def providing(folder: Path, redirect_uri: str) -> Iterator[str]:
    """Install the provider into a folder and run it; gives its address. Its one client is us."""
    assert shutil.which("npm"), "npm is needed for this test; install Node 20 or newer"
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"],
        cwd=folder,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=110,
    )
    port = find_free()
    command = ["node", "provider.mjs", str(port), CLIENT_ID, CLIENT_SECRET, redirect_uri]
    environment = {name: text for name, text in os.environ.items() if "proxy" not in name.lower()}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if line.strip() == "ready":
                break
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
