"""What `write_types.py` writes for HTML games: constants, types, and the reference page."""

import json
from collections.abc import Iterable
from typing import Any, Final

from localminis.spec import bridge, error_codes, game
from localminis.spec.capabilities import DRAMA, QUICK_MS, Field
from localminis.spec.game import GameCapability
from localminis.spec.game_table import GAME, paths
from script_text import NOTE, check, constant

PREFIX: Final = "TTMinisGame"


# What a row of the SDK's table leaves out; the fragment puts it back.
USUAL: Final[dict[str, Any]] = {
    "call": "object",
    "options": [],
    "required": {},
    "flag": None,
    "echo": [],
    "prefix": 0,
    "fail": "flat",
    "timeoutMs": QUICK_MS,
}


METHODS: Final = """const METHODS = Object.freeze(Object.fromEntries(
  Object.entries(UNUSUAL).map(([name, facts]) => [name, { ...USUAL, ...facts }]),
));
"""


def sdk_method(each: GameCapability) -> dict[str, Any]:
    """Return what the page's SDK must know of a call that ends with success or fail."""
    required = {field.name: check(field.type) for field in each.object if field.is_required}
    facts = {
        "options": list(each.arguments) if each.is_host else [],
        "required": required,
        "flag": each.flag,
        "echo": list(each.echo),
        "prefix": each.error_prefix,
        "fail": each.fail,
        "timeoutMs": each.page_timeout_ms,
    }
    return {name: value for name, value in facts.items() if value != USUAL[name]}


def sdk_tables() -> str:
    """Return the game SDK's fragment of constants, under the names that `core.js` reads."""
    known = paths()
    by_version = {
        version: " ".join(path for path, since in known.items() if since == version)
        for version in game.LIBRARY_VERSIONS
    }
    asynchronous = {
        each.name: sdk_method(each)
        for each in GAME.values()
        if each.is_async or (each.is_host and each.kind == "object")
    }
    refused = {each.name: each.about for each in GAME.values() if each.state == "refused"}
    return "\n".join(
        [
            NOTE + "// A fragment that the server joins into the SDK for games.\n",
            constant("PROTOCOL", bridge.PROTOCOL),
            constant("PHONE_NAME_PREFIX", bridge.PHONE_NAME_PREFIX),
            constant("LIBRARY_VERSIONS", list(game.LIBRARY_VERSIONS)),
            constant("CLIENT_VERSIONS", list(game.LIBRARY_VERSIONS.values())),
            constant("ERROR_SUFFIX", dict(error_codes.SDK_SUFFIX)),
            constant("USER_DATA_PATH", game.USER_DATA_PATH),
            constant(
                "REQUEST_CODES",
                {
                    "none": game.REQUEST_NO_ANSWER,
                    "foreign": game.REQUEST_NOT_TRUSTED,
                    "timeout": game.REQUEST_TIMEOUT,
                },
            ),
            f"const USUAL = {json.dumps(USUAL)};\n",
            constant("UNUSUAL", asynchronous),
            METHODS,
            "// Gone from what the newest documentation has.\n"
            + constant("OLD_NAMES", [each.name for each in GAME.values() if each.is_deprecated]),
            "// What an HTML page cannot have, and why.\n" + constant("REFUSED", refused),
            "// Every path that canIUse knows, by the library version that brought it.\n"
            + constant("PATHS", by_version),
        ]
    )


def host_constants() -> dict[str, Any]:
    """Return what the simulator must know of games."""
    return {
        "GAME_LIBRARY_VERSIONS": dict(game.LIBRARY_VERSIONS),
        # By the name that goes over the bridge.
        "GAME_SINCE": {each.name: each.since for each in GAME.values() if each.is_host},
        "GAME_ONLY": [name for name, each in GAME.items() if each.is_host and name not in DRAMA],
        "SCENES": dict(game.SCENES),
        "SHORTCUT_SCENE": game.SHORTCUT_SCENE,
        "SIDEBAR_SCENE": game.SIDEBAR_SCENE,
    }


HEAD: Final = """export interface TTMinisTouch {
  identifier: number;
  clientX: number;
  clientY: number;
  pageX: number;
  pageY: number;
}

/** What `fail` gets: nested or flat as each page documents it; both while the SDK is tolerant. */
export interface TTMinisGameFailure {
  error?: TTMinisError;
  error_code?: number;
  error_msg?: string;
}

export interface TTMinisGameHandlers<Result> {
  success?: (result: Result) => void;
  fail?: (failure: TTMinisGameFailure) => void;
  complete?: () => void;
}

export interface TTMinisInnerAudio {
  src: string;
  autoplay: boolean;
  loop: boolean;
  volume: number;
  startTime: number;
  readonly paused: boolean;
  readonly currentTime: number;
  readonly duration: number;
  play(): void;
  pause(): void;
  stop(): void;
  seek(position: number): void;
  destroy(): void;
  onCanplay(listener: () => void): void;
  offCanplay(listener?: () => void): void;
  onPlay(listener: () => void): void;
  offPlay(listener?: () => void): void;
  onPause(listener: () => void): void;
  offPause(listener?: () => void): void;
  onStop(listener: () => void): void;
  offStop(listener?: () => void): void;
  onEnded(listener: () => void): void;
  offEnded(listener?: () => void): void;
  onTimeUpdate(listener: () => void): void;
  offTimeUpdate(listener?: () => void): void;
  onError(listener: (failure: TTMinisGameFailure) => void): void;
  offError(listener?: (failure: TTMinisGameFailure) => void): void;
}
"""


def typescript() -> list[str]:
    """Return the declarations of `TTMinis.game`, as lines."""
    lines = [*HEAD.splitlines(), ""]
    for each in GAME.values():
        lines += _interfaces(each)
    for owner in game.MAKERS:
        if owner != "Canvas":
            lines += [f"export interface TTMinis{owner} {{", *_members(owner), "}", ""]
    lines += ["/** What HTML games have; the script for games makes it. */"]
    lines += ["export interface TTMinisGame {", *_members("")]
    lines += ["  readonly env: { readonly USER_DATA_PATH: string };", "}", ""]
    return lines


def _named(name: str, part: str) -> str:
    short = name.replace(".", "")
    return PREFIX + short[0].upper() + short[1:] + part


def _interfaces(each: GameCapability) -> list[str]:
    lines: list[str] = []
    takes = each.object and (each.is_async or each.kind in {"sync", "object"})
    for part, fields in (("Options", each.object if takes else ()), ("Result", _flat(each))):
        if fields:
            rows = [f"  {it.name}{'' if it.is_required else '?'}: {it.type};" for it in fields]
            lines += [f"export interface {_named(each.name, part)} {{", *rows, "}", ""]
    return lines


def _flat(each: GameCapability) -> tuple[Field, ...]:
    """Return the fields of what a handler, a listener or the caller gets."""
    return each.result[0].fields if each.flag == "authResponse" else each.result


def _members(owner: str) -> Iterable[str]:
    for each in GAME.values():
        if each.owner == owner and each.kind != "constant":
            name = each.name.rpartition(".")[2]
            since = game.LIBRARY_VERSIONS[each.since]
            floor = "" if each.since == game.BASE else f" Needs TikTok {since} or newer."
            marks = " @deprecated" if each.is_deprecated or each.state == "refused" else ""
            yield f"  /** {each.about}{floor}{marks} */"
            yield f"  {name}{_signature(each)};"


def _signature(each: GameCapability) -> str:
    result = _named(each.name, "Result") if _flat(each) else "void"
    if each.is_async:
        handlers = f"{PREFIX}Handlers<{'{}' if result == 'void' else result}>"
        given = f"{_named(each.name, 'Options')} & {handlers}" if each.object else handlers
        mark = "" if each.required else "?"
        return f"(options{mark}: {given}): {_task(each.name) or 'void'}"
    if each.kind == "event":
        if each.name.rpartition(".")[2].startswith("off"):
            return "(listener?: (...given: any[]) => void): void"
        given = "" if result == "void" else f"event: {result}"
        return f"(listener: ({given}) => void): void"
    if each.object:
        return f"(options: {_named(each.name, 'Options')}): {_task(each.name) or each.returns}"
    return f"({each.parameters}): {_task(each.name) or each.returns}"


def _task(name: str) -> str:
    """Return the type of the object that a call makes; empty where it makes none of ours."""
    made = next((owner for owner, maker in game.MAKERS.items() if maker == name), "")
    return "" if made in {"", "Canvas"} else f"TTMinis{made}"


ABOUT: Final = """\
Every name that the documentation lists for games, and what it does in an HTML game in the
simulator ([how to run one](../how-to/run-a-game.md)). *Works*: as documented. *Simulated*: the
simulator stands in for a part of the phone. *Refused*: an HTML page has nothing that it could work
with; `canIUse` says no, a call fails with the reason, and with *Calls of the SDK: newest only* the
name is not there.

Async calls take one object with `success`, `fail` and `complete`, and also give a promise. Their
numbers follow the scheme `PREFIX * 1000 + reason`, which is assumed where no list is published
([outcomes](outcomes.md)).
"""


def reference() -> str:
    """Return the reference page of `TTMinis.game`."""
    groups: dict[str, list[GameCapability]] = {}
    for each in GAME.values():
        groups.setdefault(each.group, []).append(each)
    lines = [
        "# TTMinis.game",
        "",
        "<!-- Written by tools/write_types.py; edit src/localminis/spec/game_*.py instead. -->",
        "",
        *ABOUT.splitlines(),
    ]
    for group, rows in groups.items():
        lines += ["", f"## {group}", "", "| Name | State | Client | What it does here |"]
        lines += ["| --- | --- | --- | --- |"]
        for each in rows:
            since = "" if each.since == game.BASE else game.LIBRARY_VERSIONS[each.since]
            about = each.about + (" Deprecated." if each.is_deprecated else "")
            lines.append(f"| `{each.name}` | {each.state} | {since} | {about} |")
    scenes = ", ".join(f"`{scene}`" for scene in game.SCENES)
    lines += ["", "## Scenes", "", f"{scenes}. The sidebar's is assumed.", ""]
    return "\n".join(lines)
