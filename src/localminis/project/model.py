"""The shapes of a mini app on disk, and the refusals of this room. Nothing here touches a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.spec import config as spec
from localminis.spec.config import Flavour

Severity = Literal["error", "warning", "info"]


class NoConfig(NotFound):
    """There is no `minis.config.json` where one is needed."""


class ConfigInvalid(Invalid):
    """`minis.config.json` cannot be read or says something impossible.

    `path`, `line` and `column` (both from 1) point at the place.
    """

    def __init__(self, message: str, *, path: Path, line: int, column: int) -> None:
        super().__init__(f"{path}:{line}:{column}: {message}")
        self.path = path
        self.line = line
        self.column = column


class PackageInvalid(Invalid):
    """`package.json` is not the JSON object that it must be."""


class EntryMissing(NotFound):
    """The entry page is not where it should be."""


class KeyUnknown(Invalid):
    """There is no field of this name in a config."""


class ValueRefused(Invalid):
    """A field does not take the value; nothing was written."""


class EntryInvalid(Invalid):
    """The entry page cannot be read as text, or no place in it is certain."""


class ClientKeyConflict(Conflict):
    """The given client key contradicts the one that the project already has."""


class OutputMissing(NotFound):
    """The folder of the production build does not exist."""


class OutputInvalid(Invalid):
    """The output folder, or a name in it, cannot be packaged."""


class PatternInvalid(Invalid):
    """A pattern of what to leave out means nothing."""


class BuildRefused(Refused):
    """The check found errors, so nothing was built; `verdict` holds all that it found."""

    def __init__(self, message: str, *, verdict: "Verdict") -> None:
        super().__init__(message)
        self.verdict = verdict


class PackageTooLarge(Refused):
    """The package is larger than any documented limit; an earlier package is untouched."""


class PackageBroken(Refused):
    """A package did not read back as it was written; an earlier package is untouched."""


class NotWritten(Refused):
    """A file could not be written; everything is as it was before."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check said about a build: its findings, in its own words, and how many are errors."""

    findings: Sequence[object]
    errors: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong or remarkable in a config, at its place.

    `line` and `column` count from 1; `start` and `end` are offsets in the text. `message` says what
    is there, `fix` what to write instead. `key` is the dotted path as it stands in the file, or
    the one that should. `is_fatal` means that LocalMinis itself cannot go on: `load` refuses.
    """

    code: str
    severity: Severity
    key: str
    line: int
    column: int
    start: int
    end: int
    message: str
    fix: str = ""
    is_fatal: bool = False

    @property
    def sentence(self) -> str:
        """What is there and what to do, in one line."""
        return f"{self.message} {self.fix}".rstrip()


@dataclass(frozen=True, slots=True)
class Display:
    """What a config says about the look of the app while it is debugged; the portal decides."""

    name: str | None = None
    icon_url: str | None = None
    desc: str | None = None
    pp_link: str | None = None
    tos_link: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What a config says, in one spelling, with the documented defaults filled in.

    `spellings` maps the spelling we write to the one that was found, for every field that is there:
    a field that is missing from it carries a default. `diagnostics` are in the order of the file.
    """

    client_key: str | None = None
    host: str = spec.HOST_DEFAULT
    port: int = spec.PORT_DEFAULT
    output_dir: str = spec.OUTPUT_DIR_DEFAULT
    html_entry: str = spec.HTML_ENTRY_DEFAULT
    trusted_domains: tuple[str, ...] = ()
    nav_style: str = spec.NAV_STYLE_DEFAULT
    nav_light: str | None = None
    nav_dark: str | None = None
    orientation: str = spec.ORIENTATION_DEFAULT
    app_id: str | None = None
    display: Display = Display()
    dev_entry: str | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def has_client_key(self) -> bool:
        """Whether a real key is there, and not the placeholder that `init` writes."""
        return self.client_key is not None and not spec.is_placeholder(self.client_key)

    @property
    def notes(self) -> tuple[str, ...]:
        """The sentences a developer should see whenever the config is used.

        What is missing or not filled in yet is left out: each command says that in its own words.
        """
        return tuple(
            diagnostic.sentence
            for diagnostic in self.diagnostics
            if diagnostic.severity != "info" and diagnostic.code not in {"missing", "placeholder"}
        )

    def is_given(self, configured: spec.ConfigField) -> bool:
        """Tell whether the file itself sets the field, in any spelling."""
        return configured.written in self.spellings


@dataclass(frozen=True, slots=True)
class Project:
    """A mini app on disk: its folder (absolute) and what its config says."""

    root: Path
    config: Config
    config_path: Path
    flavour: Flavour = "minis"

    @property
    def output_path(self) -> Path:
        """The folder of the production build; it may not exist, or lie outside `root`."""
        return self.root / self.config.output_dir

    @property
    def output_prefix(self) -> str:
        """What leads from the project to a file of the build, such as `dist/`."""
        return self.config.output_dir.removeprefix("./").strip("/") + "/"
