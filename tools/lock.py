"""Write both requirement locks: exact versions and hashes, no registry address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = (
    "pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet"
)
TARGETS = {
    "requirements.lock": [],
    "requirements-dev.lock": ["--group", "dev", "--extra", "postgres"],
}

for name, groups in TARGETS.items():
    header = ["--custom-compile-command", "make lock"]
    command = [sys.executable, "-m", "uv", *COMMON.split(), *header, *groups, "pyproject.toml"]
    subprocess.run([*command, "-o", name], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
