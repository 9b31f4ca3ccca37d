"""The option that says mini app or game."""

import click
import pytest

from localminis.cli.flavour import flavour_option


@click.command("show")
@flavour_option
def show(flavour):
    click.echo(repr(flavour))


@pytest.mark.parametrize(
    ("group", "arguments", "flavour"),
    [
        ("minis", [], None),
        ("minis", ["--game"], "minigame"),
        ("minigame", [], "minigame"),
        ("minigame", ["--game"], "minigame"),
    ],
)
def test_the_option_or_the_group_says_game(capsys, group, arguments, flavour):
    """`ttdx minigame …` needs no option, and without either the project decides."""
    program = click.Group(group, commands={"show": show})
    program.main(["show", *arguments], prog_name=group, standalone_mode=False)
    assert capsys.readouterr().out == f"{flavour!r}\n"
