"""The shapes of a mini app on disk, and the refusals of this room. Nothing here touches a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.spec import config as spec


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


class EntryInvalid(Invalid):
    """The entry page cannot be read as UTF-8 text."""


class ClientKeyConflict(Conflict):
    """The given client key contradicts the one that the project already has."""


class OutputMissing(NotFound):
    """The folder of the production build does not exist."""


class OutputInvalid(Invalid):
    """The output folder, or a name in it, cannot be packaged."""


class NotWritten(Refused):
    """A file could not be written; everything is as it was before."""


@dataclass(frozen=True, slots=True)
class Config:
    """What `minis.config.json` says, in one spelling, with the documented defaults filled in.

    `spellings` maps the spelling we write to the one that was found, for every field that is there:
    a field that is missing from it carries a default. `notes` are sentences for the developer.
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
    spellings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def has_client_key(self) -> bool:
        """Whether a real key is there, and not the placeholder that `init` writes."""
        return bool(self.client_key) and self.client_key not in spec.CLIENT_KEY_PLACEHOLDERS

    def is_given(self, configured: spec.ConfigField) -> bool:
        """Tell whether the file itself sets the field, in any spelling."""
        return configured.written in self.spellings


@dataclass(frozen=True, slots=True)
class Project:
    """A mini app on disk: its folder (absolute) and what its config says."""

    root: Path
    config: Config
    config_path: Path

    @property
    def output_path(self) -> Path:
        """The folder of the production build; it may not exist, or lie outside `root`."""
        return self.root / self.config.output_dir
