"""`localminis completion`: what a shell reads to complete commands, options and choices."""

import click
from click.shell_completion import get_completion_class

from localminis.cli import terminal

_PROGRAMS = ("localminis", "ttdx", "minis")


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what SHELL reads to complete all three names of the program.

    For bash put `eval "$(localminis completion bash)"` into ~/.bashrc, for zsh the same with zsh
    into ~/.zshrc, for fish `localminis completion fish | source` into its config.fish.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    for program in _PROGRAMS:
        made = kind(ctx.find_root().command, {}, program, f"_{program.upper()}_COMPLETE")
        # `source` would run the shell to look at its version, which the reader of this knows.
        terminal.say(made.source_template % made.source_vars())
