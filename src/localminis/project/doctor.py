"""A walk through a project in the platform's own troubleshooting order; nothing is written.

Each station says what can be seen from here, and names what only the portal or the phone can show.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from localminis.amounts import counted, sized
from localminis.errors import MinisError
from localminis.project import build, encoding, entry, html, manifest
from localminis.project.config import read as reader
from localminis.project.freshness import newer_source
from localminis.project.load import DEV_SCRIPTS, config_path, flavour_of, load, package_scripts
from localminis.project.model import Config, Project
from localminis.project.package import package_path
from localminis.project.page import Page, is_sdk
from localminis.spec import config as spec
from localminis.spec.config import Flavour
from localminis.spec.limits import TRUSTED_DOMAINS_MAX
from localminis.spec.manifest import MANIFEST_NAMES, PACKAGE_LIMIT_BYTES

State = Literal["good", "bad", "look"]

_CODE = frozenset(
    {".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte", ".html", ".htm"}
)
_READ_MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing that was seen: `good`, `bad` (with what to do), or to `look` up elsewhere."""

    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Station:
    """One step of the troubleshooting order and what was seen there."""

    title: str
    sights: tuple[Sight, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What only the caller knows: programs on the PATH, and the platform that runs, if one does.

    `shadowed` maps a command name of ours to the other program of that name that comes first.
    """

    node: str | None = None
    platform_url: str | None = None
    shadowed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that the stations look at; what could not be read is None, with its reason."""

    root: Path
    flavour: Flavour
    around: Around
    config: Config | None
    project: Project | None
    trouble: str | None
    code: str
    is_built: bool


def examine(root: Path, around: Around, flavour: Flavour | None = None) -> list[Station]:
    """Look at a project station by station; a broken one is described, not refused.

    Source: contract:toolchain-5, contract:toolchain-10. The order is the platform's; what is looked
    at in each station is ours.
    """
    root = root.absolute()
    flavour = flavour or flavour_of(root)
    config, project, trouble = None, None, None
    try:
        config = reader.read(config_path(root, flavour), flavour).config
        project = load(root, flavour)
    except MinisError as refusal:
        trouble = refusal.message
    is_built = project is not None and project.output_path.is_dir()
    code = _code(project.output_path if project is not None and is_built else root)
    case = _Case(root, flavour, around, config, project, trouble, code, is_built)
    stations: dict[str, Callable[[_Case], Iterator[Sight]]] = {
        "Account and permission": _account,
        "Debugging": _debugging,
        "Platform configuration": _configuration,
        "Artefacts": _artefacts,
        "Capabilities": _capabilities,
        "Payment": _payment,
        "Client": _client,
    }
    return [Station(title, tuple(look(case))) for title, look in stations.items()]


def _good(text: str) -> Sight:
    return Sight("good", text)


def _bad(text: str) -> Sight:
    return Sight("bad", text)


def _look(text: str) -> Sight:
    return Sight("look", text)


def _account(case: _Case) -> Iterator[Sight]:
    name = spec.CONFIG_NAMES[case.flavour]
    if case.config is None:
        yield _bad(f"Without {name} no client key is known; see station 3.")
    elif case.config.has_client_key:
        yield _good(f"The client key is {case.config.client_key}.")
    else:
        yield _bad(
            f"{name} has no client key. Copy it from the portal: "
            "`localminis config set dev.clientKey KEY`."
        )
    yield _look(
        "Portal: the phone's account is a test user of this app, and the basic information with "
        "terms and privacy address is complete."
    )


def _debugging(case: _Case) -> Iterator[Sight]:
    if case.around.platform_url:
        yield _good(f"A local platform runs at {case.around.platform_url}.")
    else:
        yield _look("No local platform runs; `localminis debug` starts one.")
    for name, other in case.around.shadowed.items():
        yield _bad(f"`{name}` on the PATH is another program ({other}). Call `localminis` instead.")
    yield from _dev_script(case)
    yield from _page(case)


def _dev_script(case: _Case) -> Iterator[Sight]:
    try:
        scripts = package_scripts(case.root)
    except MinisError as refusal:
        yield _bad(refusal.message)
        return
    name = next((name for name in DEV_SCRIPTS if scripts.get(name)), None)
    if name is None:
        yield _look("No dev or start script is in package.json; the built folder is served.")
    elif case.around.node is None:
        yield _bad("Node is not on the PATH, so the dev script cannot run. Install Node 20.")
    else:
        yield _good(f"npm run {name} starts the project ({scripts[name]}).")


def _page(case: _Case) -> Iterator[Sight]:
    try:
        found = entry.find(case.root, case.flavour)
        if not found.is_there:
            yield _look(f"{found.tool.title} has not built {found.name} yet.")
            return
        page = Page(encoding.decode(found.path.read_bytes(), found.name).text)
    except MinisError as refusal:
        yield _bad(refusal.message)
        return
    except OSError as trouble:
        yield _bad(f"The entry page cannot be read ({trouble.strerror}).")
        return
    yield from _sdk(case, found.name, page)


def _sdk(case: _Case, name: str, page: Page) -> Iterator[Sight]:
    init_call = spec.INIT_CALL_OF[case.flavour]
    if page.sdk is None or page.init is None:
        lacking = "the SDK" if page.sdk is None else f"a call of {init_call}"
        yield _bad(f"{name} has not {lacking}. Run `ttdx minis init`.")
        return
    if page.scripts[0] is not page.sdk:
        yield _bad(f"The SDK is not the first script of {name}. Move it to the top of <head>.")
    elif not is_sdk(page.sdk.src, [spec.SDK_URL_OF[case.flavour], spec.SDK_OLD_URL]):
        yield _bad(f"{name} loads {page.sdk.src}; {spec.SDK_URL_OF[case.flavour]} is right here.")
    else:
        yield _good(f"{name} loads the SDK first and calls {init_call}.")
    key = page.init_key(page.init)
    configured = case.config.client_key if case.config else None
    if key is not None and not html.is_real_key(key.value):
        yield _bad(f"{name} still has the placeholder {key.value!r} for a client key.")
    elif key is not None and configured is not None and key.value != configured:
        yield _bad(f"{name} has the client key {key.value}, the config {configured}.")


def _configuration(case: _Case) -> Iterator[Sight]:
    if case.config is None:
        yield _bad(case.trouble or "There is no config.")
        return
    problems = [it for it in case.config.diagnostics if it.severity != "info"]
    has_key = case.config.has_client_key
    if not has_key:
        # The first station says it.
        problems = [it for it in problems if it.key not in spec.CLIENT_KEY.spellings]
    if problems:
        first = next((it for it in problems if it.severity == "error"), problems[0])
        more = "" if len(problems) == 1 else " `localminis config validate` shows all."
        yield _bad(
            f"The config has {counted(len(problems), 'problem')}; line {first.line}: "
            f"{first.sentence}{more}"
        )
    else:
        yield _good(f"The config has no {'' if has_key else 'other '}problem.")
    count = len(case.config.trusted_domains)
    yield _look(
        f"Portal: the trusted domains of the config ({count} of at most {TRUSTED_DOMAINS_MAX}) are "
        "registered under Security, each host exactly."
    )


def _artefacts(case: _Case) -> Iterator[Sight]:
    if case.project is None:
        yield _bad("Without a config that can be used, no build can be looked at.")
        return
    try:
        output = build.output_folder(case.project)
        listed = _listed(case.project, output)
    except MinisError as refusal:
        yield _bad(refusal.message)
        return
    yield from listed
    source = newer_source(case.project)
    if source is not None:
        yield _bad(f"{source.as_posix()} is newer than the build. Run your production build.")
    package = package_path(case.project)
    if not package.is_file():
        yield _look(f"There is no {package.name} yet; `localminis build` makes it.")
        return
    size_bytes = package.stat().st_size
    if size_bytes > PACKAGE_LIMIT_BYTES:
        yield _bad(
            f"{package.name} has {size_bytes:,} bytes; the limit is {PACKAGE_LIMIT_BYTES:,}."
        )
    else:
        yield _good(f"{package.name} has {sized(size_bytes)}, within the limit.")


def _listed(project: Project, output: Path) -> list[Sight]:
    copy = output / project.config_path.name
    names = MANIFEST_NAMES[project.flavour]
    there = next((output / name for name in names if (output / name).is_file()), None)
    if there is None or not copy.is_file():
        return [_bad(f"{output.name} has no config and manifest. Run `ttdx minis build:after`.")]
    listed = manifest.list_folder(output, (copy.name, there.name), name=there.name)
    sights = []
    if there.read_bytes() != manifest.to_json(listed):
        sights.append(_bad(f"{there.name} does not list what is there. Run `build:after` again."))
    if copy.read_bytes() != project.config_path.read_bytes():
        sights.append(_bad(f"{output.name}/{copy.name} is an old copy. Run `build:after` again."))
    empty = [
        name
        for name in manifest.paths_in(listed["resource_list"])
        if not name.endswith("/") and (output / name).stat().st_size == 0
    ]
    if empty:
        sights.append(_bad(f"Empty files are refused, and {empty[0]} has 0 bytes."))
    return sights or [_good(f"{output.name} has its config and a manifest that fits.")]


def _capabilities(case: _Case) -> Iterator[Sight]:
    required = spec.REQUIRED_CALLS[case.flavour]
    missing = [f"{call} ({title})" for call, title in required.items() if not _calls(case, call)]
    for call, title in required.items():
        if _calls(case, call):
            yield _good(f"{call} is used ({title}).")
    if missing:
        yield _look(f"Review expects these, and none was seen here: {', '.join(missing)}.")


def _payment(case: _Case) -> Iterator[Sight]:
    # Only a build is the page alone: a backend may live beside the sources.
    if case.is_built and "open.tiktokapis.com" in case.code:
        yield _bad("The page calls the open API, which browsers may not. Call it from a server.")
    if case.is_built and re.search(r"client_secret|clientSecret", case.code):
        yield _bad("The page speaks of a client secret. It belongs on a server, never in a page.")
    if not _calls(case, "pay"):
        yield _look("The page calls no pay, so there is nothing to pay for yet.")
    else:
        yield _good("The page calls pay; its trade_order_id must come from your server.")
    yield _look("Portal: payment is enabled for the organization, and the webhook address is set.")


def _client(case: _Case) -> Iterator[Sight]:
    if case.config is not None and case.config.host in {"localhost", "127.0.0.1", "::1"}:
        yield _look(
            f"dev.host is {case.config.host}, which no phone can reach. `localminis debug --lan` "
            "shows the app on one; for the platform's own tool, set the address of this machine."
        )
    yield _look("Phone: a TikTok app that supports debugging, in the same network, screen on.")


def _calls(case: _Case, name: str) -> bool:
    # A word is enough here: the checker, not the doctor, decides what really is called.
    return re.search(rf"\.\s*{name}\s*(?:\?\.\s*)?\(", case.code) is not None


def _code(folder: Path) -> str:
    """Read the code of a folder as one text, up to a limit, for words that tell something."""
    parts: list[str] = []
    left_bytes = _READ_MAX_BYTES
    for above, folders, names in os.walk(folder):
        folders[:] = [it for it in folders if it != "node_modules" and not it.startswith(".")]
        for name in names:
            path = Path(above, name)
            if path.suffix.lower() not in _CODE or left_bytes <= 0:
                continue
            try:
                content = path.read_bytes()[:left_bytes]
            except OSError:
                continue
            left_bytes -= len(content)
            parts.append(content.decode("utf-8", "replace"))
    return "\n".join(parts)
