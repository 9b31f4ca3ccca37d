"""What `minis.manifest.json` looks like: its name, its keys and the two kinds of entry.

Source: seed:manifest. Order, self-listing and layout are observed in an uploaded package
(contract:toolchain-4.1); that nothing is left out of the list is assumed.
"""

from typing import Final, Literal, TypedDict

MANIFEST_NAME: Final = "minis.manifest.json"
INDENT: Final = 2


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
