"""The argument that says where a project is, the same for every command that works on one."""

import os
from pathlib import Path

import click


class _ProjectFolder(click.Path):
    """A folder that is there; says in words what is wrong with another."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(
        self,
        value: "str | os.PathLike[str]",
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        path = Path(value)
        if path.is_file():
            self.fail(f"{value} is a file. Name the project's folder.", param, ctx)
        if not path.is_dir():
            self.fail(f"There is no folder {str(value)!r}.", param, ctx)
        return path


_FOLDER = _ProjectFolder()

project_argument = click.argument("path", type=_FOLDER, default=".")
project_option = click.option(
    "-C",
    "--project",
    "path",
    type=_FOLDER,
    default=".",
    metavar="DIR",
    help="The project's folder, if it is not this one.",
)
