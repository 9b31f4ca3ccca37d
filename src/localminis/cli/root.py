"""The three console scripts and their command tables; the rest is imported when a command runs.

`localminis` has everything; `ttdx minis …` and `minis …` are the names that existing scripts call.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple, NoReturn

import click

from localminis import __version__
from localminis.cli import terminal
from localminis.cli.groups import SETTINGS


class Entry(NamedTuple):
    """A command, imported when it is called: `module:attribute`, and its line in the help."""

    target: str
    about: str
    is_hidden: bool = False


INIT = Entry("init:init", "initialize minis.config.json")
BUILD_AFTER = Entry(
    "build_after:build_after", "generate minis dependent files to build product folder"
)
DEBUG = Entry("debug:debug", "start local debugging")

BUILD = Entry("build:build", "check, generate the dependent files and pack the upload zip")
CHECK = Entry("check:check", "check a project or its build against the platform's rules")
CONFIG = Entry("config:config", "show, set and validate minis.config.json")

# The legacy help lists exactly three commands; scripts call the other two all the same.
LEGACY = {
    "init": INIT,
    "build:after": BUILD_AFTER,
    "debug": DEBUG,
    "build": BUILD._replace(is_hidden=True),
    "check": CHECK._replace(is_hidden=True),
}
# A group of this name makes its commands work on HTML games.
LEGACY_GAME = {
    "init": Entry(INIT.target, "initialize minigame.config.json"),
    "build": BUILD,
    "build:after": BUILD_AFTER,
    "dev": DEBUG,
    "debug": DEBUG._replace(is_hidden=True),
    "check": CHECK._replace(is_hidden=True),
}
NEWER = {
    "init": INIT,
    "dev": DEBUG,
    "build": BUILD,
    "config": CONFIG,
    "check": CHECK,
    "build:after": BUILD_AFTER._replace(is_hidden=True),
    "debug": DEBUG._replace(is_hidden=True),
}

LOCALMINIS = {
    "init": Entry(INIT.target, "Write minis.config.json and put the SDK into the entry page."),
    "build:after": Entry(BUILD_AFTER.target, "Copy the config and write the manifest of a build."),
    "check": Entry(CHECK.target, "Check a project or its build against the platform's rules."),
    "rules": Entry("rules:rules", "List the checker's rules, or explain one."),
    "build": Entry(BUILD.target, "Check, copy the config, write the manifest, pack the zip."),
    "config": Entry(CONFIG.target, "Show, set and validate minis.config.json."),
    "doctor": Entry("doctor:doctor", "Walk the troubleshooting list and say what is found here."),
    "debug": Entry(DEBUG.target, "Run a mini app in the simulator."),
    "dev": Entry(DEBUG.target, "The same as `debug`."),
    "demo": Entry("demo:demo", "Start the platform with the example mini drama."),
    "serve": Entry("serve:serve", "Start the platform: open API, simulator, webhook sender."),
    "exec": Entry("exec:exec_", "Run a command, such as your tests, with a platform of its own."),
    "console": Entry("console:console", "Print the link into the console, or open it."),
    "worker": Entry("worker:worker", "Run due work of a shared PostgreSQL database."),
    "upload": Entry("upload:upload", "Upload a package and make a preview version of it."),
    "version": Entry("version:version", "Review, release and roll back code versions."),
    "app": Entry("app:app", "Create, list and change apps."),
    "sandbox": Entry("sandbox:sandbox", "Create, clone and import the sandboxes of an app."),
    "user": Entry("user:user", "Create and list simulated TikTok users."),
    "wallet": Entry("wallet:wallet", "Show and fill Beans wallets."),
    "tier": Entry("tier:tier", "See and choose the Beans tiers that the store sells."),
    "sku": Entry("sku:sku", "See and choose the subscriptions that the store sells."),
    "order": Entry("order:order", "List, show and pay trade orders."),
    "subscription": Entry(
        "subscription:subscription", "See subscriptions and do what users and stores do to them."
    ),
    "clock": Entry("clock:clock", "Show, freeze, advance and resume platform time."),
    "webhook": Entry(
        "webhook:webhook", "See, send again, trigger, listen to, sign and test webhooks."
    ),
    "logs": Entry("logs:logs", "Follow, list and show calls of the open API, and why they failed."),
    "outcome": Entry("outcome:outcome", "Choose how the calls of an app's SDK end."),
    "fault": Entry("fault:fault", "Make an app's calls to the open API fail on purpose."),
    "member": Entry("member:member", "Manage the team of a served platform."),
    "bundle": Entry("bundle:bundle", "Hand everything on in one file, or load such a file."),
    "state": Entry("state:state", "Reset, export, import and snapshot the state."),
    "completion": Entry("completion:completion", "Print what your shell needs to complete this."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it or show its help."""

    def __init__(self, name: str, entries: Mapping[str, Entry], about: str) -> None:
        super().__init__(name, help=about, context_settings=dict(SETTINGS))
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the named command."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, attribute = entry.target.split(":")
        command = getattr(import_module(f"localminis.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        # Of its own and not by inheritance: click keeps the help option that is asked for first.
        command.context_settings.setdefault("help_option_names", SETTINGS["help_option_names"])
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, or name the one that was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as unknown:
            # Click compares with what it has imported, which is nothing here.
            raise click.exceptions.NoSuchCommand(
                unknown.command_name, possibilities=list(self.entries), ctx=ctx
            ) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, each.about) for name, each in self.entries.items() if not each.is_hidden]
            )


def _versioned(group: click.Group, name: str, *, is_hidden: bool = False) -> click.Group:
    message = f"{name} (LocalMinis) %(version)s"
    option = click.version_option(__version__, "-v", "--version", message=message, hidden=is_hidden)
    return option(group)


def main() -> NoReturn:
    """Run `localminis`."""
    about = "The TikTok Minis developer platform on your own machine. Independent, for local use."
    group = _versioned(LazyGroup("localminis", LOCALMINIS, about), "localminis")
    terminal.run(lambda: group.main(prog_name="localminis", standalone_mode=False))


def main_ttdx() -> NoReturn:
    """Run `ttdx`, the name that scripts of the legacy tool call."""
    group = click.Group(
        "ttdx", help="TikTok Minis tools, by LocalMinis.", context_settings=dict(SETTINGS)
    )
    minis = LazyGroup("minis", LEGACY, "TikTok Minis relevant commands")
    # The documented help lists three; who knows only it should find the others.
    minis.epilog = "Also here: build, check. `localminis -h` lists everything."
    minigame = LazyGroup("minigame", LEGACY_GAME, "HTML mini game relevant commands")
    # Scripts ask these for the version as well; the documented help does not name it.
    group.add_command(_versioned(minis, "ttdx", is_hidden=True))
    group.add_command(_versioned(minigame, "ttdx", is_hidden=True))
    terminal.run(lambda: _versioned(group, "ttdx").main(prog_name="ttdx", standalone_mode=False))


def main_minis() -> NoReturn:
    """Run `minis`, the name that scripts of the newer tool call."""
    group = _versioned(LazyGroup("minis", NEWER, "TikTok Minis relevant commands"), "minis")
    terminal.run(lambda: group.main(prog_name="minis", standalone_mode=False))
