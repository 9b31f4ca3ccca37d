"""The records of the portal and its refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NewType

from localminis.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from localminis.ids import AppId
from localminis.spec.publishing import PlacementKind, ReleaseMode, State, Target

VersionId = NewType("VersionId", int)

# How each state is called in sentences.
STATE_WORDS: Final[Mapping[State, str]] = {
    "preview": "a preview",
    "in_review": "in review",
    "rejected": "rejected",
    "ready": "ready for release",
    "production": "the production version",
    "gray": "the gray version",
    "retired": "retired",
    "blocked": "blocked",
}


@dataclass(frozen=True, slots=True)
class VersionConfig:
    """What a version's own config says about how its page is shown and whom it may ask."""

    trusted_domains: tuple[str, ...] = ()
    nav_style: str = "default"
    nav_light: str | None = None
    nav_dark: str | None = None
    client_key: str | None = None
    is_game: bool = False
    turn: str = "portrait"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of a zip."""

    file_count: int
    content_bytes: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scan learned about a build that passed."""

    report: dict[str, Any]
    entry: str
    config: VersionConfig


@dataclass(frozen=True, slots=True)
class Version:
    """One uploaded build of an app.

    `target` and `target_percentage` are what its submission asked for; `percentage` is the share of
    users that it has as the gray version. `production_until` is the release revision at which it
    made way for the next production version. `reasons` say why it was rejected or blocked. `report`
    is the scan's: files, size_bytes, and findings below an error.
    """

    id: VersionId
    app_id: AppId
    number: int
    state: State
    note: str
    package_sha256: str
    size_bytes: int
    content_bytes: int
    file_count: int
    entry: str
    config: VersionConfig
    report: Mapping[str, Any]
    release_mode: ReleaseMode
    target: Target | None
    target_percentage: int | None
    percentage: int | None
    production_until: int | None
    reasons: tuple[str, ...]
    uploaded_at_s: int
    submitted_at_s: int | None
    reviewed_at_s: int | None
    released_at_s: int | None

    @property
    def state_words(self) -> str:
        """The state as part of a sentence."""
        return STATE_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Release:
    """What is released of an app; the shares add up to 100."""

    production: Version | None
    gray: Version | None

    @property
    def gray_percentage(self) -> int:
        """The share of users that the gray version has."""
        return 0 if self.gray is None else self.gray.percentage or 0

    @property
    def production_percentage(self) -> int:
        """The share of users that the production version has."""
        return 0 if self.production is None else 100 - self.gray_percentage


@dataclass(frozen=True, slots=True)
class Placement:
    """A place for ads; its id is the `adUnitId` of the page."""

    placement_id: str
    app_id: AppId
    name: str
    kind: PlacementKind
    is_active: bool
    created_at_s: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Changes of an app that wait to take effect: by field, what shall be there.

    `state` is `draft`, `in_review` or `rejected`; `reasons` say why it was rejected.
    """

    app_id: AppId
    content: Mapping[str, Any]
    state: str
    reasons: tuple[str, ...]
    changed_at_s: int


class PackageRefused(Invalid):
    """An uploaded package is no zip, or holds what is not taken; nothing of it is kept."""

    code = "package_refused"


class UploadTooLarge(Invalid):
    """An upload is larger than the platform takes; nothing of it is kept."""

    code = "upload_too_large"


class UploadCutShort(Invalid):
    """An upload ended before all of it had come; nothing of it is kept."""

    code = "upload_cut_short"


class ScanFailed(Refused):
    """The code scan found errors, so there is no version; `findings` are all that it found."""

    code = "scan_failed"

    def __init__(self, message: str, findings: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(message)
        self.findings = findings


class FilesUnavailable(Unavailable):
    """The folder of uploaded packages cannot be used, or the disk is full."""

    code = "files_unavailable"


class FilesMissing(NotFound):
    """The files of a version are not in this machine's folder of packages."""

    code = "files_missing"


class VersionNotFound(NotFound):
    """The app has no version of this number."""

    code = "version_not_found"


class PreviewRefused(Refused):
    """The user may not see a version that is not released to everybody."""

    code = "preview_refused"


class NothingReleased(NotFound):
    """No version of the app is released, so no user gets one."""

    code = "nothing_released"


class TooManyPreviews(Conflict):
    """The app has as many unreleased versions as the platform allows."""

    code = "too_many_previews"


class WrongState(Conflict):
    """The version's state does not allow the step; `state` is what it is."""

    code = "wrong_state"

    def __init__(self, message: str, state: str) -> None:
        super().__init__(message)
        self.state = state


class ReleaseRefused(Refused):
    """The rules of releases say no: what must be released before, or which share it must have."""

    code = "release_refused"


class PercentageInvalid(Invalid):
    """A share of users is no whole number from 0 to 100, or missing where one is needed."""

    code = "percentage_invalid"


class StaleRevision(Conflict):
    """Somebody else has changed the same thing since it was looked at; nothing is written."""

    code = "stale_revision"


class TextInvalid(Invalid):
    """A note, a reason, a name or a description has a form that is not taken."""

    code = "text_invalid"


class TooManyTargetUsers(Conflict):
    """The version has as many target users as the platform allows."""

    code = "too_many_target_users"


class TooManySandboxes(Conflict):
    """The app has as many sandboxes as the platform allows."""

    code = "too_many_sandboxes"


class SandboxNotFound(NotFound):
    """The app has no sandbox of this name."""

    code = "sandbox_not_found"


class SandboxRefused(Refused):
    """What is asked for goes with a sandbox only, or never with one."""

    code = "sandbox_refused"


class DomainsInvalid(Invalid):
    """A list of trusted domains has too many, or one of a form that is not taken."""

    code = "domains_invalid"


@dataclass(frozen=True, slots=True)
class Localization:
    """What an app says of itself in one language; it is shown only when it is online."""

    language: str
    name: str
    description: str
    terms_url: str | None
    privacy_url: str | None
    is_online: bool


class LocalizationMissing(NotFound):
    """The app says nothing in this language."""

    code = "localization_missing"


class IconInvalid(Invalid):
    """An icon has another type, size or shape than the portal takes."""

    code = "icon_invalid"


class IconMissing(NotFound):
    """The app has no icon."""

    code = "icon_missing"


class PlacementNotFound(NotFound):
    """The app has no ad placement of this id."""

    code = "placement_not_found"


class DraftInvalid(Invalid):
    """A draft has a field that cannot be drafted, or a value of another type."""

    code = "draft_invalid"


class DraftMissing(NotFound):
    """The app has no changes that wait."""

    code = "draft_missing"
