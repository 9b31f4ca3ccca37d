"""`localminis app promo` and `localization`: how an app looks before it is opened."""

import base64
from pathlib import Path
from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.app_portal import key_argument
from localminis.cli.groups import group
from localminis.cli.local_file import FILE, read
from localminis.cli.steer import SWITCH, app_path, call, home_option, json_option, segment


@group("promo", "Add, list and remove the promotional images of an app.")
def promo() -> None:
    """Hold the promo commands."""


@promo.command("add")
@key_argument
@click.argument("file", type=FILE)
@home_option
@json_option
def add_promo(client_key: str, file: Path, home: str | None, *, is_json: bool) -> None:
    """Add the picture FILE: PNG, JPEG or BMP of 360 by 360 pixels, three at most."""
    body = {"content_base64": base64.b64encode(read(file)).decode()}
    made = call(home, "POST", f"{app_path(client_key)}/promo-images", body)
    if is_json:
        terminal.print_json(made)
        return
    terminal.done(f"The image {made['number']} is kept.")


@promo.command("list")
@key_argument
@home_option
@json_option
def list_promos(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List the numbers of the promotional images of an app."""
    found = call(home, "GET", f"{app_path(client_key)}/promo-images")
    if is_json:
        terminal.print_json(found)
        return
    terminal.say(" ".join(str(each) for each in found["numbers"]) or "There is none.")


@promo.command("remove")
@key_argument
@click.argument("number", type=click.IntRange(1, 3))
@home_option
@json_option
def remove_promo(client_key: str, number: int, home: str | None, *, is_json: bool) -> None:
    """Forget the promotional image NUMBER."""
    answer = call(home, "DELETE", f"{app_path(client_key)}/promo-images/{number}")
    if is_json:
        terminal.print_json(answer)
        return
    terminal.done(f"The image {number} is gone.")


@group("localization", "Say what an app is called in other languages.")
def localization() -> None:
    """Hold the localization commands."""


@localization.command("list")
@key_argument
@home_option
@json_option
def list_localizations(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List the languages of an app beside its basic information."""
    found = call(home, "GET", f"{app_path(client_key)}/localizations")
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["language"], "on" if each["is_online"] else "off", each["name"])
        for each in found["localizations"]
    ]
    terminal.table(("LANGUAGE", "ONLINE", "NAME"), rows)


@localization.command("set")
@key_argument
@click.argument("language")
@click.option("--name", required=True, help="Up to 50 characters.")
@click.option("--description", default="", help="Up to 500 characters.")
@click.option("--terms-url", default="", help="Terms of service in this language.")
@click.option("--privacy-url", default="", help="Privacy policy in this language.")
@click.option("--online", type=SWITCH, default="on", show_default=True, help="Whether it is shown.")
@home_option
@json_option
def put(client_key: str, language: str, home: str | None, *, is_json: bool, **given: Any) -> None:
    """Say what an app is called in LANGUAGE, such as ja or pt-BR."""
    is_online = given.pop("online") == "on"
    body = {**given, "is_online": is_online}
    done = call(home, "PUT", f"{app_path(client_key)}/localizations/{segment(language)}", body)
    if is_json:
        terminal.print_json(done)
        return
    state = "online" if done["is_online"] else "offline"
    terminal.done(f"In {done['language']} it is called {done['name']}, {state}.")


@localization.command("remove")
@key_argument
@click.argument("language")
@home_option
@json_option
def remove(client_key: str, language: str, home: str | None, *, is_json: bool) -> None:
    """Say nothing in LANGUAGE any more."""
    done = call(home, "DELETE", f"{app_path(client_key)}/localizations/{segment(language)}")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"Nothing is said in {done['language']} any more.")
