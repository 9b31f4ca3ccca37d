"""Reading a config tolerantly and judging it strictly: every problem, at its place, in one pass.

What LocalMinis can live with gets a default and a diagnostic; what it cannot is marked fatal, and
`project/load.py` refuses it. Nothing is written here.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from localminis.project.config import domains, jsonc, names
from localminis.project.config.jsonc import JsonError, Node
from localminis.project.config.remarks import Remarks
from localminis.project.model import Config, ConfigInvalid, Diagnostic, Display
from localminis.spec import config as spec
from localminis.spec.config import ConfigField, Flavour
from localminis.spec.limits import TRUSTED_DOMAINS_MAX

FORMS = {
    "host": r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]"
    r"|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*",
    "colour": r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})",
    "path": r"[^/\\][^\\]*",
    "subpath": r"/[^\s\\]*",
    "digits": r"[0-9]+",
    "url": r"https://[^\s/]+\S*",
    "text": r".+",
}
# Without these LocalMinis would run or write in the wrong place; the rest has a sensible default.
_NEEDED = frozenset({spec.HOST, spec.PORT, spec.CLIENT_KEY, spec.OUTPUT_DIR, spec.HTML_ENTRY})
_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """A config's text and everything that was read from it."""

    path: Path
    text: str
    root: Node
    config: Config

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem, in the order of the file."""
        return self.config.diagnostics


class _Found(NamedTuple):
    spelling: str
    node: Node


def read_text(path: Path) -> str:
    """Read a config as text, its byte order mark and its line ends included.

    Raises:
        ConfigInvalid: the file cannot be read, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise ConfigInvalid(
            f"The file cannot be read ({trouble.strerror}). Make it readable.",
            path=path,
            line=1,
            column=1,
        ) from trouble
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as trouble:
        before = content[: trouble.start].decode("utf-8")
        line, column = jsonc.place(before, len(before))
        raise ConfigInvalid(
            f"Byte 0x{content[trouble.start]:02x} is not UTF-8. Save the file as UTF-8.",
            path=path,
            line=line,
            column=column,
        ) from None


def read(path: Path, flavour: Flavour) -> Reading:
    """Read one config with all its problems.

    Raises:
        ConfigInvalid: no text, or no JSON even when comments, trailing commas and a byte order mark
            are read over. Everything else is a diagnostic.

    Source: seed:json-config, contract:toolchain-3.2, contract:toolchain-3.3.
    """
    return parse(read_text(path), path, flavour)


def parse(text: str, path: Path, flavour: Flavour) -> Reading:
    """Read a config's text; `path` only names it in refusals, which are those of `read`."""
    try:
        root = jsonc.parse(text)
    except JsonError as problem:
        line, column = jsonc.place(text, problem.offset)
        raise ConfigInvalid(str(problem), path=path, line=line, column=column) from None
    return Reading(path, text, root, _Reader(text, root, flavour).config())


def value_at(root: Node, spelling: str) -> Node | None:
    """Return the node that a dotted path such as `dev.port` names, or None."""
    node: Node | None = root
    for name in spelling.split("."):
        if node is None or not isinstance(node.value, dict):
            return None
        node = node.value.get(name)
    return node


class _Reader:
    """Turns one config's tree into a `Config`, noting whatever is wrong with it."""

    def __init__(self, text: str, root: Node, flavour: Flavour) -> None:
        self.text = text
        self.root = root
        self.flavour = flavour
        self.spellings: dict[str, str] = {}
        self.remarks = Remarks(text)

    def config(self) -> Config:
        names.judge(self.root, self.flavour, self.remarks)
        values = {
            field: self.value_of(field)
            for field in spec.fields_of(self.flavour)
            if field.kind not in {"port", "domains"}
        }
        port = self.port()
        trusted = self.trusted_domains()
        self.look_at_what_is_missing(values.get(spec.CLIENT_KEY))
        return Config(
            client_key=values[spec.CLIENT_KEY],
            host=values[spec.HOST] or spec.HOST_DEFAULT,
            port=port,
            output_dir=values[spec.OUTPUT_DIR] or spec.OUTPUT_DIR_DEFAULT,
            html_entry=values[spec.HTML_ENTRY] or spec.HTML_ENTRY_DEFAULT,
            trusted_domains=trusted,
            nav_style=values[spec.NAV_STYLE] or spec.NAV_STYLE_DEFAULT,
            nav_light=values[spec.NAV_LIGHT],
            nav_dark=values[spec.NAV_DARK],
            orientation=values.get(spec.ORIENTATION) or spec.ORIENTATION_DEFAULT,
            app_id=values[spec.APP_ID],
            display=Display(
                name=values[spec.NAME],
                icon_url=values[spec.ICON_URL],
                desc=values[spec.DESC],
                pp_link=values[spec.PP_LINK],
                tos_link=values[spec.TOS_LINK],
            ),
            dev_entry=values[spec.DEV_ENTRY],
            spellings=self.spellings,
            diagnostics=self.remarks.in_order(),
        )

    def candidates(self, field: ConfigField) -> Iterator[_Found]:
        for spelling in field.spellings:
            node = value_at(self.root, spelling)
            if node is not None:
                self.spellings.setdefault(field.written, spelling)
                yield _Found(spelling, node)

    def find(self, field: ConfigField) -> _Found | None:
        found = list(self.candidates(field))
        if not found:
            return None
        used, *others = found
        for other in others:
            if other.node.value != used.node.value:
                self.remarks.note(
                    "two-spellings",
                    "warning",
                    other.spelling,
                    (other.node.start, other.node.end),
                    f"{used.spelling} and {other.spelling} differ; {used.spelling} counts.",
                    f"Remove {other.spelling}.",
                )
        self.look_at_spelling(field, used)
        return used

    def look_at_spelling(self, field: ConfigField, used: _Found) -> None:
        is_stray = field.spellings[used.spelling] == "observed" and used.spelling != field.written
        if is_stray:
            self.remarks.note(
                "stray-spelling",
                "info",
                used.spelling,
                (used.node.name_start, used.node.start),
                f"{used.spelling} is read as {field.written}; it is not documented.",
                f"Write {field.written}.",
            )

    def refuse(
        self, field: ConfigField, spelling: str, node: Node, *, is_fatal: bool | None = None
    ) -> None:
        written = self.text[node.start : node.end]
        shown = written if len(written) <= _SHOWN_MAX else written[: _SHOWN_MAX - 3] + "…"
        self.remarks.note(
            f"bad-{field.kind}",
            "error",
            spelling,
            (node.start, node.end),
            f"{spelling} is {shown}.",
            f"Use {field.accepted}.",
            is_fatal=field in _NEEDED if is_fatal is None else is_fatal,
        )

    def value_of(self, field: ConfigField) -> str | None:
        """Read a field whose value is a text; what is empty or wrong counts as not there."""
        found = self.find(field)
        if found is None:
            return None
        value = found.node.value
        if field is spec.APP_ID and isinstance(value, int) and not isinstance(value, bool):
            # Numbers of this size lose digits in JavaScript, so a text is the accepted form.
            self.refuse(field, found.spelling, found.node)
            return str(value)
        if not isinstance(value, str) or any(ord(character) < ord(" ") for character in value):
            self.refuse(field, found.spelling, found.node)
            return None
        value = value.strip()
        if not value:
            # This is how templates leave a field to be filled in.
            del self.spellings[field.written]
            return None
        if spec.is_placeholder(value):
            return self.placeholder(field, found, value)
        return self.checked(field, found, value)

    def placeholder(self, field: ConfigField, found: _Found, value: str) -> str | None:
        self.remarks.note(
            "placeholder",
            "warning",
            found.spelling,
            (found.node.start, found.node.end),
            f"{found.spelling} is still the placeholder {value!r}.",
            f"Put in {field.accepted}.",
        )
        if field is spec.CLIENT_KEY:
            return value
        del self.spellings[field.written]
        return None

    def checked(self, field: ConfigField, found: _Found, value: str) -> str | None:
        if field.kind == "choice":
            return self.choice(field, found, value)
        if not re.fullmatch(FORMS[field.kind], value, re.ASCII if field.kind == "host" else 0):
            self.refuse(field, found.spelling, found.node)
            return None
        if field is spec.OUTPUT_DIR and posixpath.normpath(value).split("/")[0] in {"..", "."}:
            # Said where it is written; whoever packs the folder refuses it.
            self.refuse(field, found.spelling, found.node, is_fatal=False)
        return value

    def choice(self, field: ConfigField, found: _Found, value: str) -> str | None:
        if value in field.choices:
            return value
        aliases = {choice.lower(): choice for choice in field.choices} | dict(field.aliases or {})
        meant = aliases.get(value.lower())
        if meant is None or field.aliases is None:
            self.refuse(field, found.spelling, found.node)
            return None
        self.remarks.note(
            "stray-value",
            "warning",
            found.spelling,
            (found.node.start, found.node.end),
            f"{found.spelling} is {value!r}, which is read as {meant!r}.",
            f"Use {field.accepted}.",
        )
        return meant

    def port(self) -> int:
        found = self.find(spec.PORT)
        if found is None:
            return spec.PORT_DEFAULT
        value = found.node.value
        if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,5}\s*", value, re.ASCII):
            value = int(value)
        # To Python, `true` is a number too.
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not spec.PORT_MIN <= int(str(value)) <= spec.PORT_MAX:
            self.refuse(spec.PORT, found.spelling, found.node)
            return spec.PORT_DEFAULT
        return int(str(value))

    def trusted_domains(self) -> tuple[str, ...]:
        merged: dict[str, str] = {}
        last: Node | None = None
        for found in self.candidates(spec.TRUSTED_DOMAINS):
            self.look_at_spelling(spec.TRUSTED_DOMAINS, found)
            if not isinstance(found.node.value, list):
                self.unusable(found.spelling, found.node)
                continue
            own: set[str] = set()
            for position, item in enumerate(found.node.value):
                name = f"{found.spelling}[{position}]"
                value = item.value.strip() if isinstance(item.value, str) else None
                if value is None or not domains.is_usable(value):
                    self.unusable(name, item)
                    continue
                self.look_at_domain(name, item, value, own)
                if merged.setdefault(domains.normal_form(value), value) == value:
                    last = item
        if len(merged) > TRUSTED_DOMAINS_MAX and last is not None:
            self.remarks.note(
                "too-many-domains",
                "error",
                spec.TRUSTED_DOMAINS.written,
                (last.start, last.end),
                f"The list of trusted domains has {len(merged)} hosts.",
                f"The platform takes {TRUSTED_DOMAINS_MAX}: remove what the page does not call.",
            )
        return tuple(merged.values())

    def unusable(self, name: str, node: Node) -> None:
        # A policy without the host that was meant would fail somewhere else, and later.
        self.refuse(spec.TRUSTED_DOMAINS, name, node, is_fatal=True)

    def look_at_domain(self, name: str, item: Node, value: str, own: set[str]) -> None:
        span = (item.start, item.end)
        for fault in domains.faults(value):
            message = f"{name} {value!r} {fault.what}."
            self.remarks.note(fault.code, fault.severity, name, span, message, fault.fix)
        form = domains.normal_form(value)
        if form in own:
            message = f"{name} {value!r} is in the list already."
            self.remarks.note(
                "domain-repeated", "warning", name, span, message, "Remove one of them."
            )
        own.add(form)

    def look_at_what_is_missing(self, client_key: str | None) -> None:
        if not isinstance(self.root.value, dict):
            return
        start = self.root.start
        if client_key is None and not self.remarks.has(spec.CLIENT_KEY.spellings):
            self.remarks.note(
                "missing",
                "warning",
                spec.CLIENT_KEY.written,
                (start, start + 1),
                "There is no client key.",
                f"Add {spec.CLIENT_KEY.written}: {spec.CLIENT_KEY.accepted}.",
            )
        if self.flavour == "minigame" and spec.ORIENTATION.written not in self.spellings:
            self.remarks.note(
                "missing",
                "warning",
                spec.ORIENTATION.written,
                (start, start + 1),
                "There is no orientation, which games must state.",
                f"Add orientation: {spec.ORIENTATION.accepted}.",
            )
