"""Editing an entry page without reformatting it: SDK, init call and console go first in `<head>`.

What the page already has is recognised and stays. The parser finds the places (`page.py`); the
edit itself is an insertion of text, so every byte that was there stays.
"""

import json
from dataclasses import dataclass
from typing import Literal, NamedTuple

from localminis.project.model import EntryInvalid
from localminis.project.page import Page, Script
from localminis.spec import config as spec

Vconsole = Literal["unpkg", "sdk-host", "none"]


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


def decode(content: bytes, name: str) -> str:
    """Read a page's bytes as UTF-8 text, keeping a byte order mark.

    Raises:
        EntryInvalid: the bytes are in another encoding; names the first that does not fit.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as trouble:
        raise EntryInvalid(
            f"{name} is not UTF-8: byte 0x{content[trouble.start]:02x} at offset {trouble.start}. "
            "Save the page as UTF-8 and run this again."
        ) from None


def inject(text: str, *, client_key: str, vconsole: Vconsole = "unpkg") -> Edit:
    """Put what is missing of SDK tag, init call and console before everything else in `<head>`.

    What the page already has stays where it is. Doing this again changes nothing.

    Args:
        text: the page; a byte order mark may come first.
        client_key: written into a new init call, and in place of an untouched placeholder.
        vconsole: which address the console comes from.

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
        additions.append(_Addition("SDK script", top, (_tag(spec.SDK_URL),)))
    else:
        kept.append("SDK script")

    if init is None:
        additions.append(_Addition("TTMinis.init call", top, (_inline(init_call(client_key)),)))
    else:
        kept.append("TTMinis.init call")

    if page.has_console:
        kept.append("vConsole")
    elif vconsole != "none":
        elements = (_tag(spec.VCONSOLE_URLS[vconsole]), _inline("new window.VConsole();"))
        at = init.end if sdk and init and page.are_neighbours(sdk, init) else top
        additions.append(_Addition(f"vConsole ({vconsole})", at, elements))

    edits = [_edit(page, at, additions) for at in {addition.at for addition in additions}]
    added = [addition.what for addition in additions]
    if init is not None and is_real_key(client_key):
        key = page.init_key(init)
        if key is not None and not is_real_key(key.value):
            edits.append((page.original(key.start), page.original(key.end), _js_text(client_key)))
            added.append("client key of the TTMinis.init call")
    return Edit(_apply(text, edits), tuple(added), tuple(kept), _notes(page, client_key))


def is_real_key(client_key: str) -> bool:
    """Tell whether a client key is one that somebody filled in."""
    return client_key not in spec.CLIENT_KEY_PLACEHOLDERS


def init_call(client_key: str) -> str:
    """Write the page's init call."""
    return f"TTMinis.init({{ clientKey: {_js_text(client_key)} }});"


def _js_text(value: str) -> str:
    # A `<` could close the script element or open a comment in it.
    return json.dumps(value).replace("<", "\\u003c")


def _tag(url: str) -> str:
    return f'<script src="{url}"></script>'


def _inline(code: str) -> str:
    return f"<script>{code}</script>"


def _edit(page: Page, at: int, additions: list[_Addition]) -> tuple[int, int, str]:
    elements = [
        element for addition in additions if addition.at == at for element in addition.elements
    ]
    at, block = page.block(at, elements)
    return page.original(at), page.original(at), block


def _apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _notes(page: Page, client_key: str) -> tuple[str, ...]:
    notes = _sdk_notes(page, page.sdk) if page.sdk is not None else []
    key = page.init_key(page.init) if page.init is not None else None
    in_page = client_key if key is None else key.value
    if in_page != client_key and is_real_key(in_page) and is_real_key(client_key):
        notes.append(
            f"The keys differ: the page's TTMinis.init call has {in_page!r} and "
            f"{spec.CONFIG_NAME} {client_key!r}. Make them equal."
        )
    return tuple(notes)


def _sdk_notes(page: Page, sdk: Script) -> list[str]:
    notes = []
    line = page.line(sdk.start)
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
