"""What a bundle says of itself, and why one is refused."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from localminis.errors import Conflict, Invalid
from localminis.publishing.packages import Arrival

# Grows when a program that knows the earlier format could not read a bundle.
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
STATE: Final = "state.json"
REQUESTS: Final = "requests.jsonl"
PACKAGE: Final = re.compile(r"packages/([0-9a-f]{64})\.zip")
# Far more than a state has; a file that says more is not read.
BUNDLE_MAX_BYTES: Final = 8 << 30
MANIFEST_MAX_BYTES: Final = 4 << 20
STATE_MAX_BYTES: Final = 256 << 20
REQUESTS_MAX_BYTES: Final = 1 << 30


# What is shown to people as it stands: no other letters, and times that a calendar has.
_Word = Annotated[str, msgspec.Meta(pattern=r"^[\w.+-]{1,40}$")]
_Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Moment = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]


class Part(msgspec.Struct):
    """One file of a bundle."""

    size_bytes: int
    sha256: _Digest


class Manifest(msgspec.Struct, kw_only=True):
    """The first file of a bundle: where and when it was made, and which files belong to it.

    `now_s` is platform time then. `settings` are those that decide what the platform answers.
    `missing_packages` are digests of versions whose files were not there.
    """

    localminis_bundle: int
    schema_version: int
    program: _Word
    made_at_s: _Moment
    now_s: _Moment
    was_frozen: bool
    seed: int | None
    settings: dict[str, Any]
    counts: dict[_Word, int]
    masked: list[str]
    missing_packages: list[_Digest]
    files: dict[str, Part]


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that holds together: its state, and where its log and packages were unpacked."""

    manifest: Manifest
    document: dict[str, Any]
    requests: Path
    packages: list[Arrival]


class BundleInvalid(Invalid):
    """The file is no bundle that this version can load; nothing has been changed."""

    code = "bundle_invalid"


class StateNotEmpty(Conflict):
    """A bundle takes the place of all that is here, and there is something here."""

    code = "state_not_empty"
