"""Making a web project a mini app: decide what to write as a plan, then write all of it or nothing.

A config that is there is kept; a page only gets what it lacks. Undoing is a plan too.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from localminis.amounts import counted
from localminis.project import encoding, entry, html
from localminis.project.config import edit as jsonc_edit
from localminis.project.config import read as reader
from localminis.project.config.jsonc import BOM
from localminis.project.eject import eject, without_console
from localminis.project.encoding import Encoded
from localminis.project.entry import Entry
from localminis.project.html import Vconsole
from localminis.project.load import load
from localminis.project.model import (
    ClientKeyConflict,
    Config,
    EntryInvalid,
    EntryMissing,
    NotWritten,
)
from localminis.project.page import Page
from localminis.project.replace import replace_files
from localminis.spec import config as spec
from localminis.spec.config import Flavour

# Pages that hosts of web sites show; an app opens none of them.
_ERROR_PAGES = frozenset({"404.html", "500.html", "_not-found.html"})


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What happens to one file, whose bytes are `before` now (None: it is not there).

    `content` is None where it stays as it is, or where it goes (`is_removed`). `codec` is how its
    text is read.
    """

    path: Path
    before: bytes | None
    content: bytes | None
    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_removed: bool = False
    codec: str = "utf-8"

    @property
    def is_new(self) -> bool:
        """Whether the file is not there yet."""
        return self.before is None

    @property
    def is_changed(self) -> bool:
        """Whether anything happens to the file."""
        return self.is_removed or self.content is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything `init` would do. `notes` are sentences for the developer.

    `pages` are the entry page, if it is there, and those that were asked for besides. `snippet` are
    the lines for a source file that makes the page, where a tool builds it.
    """

    root: Path
    flavour: Flavour
    config: FilePlan
    pages: tuple[FilePlan, ...]
    client_key: str
    notes: tuple[str, ...] = ()
    snippet: tuple[str, ...] = ()

    @property
    def contents(self) -> dict[Path, bytes | None]:
        """The files to write with their new bytes, and None for those to remove."""
        return {it.path: it.content for it in (self.config, *self.pages) if it.is_changed}

    @property
    def has_real_key(self) -> bool:
        """Whether the developer need not fill in a client key any more."""
        return html.is_real_key(self.client_key)


def plan(
    root: Path,
    *,
    client_key: str | None = None,
    vconsole: Vconsole | None = None,
    flavour: Flavour = "minis",
    named_entry: str | None = None,
    more_pages: tuple[str, ...] = (),
) -> Plan:
    """Decide what makes the project in `root` a mini app; writes nothing.

    Args:
        client_key: fills placeholders; None keeps the config's key, or writes a placeholder.
        vconsole: which on-device console the pages get, in place of another that init wrote; None
            means the flavour's, for a page that has none.
        flavour: mini app, or HTML game with a config and an SDK of its own.
        named_entry: the entry page, relative to `root`; None decides as `entry.find` says.
        more_pages: names or patterns, relative to `root`, of further pages that get the SDK.

    Raises:
        EntryMissing: there is no entry page.
        EntryInvalid: a page is empty, not in its encoding, or has a script without an end.
        ConfigInvalid: there is a config, and it is broken.
        ClientKeyConflict: the config has another client key.

    Source: seed:cli, contract:toolchain-2. What happens to files that exist is assumed.
    """
    root = root.absolute()
    found = entry.find(root, flavour, named=named_entry)
    notes: list[str] = []
    config_plan, key = _config(root, flavour, found, client_key, notes)
    if found.is_built:
        notes.append(_about_built_page(found))
    pages = []
    for path in _pages(root, found, more_pages):
        page, remarks = _page(path, key, vconsole, flavour)
        pages.append(page)
        notes.extend(remarks)
    notes.extend(_about_other_pages(root, found, pages))
    notes.extend(_about_base(root, found))
    console = vconsole or html.CONSOLE_OF[flavour]
    snippet = () if found.is_there else _snippet(found, key, console, flavour)
    return Plan(root, flavour, config_plan, tuple(pages), key, tuple(notes), snippet)


def plan_undo(root: Path, *, flavour: Flavour = "minis", more_pages: tuple[str, ...] = ()) -> Plan:
    """Decide how to take back what `init` did: our elements, and a config nobody has touched.

    Args:
        flavour: whose config and SDK go.
        more_pages: as for `plan`.

    Raises:
        EntryMissing: there is neither an entry page nor a config.
        EntryInvalid: a page is not in its encoding.
        ConfigInvalid: there is a config, and it is broken.
    """
    root = root.absolute()
    path = root / spec.CONFIG_NAMES[flavour]
    config_plan, key, notes = FilePlan(path, None, None), spec.CLIENT_KEY_PLACEHOLDER, []
    try:
        found = entry.find(root, flavour)
    except EntryMissing as refusal:
        if not path.is_file():
            raise
        # The config can go all the same.
        notes.append(refusal.message)
        page = root / load(root, flavour).config.html_entry
        found = Entry(root, page, entry.tool_of(root), is_there=False)
    if path.is_file():
        before = path.read_bytes()
        config = load(root, flavour).config
        key = config.client_key or key
        is_ours = before == _default(found, key, flavour, html_entry=config.html_entry)
        config_plan = FilePlan(path, before, None, is_removed=is_ours)
        if not is_ours:
            notes.append(f"{path.name} was changed since init wrote it, so it stays.")
    pages = [_ejected(page, flavour) for page in _pages(root, found, more_pages)]
    return Plan(root, flavour, config_plan, tuple(pages), key, tuple(notes))


def apply(decided: Plan) -> None:
    """Write what was planned.

    Raises:
        NotWritten: a file or folder does not take it; everything is as it was.
    """
    replace_files(decided.contents)


def _config(
    root: Path, flavour: Flavour, found: Entry, client_key: str | None, notes: list[str]
) -> tuple[FilePlan, str]:
    path = root / spec.CONFIG_NAMES[flavour]
    if not path.is_file():
        key = client_key or spec.CLIENT_KEY_PLACEHOLDER
        return FilePlan(path, None, _default(found, key, flavour)), key
    config = load(root, flavour).config
    notes.extend(config.notes)
    if config.is_given(spec.HTML_ENTRY) and root / config.html_entry != found.path:
        notes.append(
            f"{path.name} names {config.html_entry} as the entry page, not {found.name}. Set "
            f"{spec.HTML_ENTRY.written} if that is the right one."
        )
    key = client_key or config.client_key or spec.CLIENT_KEY_PLACEHOLDER
    return _kept_config(path, config, client_key, flavour), key


def _default(
    found: Entry, client_key: str, flavour: Flavour, *, html_entry: str | None = None
) -> bytes:
    config = spec.default_config(
        client_key,
        port=found.tool.port,
        html_entry=html_entry or found.name,
        output_dir=found.output_dir,
        flavour=flavour,
    )
    return (json.dumps(config, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _kept_config(path: Path, config: Config, client_key: str | None, flavour: Flavour) -> FilePlan:
    before = path.read_bytes()
    if client_key is None or client_key == config.client_key:
        return FilePlan(path, before, None)
    if config.has_client_key:
        raise ClientKeyConflict(
            f"{path.name} already has the client key {config.client_key!r}, not {client_key!r}. "
            "Change it there, or leave --client-key out."
        )
    text = reader.read_text(path)
    spelling = config.spellings.get(spec.CLIENT_KEY.written)
    if spelling is None:
        # A field that is there and empty is filled; otherwise the key goes where we write it.
        root = reader.parse(text, path, flavour).root
        empty = (it for it in spec.CLIENT_KEY.spellings if reader.value_at(root, it) is not None)
        spelling = next(empty, spec.CLIENT_KEY.written)
    content = jsonc_edit.set_value(text, spelling.split("."), client_key).encode("utf-8")
    return FilePlan(path.resolve(), before, content, added=("client key",))


def _pages(root: Path, found: Entry, more_pages: tuple[str, ...]) -> list[Path]:
    paths = {found.path.resolve(): None} if found.is_there else {}
    for pattern in more_pages:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise EntryMissing(
                f"The page {pattern!r} lies outside the project. Name pages inside {root}."
            )
        matches = sorted(path for path in root.glob(pattern) if path.is_file())
        inside = [path.resolve() for path in matches if _is_own_page(path, root, found)]
        if not inside:
            raise EntryMissing(f"No page in {root} is called {pattern!r}. Correct --page.")
        paths.update(dict.fromkeys(inside))
    return list(paths)


def _is_own_page(path: Path, root: Path, found: Entry) -> bool:
    """Tell whether a pattern may mean a page: not a package's, nor one that a build makes anew."""
    relative = path.relative_to(root)
    is_foreign = any(part == "node_modules" or part.startswith(".") for part in relative.parts)
    is_product = not found.is_built and relative.is_relative_to(found.output_dir)
    is_inside = path.resolve().is_relative_to(root.resolve())
    return is_inside and not is_foreign and not is_product


def _read_page(path: Path) -> tuple[bytes, Encoded]:
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise NotWritten(
            f"{path} cannot be read ({trouble.strerror}). Make it readable; nothing was written."
        ) from trouble
    return content, encoding.decode(content, str(path))


def _page(
    path: Path, client_key: str, vconsole: Vconsole | None, flavour: Flavour
) -> tuple[FilePlan, tuple[str, ...]]:
    content, page = _read_page(path)
    if not page.text.strip(BOM + " \t\r\n"):
        raise EntryInvalid(
            f"{path} is empty. Restore the page, or name another one with --entry; nothing was "
            "written."
        )
    text, old = page.text, None
    if vconsole is not None:
        bare, old = without_console(page.text)
        text = page.text if old == vconsole else bare
    edit = html.inject(
        text,
        client_key=client_key,
        vconsole=vconsole or html.CONSOLE_OF[flavour],
        flavour=flavour,
    )
    notes = list(edit.notes)
    if vconsole is not None and vconsole != old and html.KEPT_CONSOLE in edit.kept:
        notes.append(
            f"{path.name} starts a console of its own, which was left. Take it out by hand if you "
            f"want {'none' if vconsole == 'none' else 'the other one'}."
        )
    removed = () if old is None or text == page.text else (html.console_title(old),)
    new = encoding.encode(page, edit.text)
    if encoding.declared(content) != encoding.declared(new):
        notes.append(
            f"The charset of {path.name} is now declared after byte {encoding.PRESCAN_BYTES}, where"
            " browsers no longer look. Move its <meta charset> to the top of <head>."
        )
    changed = new if new != content else None
    planned = FilePlan(path, content, changed, edit.added, edit.kept, removed, codec=page.codec)
    return planned, tuple(notes)


def _ejected(path: Path, flavour: Flavour) -> FilePlan:
    content, page = _read_page(path)
    ejection = eject(page.text, flavour)
    new = encoding.encode(page, ejection.text)
    changed = new if new != content else None
    return FilePlan(path, content, changed, removed=ejection.removed, codec=page.codec)


def _about_built_page(found: Entry) -> str:
    maker = found.tool.title or "Your build"
    if found.is_there:
        return (
            f"{found.name} is made anew by every build. Run this again after each one, before "
            "build:after, or put the lines into your sources."
        )
    where = found.layout or "the layout that writes <head>"
    return (
        f"{maker} makes the page when it builds, so there is no page to edit yet. Put the lines "
        f"below first into <head> of {where}, or build once and run this again after each build."
    )


def _snippet(
    found: Entry, client_key: str, vconsole: Vconsole, flavour: Flavour
) -> tuple[str, ...]:
    lines = html.elements(client_key, vconsole, flavour)
    if found.tool.package == "astro":
        # Without this, Astro bundles the scripts and moves them to the end.
        return tuple(line.replace("<script", "<script is:inline", 1) for line in lines)
    if found.tool.package == "next":
        return tuple(_as_jsx(line) for line in lines)
    return lines


def _as_jsx(element: str) -> str:
    code = element.removeprefix("<script>").removesuffix("</script>")
    if code.startswith("<script"):
        return element
    return f"<script dangerouslySetInnerHTML={{{{ __html: {json.dumps(code)} }}}} />"


def _about_other_pages(root: Path, found: Entry, pages: list[FilePlan]) -> list[str]:
    notes = []
    planned = {page.path for page in pages}
    if found.others:
        several = ", ".join(found.others)
        notes.append(f"{found.name} was taken for the entry; --entry names another ({several}).")
    beside = (found.path.parent / name for name in entry.pages_at_top(found.path.parent))
    bare = [
        path.relative_to(root).as_posix()
        for path in beside
        if path.name not in _ERROR_PAGES and path.resolve() not in planned and not _has_sdk(path)
    ]
    if bare and found.is_there:
        shown = ", ".join(bare[:3]) + (" …" if len(bare) > 3 else "")  # noqa: PLR2004 - one line
        notes.append(
            f"{counted(len(bare), 'more page does', 'more pages do')} not load the SDK "
            f"({shown}). Name them with --page if the app opens them."
        )
    return notes


def _about_base(root: Path, found: Entry) -> list[str]:
    """Remark on a Vite build that addresses everything from the host's root, as it does unasked.

    Source: contract:toolchain-4.2. A word in the config is enough: nobody runs it here.
    """
    if found.tool.package != "vite":
        return []
    configs = [path for path in sorted(root.glob("vite.config.*")) if path.is_file()]
    try:
        if any(b"base" in path.read_bytes() for path in configs):
            return []
    except OSError:
        return []
    name = configs[0].name if configs else "vite.config.js"
    note = (
        f"Packages are not served from the root of a host: set base: './' in {name}, so that the "
        "build addresses its files relative to the page."
    )
    return [note]


def _has_sdk(path: Path) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return Page(content.decode("utf-8", "replace")).sdk is not None
