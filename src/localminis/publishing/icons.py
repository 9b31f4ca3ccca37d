"""An app's pictures: its icon, and the promotional images that stand beside a message.

Kept as they came, after type and size in pixels were read from their heads.

Source: contract:toolchain-9, §9.3. Corners, watermarks and QR codes are for people to look at.
"""

import base64
import struct
from typing import Final

from localminis.identity.model import App
from localminis.publishing import queries, revisions
from localminis.publishing.model import IconInvalid, IconMissing
from localminis.spec import publishing as spec
from localminis.spec.manifest import MEGABYTE
from localminis.store.transaction import Tx

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_BMP: Final = b"BM"
# Frame headers; what lies between in number are tables and restarts.
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def put(tx: Tx, app: App, content: bytes, *, revision: int | None = None) -> str:
    """Keep an app's icon in place of the earlier one; returns its media type.

    Raises:
        IconInvalid: another type, too many bytes, or another size in pixels; nothing is written.
        StaleRevision: nothing is written.
    """
    media_type = parse(content)
    app = revisions.hold(tx, app, revision, "revision")
    queries.put_icon(tx, app.id, media_type, base64.b64encode(content).decode())
    return media_type


def get(tx: Tx, app: App) -> tuple[str, bytes]:
    """Return an app's icon: media type and content.

    Raises:
        IconMissing: it has none.
    """
    found = queries.icon_of(tx, app.id)
    if found is None:
        raise IconMissing(f"{app.client_key} has no icon yet. Upload one of 600 by 600 pixels.")
    return found[0], base64.b64decode(found[1])


def has(tx: Tx, app: App) -> bool:
    """Return whether an app has an icon."""
    return queries.has_icon(tx, app.id)


def delete(tx: Tx, app: App, *, revision: int | None = None) -> None:
    """Forget an app's icon; none is no mistake.

    Raises:
        StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    queries.delete_icon(tx, app.id)


def promos(tx: Tx, app: App) -> list[int]:
    """Return the numbers of an app's promotional images, in order."""
    return queries.promo_numbers(tx, app.id)


def add_promo(tx: Tx, app: App, content: bytes, *, revision: int | None = None) -> int:
    """Keep one more promotional image; returns its number.

    Raises:
        IconInvalid: another type, too many bytes, another size, or there are three already;
            nothing is written.
        StaleRevision: nothing is written.
    """
    media_type = parse(content, pixels=spec.PROMO_PIXELS, size_max_bytes=spec.PROMO_MAX_BYTES)
    app = revisions.hold(tx, app, revision, "revision")
    present = promos(tx, app)
    if len(present) >= spec.PROMO_IMAGES_MAX:
        raise IconInvalid(
            f"{app.client_key} has {spec.PROMO_IMAGES_MAX} promotional images, and more are not "
            "taken. Remove one first."
        )
    number = next(each for each in range(1, spec.PROMO_IMAGES_MAX + 1) if each not in present)
    queries.put_promo(tx, app.id, number, media_type, base64.b64encode(content).decode())
    return number


def promo(tx: Tx, app: App, number: int) -> tuple[str, bytes]:
    """Return one promotional image: media type and content.

    Raises:
        IconMissing: the app has none of this number.
    """
    found = queries.promo_of(tx, app.id, number)
    if found is None:
        raise IconMissing(f"{app.client_key} has no promotional image {number}.")
    return found[0], base64.b64decode(found[1])


def delete_promo(tx: Tx, app: App, number: int, *, revision: int | None = None) -> None:
    """Forget a promotional image.

    Raises:
        IconMissing, StaleRevision: nothing is written.
    """
    promo(tx, app, number)
    app = revisions.hold(tx, app, revision, "revision")
    queries.delete_promo(tx, app.id, number)


def parse(
    content: bytes,
    *,
    pixels: int = spec.ICON_PIXELS,
    size_max_bytes: int = spec.ICON_MAX_BYTES,
) -> str:
    """Return the media type of a picture that may be used.

    Raises:
        IconInvalid: says what it is and what it should be.
    """
    if len(content) > size_max_bytes:
        raise IconInvalid(
            f"The picture has {len(content) / MEGABYTE:.1f} MB; {size_max_bytes // MEGABYTE} MB "
            "are taken."
        )
    try:
        media_type, width, height = _read(content)
    except (struct.error, IndexError) as error:
        raise IconInvalid("The picture is cut short. Export it again.") from error
    if (width, height) != (pixels, pixels):
        raise IconInvalid(
            f"The picture has {width} by {height} pixels. Use {pixels} by {pixels}, without "
            "rounded corners."
        )
    return media_type


def _read(content: bytes) -> tuple[str, int, int]:
    if content.startswith(_PNG):
        width, height = struct.unpack_from(">LL", content, 16)
        return "image/png", width, height
    if content.startswith(_BMP):
        width, height = struct.unpack_from("<ll", content, 18)
        return "image/bmp", width, abs(height)  # negative when its rows go from the top
    if content.startswith(_JPEG):
        return ("image/jpeg", *_read_jpeg(content))
    raise IconInvalid("The file is no PNG, JPEG or BMP picture. Export it as one of these.")


def _read_jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if content[at] != 0xFF:  # noqa: PLR2004 - each segment begins with it
            raise IconInvalid("The picture is a damaged JPEG. Export it again.")
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - padding
            at += 1
            continue
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:  # noqa: PLR2004 - it counts its own two bytes
            raise IconInvalid("The picture is a damaged JPEG. Export it again.")
        at += 2 + length
