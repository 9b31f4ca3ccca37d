"""Make the virtual environment import this checkout and hold its commands, without a build tool.

A path file and three launchers are what an editable install comes down to, and all that `make demo`
needs.
"""

import shlex
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# By the shell, because the path in a script's first line may hold no space. `-P`: nothing may be
# imported from the folder that the command is typed in.
LAUNCHER = """#!/bin/sh
exec {python} -P -c 'import sys; sys.argv[0] = "{name}"
from {module} import {function} as main
main()' "$@"
"""

Path(sysconfig.get_path("purelib"), "localminis-checkout.pth").write_text(
    f"{ROOT / 'src'}\n", "utf-8"
)
scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
for name, target in scripts.items():
    module, function = target.split(":")
    launcher = Path(sysconfig.get_path("scripts"), name)
    launcher.unlink(missing_ok=True)
    launcher.write_text(
        LAUNCHER.format(
            python=shlex.quote(sys.executable), name=name, module=module, function=function
        ),
        "utf-8",
    )
    launcher.chmod(0o755)
