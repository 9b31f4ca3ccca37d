import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "write_types.py"
DECLARATIONS = ROOT / "src" / "localminis" / "browser" / "sdk" / "ttminis.d.ts"


def test_the_written_files_are_those_of_the_tables():
    """Nobody edits the generated files, and nobody changes a table without them."""
    done = subprocess.run(
        [sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_method_is_declared():
    """The TypeScript declarations have a member for each capability of the table."""
    from localminis.spec.capabilities import DRAMA

    declared = DECLARATIONS.read_text("utf-8").split("export interface TTMinis {")[1]
    for name in DRAMA:
        assert f"\n  {name}(" in declared, name


def test_the_host_reads_its_tables():
    """Node takes the host's tables as a module and finds what it must."""
    tables = ROOT / "src" / "localminis" / "browser" / "host" / "tables.js"
    script = f"import({json.dumps(tables.as_uri())}).then((it) => console.log(it.DEFAULT_DEVICE))"
    done = subprocess.run(
        [shutil.which("node"), "-e", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "notch"
