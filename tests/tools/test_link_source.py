import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "link_source.py"


def test_the_commands_run_from_an_environment_whose_path_has_spaces(tmp_path):
    """All three names are there after `make demo`, and import nothing from where they are typed."""
    environment = tmp_path / "an environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    subprocess.run([python, TOOL], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "click.py").write_text("raise SystemExit('imported from the working folder')")
    for name in ("localminis", "ttdx", "minis"):
        said = subprocess.run(
            [environment / "bin" / name, "--version"],
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (said.returncode, said.stdout.split()[0]) == (0, name), said.stderr
    assert sys.prefix not in (environment / "bin" / "ttdx").read_text()
