"""Write what is generated from the tables of `spec/` for the browser.

`browser/sdk/tables.js`, `game_tables.js` and `browser/host/tables.js` carry the tables to both ends
of the bridge; `browser/sdk/ttminis.d.ts` declares `TTMinis` for TypeScript; outcomes and games have
their reference pages. `--check` only compares.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import game_files
from localminis.spec import bridge, capabilities, devices, error_codes, outcomes, restrictions
from localminis.spec.capabilities import Capability, Field
from localminis.spec.game_table import GAME
from script_text import NOTE, check, constant

ROOT: Final = Path(__file__).resolve().parent.parent
BROWSER: Final = ROOT / "src" / "localminis" / "browser"


def required(each: Capability) -> dict[str, str]:
    """Return each option that a call needs, with how it is checked."""
    return {field.name: check(field.type) for field in each.object if field.is_required}


def flag(each: Capability) -> str | None:
    """Return the field that tells a result from a failure."""
    return each.flag or (each.result[0].name if each.is_async else None)


def sdk_method(each: Capability) -> dict[str, Any]:
    """Return what the page's SDK must know of an asynchronous method."""
    return {
        "call": each.call,
        "options": list(bridge.METHODS[each.name].arguments),
        "required": required(each),
        "flag": flag(each),
        "echo": list(each.echo),
        "prefix": each.error_prefix,
        "timeoutMs": each.page_timeout_ms,
        **old_options(each),
    }


def old_options(each: Capability) -> dict[str, list[str]]:
    """Name the options that the newest documentation has dropped, where there are any."""
    names = [field.name for field in each.object if field.generation == "G1"]
    return {"old": names} if names else {}


def sdk_tables() -> str:
    """Return the SDK's fragment of constants."""
    everything = capabilities.DRAMA.values()
    return "\n".join(
        [
            NOTE + "// A fragment that the server joins into the SDK.\n",
            constant("PROTOCOL", bridge.PROTOCOL),
            constant("PHONE_NAME_PREFIX", bridge.PHONE_NAME_PREFIX),
            constant("EVENTS", list(bridge.EVENTS)),
            constant("LIBRARY_VERSIONS", list(capabilities.LIBRARY_VERSIONS)),
            constant("ERROR_SUFFIX", dict(error_codes.SDK_SUFFIX)),
            constant(
                "METHODS", {each.name: sdk_method(each) for each in everything if each.is_async}
            ),
            constant("OLD_NAMES", [each.name for each in everything if each.generation == "G1"]),
            "// Every path that canIUse knows, by the library version that brought it.\n"
            + constant("PATHS", paths_by_version()),
        ]
    )


def paths_by_version() -> dict[str, str]:
    """Return the paths of each library version as one line, which is short and easy to split."""
    return {
        version: " ".join(path for path, since in capabilities.paths().items() if since == version)
        for version in capabilities.LIBRARY_VERSIONS
    }


def host_tables() -> str:
    """Return the host's module of constants."""
    methods = {
        name: {
            "arguments": list(each.arguments),
            "host_timeout_ms": each.host_timeout_ms,
            **host_facts(name),
        }
        for name, each in bridge.METHODS.items()
    }
    tables: dict[str, Any] = {
        "PROTOCOL": bridge.PROTOCOL,
        "PAGE_MESSAGES": {name: list(each) for name, each in bridge.PAGE_MESSAGES.items()},
        "HOST_MESSAGES": {name: list(each) for name, each in bridge.HOST_MESSAGES.items()},
        "PHONE_NAME_PREFIX": bridge.PHONE_NAME_PREFIX,
        "EVENTS": list(bridge.EVENTS),
        "AD_EVENTS": list(bridge.AD_EVENTS),
        "LOG_KINDS": list(bridge.LOG_KINDS),
        "LOG_LEVELS": list(bridge.LOG_LEVELS),
        "ERROR_SUFFIX": dict(error_codes.SDK_SUFFIX),
        "METHODS": methods,
        "LIBRARY_VERSIONS": dict(capabilities.LIBRARY_VERSIONS),
        "OUTCOMES": {
            name: [slim(each) for each in known] for name, known in outcomes.OUTCOMES.items()
        },
        "FIXES": {each.code: each.fix for each in restrictions.RESTRICTIONS.values()},
        "DEFAULT_DEVICE": devices.DEFAULT,
        "DEVICES": {name: asdict(each) for name, each in devices.DEVICES.items()},
        "LANGUAGES": list(devices.LANGUAGES),
        "REGIONS": list(devices.REGIONS),
        **game_files.host_constants(),
        "TEXT_SIZES_PERCENT": list(devices.TEXT_SIZES_PERCENT),
        "NAV_BAR_PX": devices.NAV_BAR_PX,
        "CAPSULE": {
            "width": devices.CAPSULE_WIDTH_PX,
            "height": devices.CAPSULE_HEIGHT_PX,
            "margin": devices.CAPSULE_MARGIN_PX,
        },
    }
    return (
        NOTE
        + "\n"
        + "\n".join(constant(name, value, prefix="export ") for name, value in tables.items())
    )


def host_facts(name: str) -> dict[str, Any]:
    """Return what the host must know of a method beside its message."""
    each = capabilities.DRAMA.get(name)
    if each is None or not each.is_async:
        only = GAME.get(name)
        given = bridge.METHODS[name].required
        return {
            "required": {it.name: check(it.type) for it in only.object if it.name in given}
            if only
            else {},
            "flag": None,
            "echo": [],
            "prefix": only.error_prefix if only else 0,
            "since": capabilities.DRAMA["createInterstitialAd"].since,
        }
    return {
        "required": required(each),
        "flag": flag(each),
        "echo": list(each.echo),
        "prefix": each.error_prefix,
        "since": each.since,
    }


def slim(outcome: outcomes.Outcome) -> dict[str, Any]:
    """Return an outcome without the fields that say nothing."""
    return {
        name: value
        for name, value in asdict(outcome).items()
        if value not in ("", 0, {}, None) or (name == "closes" and value is False)
    }


def typescript() -> str:
    """Return the declarations of both flavours."""
    lines = [
        NOTE.rstrip(),
        "",
        "export interface TTMinisError {",
        *(f"  {field.name}: {field.type};" for field in capabilities.ERROR.fields),
        "}",
        "",
        "export interface TTMinisAdError {",
        "  error_code: number;",
        "  error_msg: string;",
        "  sub_error_code?: number;",
        "}",
        "",
        f"export type TTMinisEvent = {' | '.join(json.dumps(name) for name in bridge.EVENTS)};",
        "",
        "export interface TTMinisAd {",
        "  show(): Promise<void>;",
        "  onClose(callback: (result: { isEnded?: boolean }) => void): void;",
        "  offClose(callback?: (result: { isEnded?: boolean }) => void): void;",
        "  onError(callback: (error: TTMinisAdError) => void): void;",
        "  offError(callback?: (error: TTMinisAdError) => void): void;",
        "}",
        "",
        "export type TTMinisListener = (event: { data: any; error?: TTMinisError }) => void;",
        "",
        "export type TTMinisVideoReplacement =",
        "  (video: HTMLVideoElement, replaceReason: string) => HTMLElement | null;",
        "",
        *(line for each in capabilities.DRAMA.values() for line in interfaces(each)),
        *game_files.typescript(),
        "export interface TTMinis {",
        *(line for each in capabilities.DRAMA.values() for line in declaration(each)),
        "  /** Of HTML games, whose script has this and nothing else. */",
        "  game: TTMinisGame;",
        "}",
        "",
        "declare global {",
        "  const TTMinis: TTMinis;",
        "  interface Window {",
        "    TTMinis: TTMinis;",
        "  }",
        "}",
        "",
    ]
    return "\n".join(lines)


def type_name(each: Capability, part: str) -> str:
    """Return the name of an interface, such as `PayOptions`."""
    return each.name[0].upper() + each.name[1:] + part


def members(fields: tuple[Field, ...]) -> list[str]:
    """Return the members of an interface."""
    return [f"  {field.name}{'' if field.is_required else '?'}: {field.type};" for field in fields]


def interfaces(each: Capability) -> list[str]:
    """Return the interfaces of a method's options and result."""
    lines: list[str] = []
    if each.object:
        lines += [
            f"export interface {type_name(each, 'Options')} {{",
            *members(each.object),
            "}",
            "",
        ]
    if each.result and each.call != "ad":
        failure = ["  error?: TTMinisError;"] if each.is_async else []
        name = type_name(each, "Result")
        lines += [f"export interface {name} {{", *members(each.result), *failure, "}", ""]
    return lines


SPECIAL: Final = {
    "canIUse": "canIUse(path: string): boolean;",
    "on": "on(eventName: TTMinisEvent, callback: TTMinisListener): string;",
    "off": "off(eventName: TTMinisEvent, callbackId: string): boolean;",
    "getPlayer": 'getPlayer(channel?: "byteplus" | "volcengine"): Promise<any>;',
    "setValidateVideoReplaceElement": (
        "setValidateVideoReplaceElement(replacement: TTMinisVideoReplacement): void;"
    ),
}


def declaration(each: Capability) -> list[str]:
    """Return the member of `TTMinis` with its comment."""
    options = f"options{'' if each.required else '?'}: {type_name(each, 'Options')}"
    result = type_name(each, "Result")
    callback = f"callback: (result: {result}) => void"
    signature = SPECIAL.get(each.name)
    if signature is None and each.call == "callback":
        signature = f"{each.name}({callback}{', ' + options if each.object else ''}): void;"
    elif signature is None and each.call == "options":
        signature = f"{each.name}({options}, {callback.replace(':', '?:', 1)}): void;"
    elif signature is None and each.call == "inside":
        inner = f"{{ {callback.replace(':', '?:', 1)} }}"
        signature = f"{each.name}({options} & {inner}): void;"
    elif signature is None and each.call == "ad":
        signature = f"{each.name}({options}): TTMinisAd;"
    elif signature is None:
        signature = (
            f"{each.name}({options if each.object else ''}): {result if each.result else 'void'};"
        )
    since = capabilities.LIBRARY_VERSIONS[each.since]
    floor = "" if each.since == capabilities.BASE else f" Needs TikTok {since} or newer."
    old = " @deprecated Gone from the newest documentation." if each.generation == "G1" else ""
    return [f"  /** {each.about}{floor}{old} */", f"  {signature}"]


def outcome_page() -> str:
    """Return the reference page with every outcome of every method."""
    rows = [
        f"| `{method}` | `{each.id}` | {each.title} | {ending(each)} |"
        for method, known in outcomes.OUTCOMES.items()
        for each in known
    ]
    return "\n".join(
        [
            "# Outcomes",
            "",
            "<!-- Written by tools/write_types.py; edit spec/outcomes.py instead. -->",
            "",
            "How the calls of the SDK can end, and [how to choose](../how-to/choose-outcomes.md).",
            "*Silence* means that the callback never comes, so a page needs a time-out of its own.",
            "Numbers of methods without a published list follow the scheme of the subscription",
            "page and are assumed.",
            "",
            "| Method | Outcome | What happens | Result |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def ending(outcome: outcomes.Outcome) -> str:
    """Return the last cell of an outcome's row."""
    words = {"silent": "silence", "after": "silence, after everything has happened"}
    if outcome.how in words:
        return words[outcome.how]
    closed = (
        "" if outcome.closes is None else f"closes with `isEnded` {str(outcome.closes).lower()}"
    )
    if outcome.how == "error":
        return f"error {outcome.code}" + (f", then {closed}" if closed else "")
    return closed or "success"


FILES: Final = {
    BROWSER / "sdk" / "tables.js": sdk_tables,
    BROWSER / "sdk" / "game_tables.js": game_files.sdk_tables,
    ROOT / "docs" / "reference" / "game.md": game_files.reference,
    ROOT / "docs" / "reference" / "outcomes.md": outcome_page,
    BROWSER / "host" / "tables.js": host_tables,
    BROWSER / "sdk" / "ttminis.d.ts": typescript,
}


def main() -> int:
    """Write the files, or say which are not as the tables make them."""
    is_check = "--check" in sys.argv[1:]
    for path, make in FILES.items():
        if is_check:
            if not path.is_file() or path.read_text("utf-8") != make():
                print(f"{path.name} is not as the tables make it. Run tools/write_types.py.")
                return 1
        else:
            path.write_text(make(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
