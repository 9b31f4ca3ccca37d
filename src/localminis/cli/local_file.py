"""Files that are named on the command line: their kind of argument, and reading them whole."""

from pathlib import Path
from typing import Final

import click

from localminis.errors import Unavailable

FILE: Final = click.Path(dir_okay=False, path_type=Path)


class FileUnreadable(Unavailable):
    """A file that was named cannot be read or written."""

    code = "file_unreadable"


def read(file: Path) -> bytes:
    """Return what is in a file.

    Raises:
        FileUnreadable: says why.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileUnreadable(f"{file} cannot be read ({error.strerror}).") from error
