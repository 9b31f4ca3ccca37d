"""Editing an entry page without reformatting it: SDK, init call and console go first in `<head>`.

What the page already has is recognised and stays. The parser finds the places (`page.py`); the
edit itself is an insertion of text, so every byte that was there stays.
"""

import json
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from localminis.project.model import EntryInvalid
from localminis.project.page import Page, Script, is_sdk
from localminis.spec import config as spec
from localminis.spec.config import Flavour

Vconsole = Literal["unpkg", "sdk-host", "eruda", "none"]
_NOUN: Final[dict[Flavour, str]] = {"minis": "mini app", "minigame": "game"}
# What a page gets when nobody says otherwise. Source: seed:vconsole, contract:toolchain-2.2.
CONSOLE_OF: Final[dict[Flavour, Vconsole]] = {"minis": "unpkg", "minigame": "eruda"}
KEPT_CONSOLE: Final = "vConsole"
CONSOLE_NAMES: Final[dict[Vconsole, str]] = {
    "unpkg": "vConsole",
    "sdk-host": "vConsole",
    "eruda": "eruda",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of a page: its new text, what was put in, what was there, and remarks."""

    text: str
    added: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...]


class _Addition(NamedTuple):
    """Elements that go to one place of the page; `at` is an offset of `Page.lf`."""

    what: str
    at: int
    elements: tuple[str, ...]


def inject(
    text: str, *, client_key: str, vconsole: Vconsole = "unpkg", flavour: Flavour = "minis"
) -> Edit:
    """Put what is missing of SDK tag, init call and console before everything else in `<head>`.

    What the page already has stays where it is. Doing this again changes nothing.

    Args:
        text: the page; a byte order mark may come first.
        client_key: written into a new init call, and in place of an untouched placeholder.
        vconsole: which console the page gets, and from where.
        flavour: which SDK and which init call are written; either is recognised.

    Raises:
        EntryInvalid: a script of the page has no end tag, so no place in it is certain.

    Source: seed:sdk-tag, seed:vconsole, contract:toolchain-3.5. Keeping what is there is assumed.
    """
    page = Page(text)
    if page.unclosed_script_line is not None:
        raise EntryInvalid(
            f"The script in line {page.unclosed_script_line} has no </script>. Close it and run "
            "this again."
        )
    sdk, init = page.sdk, page.init
    kept = []
    additions = []
    top = page.head_start if sdk is None else sdk.end

    if sdk is None:
        additions.append(_Addition("SDK script", top, (_tag(spec.SDK_URL_OF[flavour]),)))
    else:
        kept.append("SDK script")

    if init is None:
        call = _inline(init_call(client_key, flavour))
        additions.append(_Addition(_call_name(flavour), top, (call,)))
    else:
        kept.append(_call_name(flavour))

    if page.has_console:
        kept.append(KEPT_CONSOLE)
    elif vconsole != "none":
        at = init.end if sdk and init and page.are_neighbours(sdk, init) else top
        name = console_title(vconsole)
        additions.append(_Addition(name, at, console_elements(vconsole)))

    edits = [_edit(page, at, additions) for at in {addition.at for addition in additions}]
    added = [addition.what for addition in additions]
    if init is not None and is_real_key(client_key):
        key = page.init_key(init)
        if key is not None and not is_real_key(key.value):
            edits.append((page.original(key.start), page.original(key.end), _js_text(client_key)))
            added.append(f"client key of the {_call_name(flavour)}")
    notes = _notes(page, client_key, flavour)
    return Edit(_apply(text, edits), tuple(added), tuple(kept), notes)


def is_real_key(client_key: str) -> bool:
    """Tell whether a client key is one that somebody filled in."""
    return not spec.is_placeholder(client_key)


def init_call(client_key: str, flavour: Flavour = "minis") -> str:
    """Write the page's init call."""
    return f"{spec.INIT_CALL_OF[flavour]}({{ clientKey: {_js_text(client_key)} }});"


def elements(client_key: str, vconsole: Vconsole, flavour: Flavour) -> tuple[str, ...]:
    """Write everything that a page lacking all of it gets, one element each, in order."""
    return (
        _tag(spec.SDK_URL_OF[flavour]),
        _inline(init_call(client_key, flavour)),
        *console_elements(vconsole),
    )


def console_title(console: Vconsole) -> str:
    """Name a console with the place that it comes from."""
    name = CONSOLE_NAMES[console]
    return name if console == "eruda" else f"{name} ({console})"


def console_elements(vconsole: Vconsole) -> tuple[str, ...]:
    """Write the tag that loads a console and the script that starts it; nothing for `none`."""
    if vconsole == "none":
        return ()
    if vconsole == "eruda":
        return (_tag(spec.ERUDA_URL), _inline("eruda.init();"))
    return (_tag(spec.VCONSOLE_URLS[vconsole]), _inline("new window.VConsole();"))


def _call_name(flavour: Flavour) -> str:
    return f"{spec.INIT_CALL_OF[flavour]} call"


def _js_text(value: str) -> str:
    # A `<` could close the script element or open a comment in it.
    return json.dumps(value).replace("<", "\\u003c")


def _tag(url: str) -> str:
    return f'<script src="{url}"></script>'


def _inline(code: str) -> str:
    return f"<script>{code}</script>"


def _edit(page: Page, at: int, additions: list[_Addition]) -> tuple[int, int, str]:
    placed = [
        element for addition in additions if addition.at == at for element in addition.elements
    ]
    at, block = page.block(at, placed)
    return page.original(at), page.original(at), block


def _apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _notes(page: Page, client_key: str, flavour: Flavour) -> tuple[str, ...]:
    notes = _sdk_notes(page, page.sdk, flavour) if page.sdk is not None else []
    key = page.init_key(page.init) if page.init is not None else None
    in_page = client_key if key is None else key.value
    if in_page != client_key and is_real_key(in_page) and is_real_key(client_key):
        notes.append(
            f"The keys differ: the page's TTMinis.init call has {in_page!r} and "
            f"{spec.CONFIG_NAMES[flavour]} {client_key!r}. Make them equal."
        )
    return tuple(notes)


def _sdk_notes(page: Page, sdk: Script, flavour: Flavour) -> list[str]:
    notes = []
    line = page.line(sdk.start)
    other: Flavour = "minis" if flavour == "minigame" else "minigame"
    if is_sdk(sdk.src, [spec.SDK_URL_OF[other]]):
        notes.append(
            f"The SDK script in line {line} is the one of a {_NOUN[other]}, and this is a "
            f"{_NOUN[flavour]}. It was left there; {spec.SDK_URL_OF[flavour]} is the right one."
        )
    if page.scripts[0] is not sdk:
        notes.append(
            f"The SDK script in line {line} is not the first script of the page. It was left "
            "there; move it to the top of <head>."
        )
    if sdk.delay:
        notes.append(
            f"The SDK script in line {line} is loaded late ({sdk.delay}), so the init call may run "
            f"before it. Remove {sdk.delay}."
        )
    return notes
