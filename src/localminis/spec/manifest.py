"""What the manifest of a package looks like, and the limits that a package has to keep.

Source: seed:manifest. Order, self-listing and layout are observed in an uploaded package
(contract:toolchain-4.1); that nothing is left out of the list is assumed.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypedDict

from localminis.spec.config import Flavour

MANIFEST_NAME: Final = "minis.manifest.json"
GAME_MANIFEST_NAME: Final = "minigame.manifest.json"
# Games: the page documents the second name, uploaded packages have the first. The documented one is
# our choice; the other is one option away. Source: contract:toolchain-2.2, contract:toolchain-4.1.
MANIFEST_NAMES: Final[Mapping[Flavour, tuple[str, ...]]] = {
    "minis": (MANIFEST_NAME,),
    "minigame": (GAME_MANIFEST_NAME, MANIFEST_NAME),
}
INDENT: Final = 2

# The first name is documented, the second is ours. Source: contract:toolchain-4.2.
PACKAGE_NAMES: Final[Mapping[Flavour, str]] = {"minis": "minis.zip", "minigame": "minigame.zip"}
# Two documented limits; whether a megabyte is a million bytes or 2^20 is unknown: the smaller one
# is assumed, so that nothing is called fine here and refused there. Source: contract:toolchain-4.2.
MEGABYTE: Final = 1_000_000
PACKAGE_LIMIT_OLD_BYTES: Final = 50 * MEGABYTE
PACKAGE_LIMIT_BYTES: Final = 200 * MEGABYTE


class FileEntry(TypedDict):
    """A file of the package, by its name within its folder."""

    type: Literal["file"]
    name: str


class FolderEntry(TypedDict):
    """A folder of the package and what is in it."""

    type: Literal["folder"]
    name: str
    children: "list[FileEntry | FolderEntry]"


class Manifest(TypedDict):
    """The whole document."""

    name: str
    resource_list: list[FileEntry | FolderEntry]


def name_order(name: str) -> bytes:
    """Return the key that sorts entries: the bytes of the name in UTF-8.

    Raises:
        UnicodeEncodeError: the name is no text and cannot stand in a JSON document.

    Source: contract:toolchain-4.1.
    """
    return name.encode("utf-8")
