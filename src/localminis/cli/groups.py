"""Groups of commands, and the lists of commands in their help."""

from collections.abc import Callable
from typing import Any, Final

import click

# How every command of ours asks for help, and how wide it may be.
SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Group(click.Group):
    """A group whose help says what each command does in a whole sentence; click cuts it off."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, with the first paragraph of each one's help."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                # The limit is one that no paragraph reaches: the formatter wraps what is long.
                rows.append((name, command.get_short_help_str(limit=1_000)))
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def group(name: str, about: str) -> Callable[[Callable[..., Any]], Group]:
    """Make a group of commands, with `-h` like everywhere.

    Args:
        name: what is typed.
        about: what its help says.
    """
    return click.group(name, cls=Group, help=about, context_settings=dict(SETTINGS))
