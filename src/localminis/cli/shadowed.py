"""Other programs of our names that come first on the PATH: who calls them gets those."""

import shutil
import sys
from pathlib import Path

_OWN_NAMES = ("localminis", "ttdx", "minis")


def shadowed_names() -> dict[str, str]:
    """Return our command names that lead to another program, each with its path."""
    folder = Path(sys.executable).parent.resolve()
    found = {name: shutil.which(name) for name in _OWN_NAMES}
    return {
        name: path
        for name, path in found.items()
        if path is not None and (folder / name).is_file() and not (folder / name).samefile(path)
    }


def sentence(name: str, path: str) -> str:
    """Say that a name leads elsewhere, and what to call instead."""
    return f"`{name}` on the PATH is another program ({path}). Call `localminis` instead."
