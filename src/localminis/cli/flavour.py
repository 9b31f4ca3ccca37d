"""The option that says mini app or game; the command's group says it too (`ttdx minigame …`)."""

import click

from localminis.spec.config import Flavour

GAME_GROUP = "minigame"


def _flavour(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001 - click's signature
    value: bool,  # noqa: FBT001 - click's signature
) -> Flavour | None:
    above = ctx.parent
    return "minigame" if value or (above and above.info_name == GAME_GROUP) else None


flavour_option = click.option(
    "--game",
    "flavour",
    is_flag=True,
    callback=_flavour,
    help="An HTML game: minigame.config.json and the SDK for games.",
)
