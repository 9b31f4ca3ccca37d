"""Icons: three types, one size in pixels, so many bytes."""

import struct

import pytest

from localminis.publishing import icons
from localminis.publishing.model import IconInvalid, IconMissing
from localminis.spec import publishing as spec


def png(width=600, height=600):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">L4sLL", 13, b"IHDR", width, height) + bytes(9)


def bmp(width=600, height=600):
    return b"BM" + bytes(16) + struct.pack("<ll", width, height) + bytes(9)


def jpeg(width=600, height=600):
    head = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF"
    table = b"\xff\xff\xc4" + struct.pack(">H", 3) + b"\x00"
    return head + table + b"\xff\xc2" + struct.pack(">HBHH", 17, 8, height, width) + bytes(9)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), "image/png"),
        (bmp(), "image/bmp"),
        (bmp(600, -600), "image/bmp"),
        (jpeg(), "image/jpeg"),
    ],
)
def test_three_types_are_taken(portal, content, kind):
    """They come back as they came, until they are deleted."""
    assert portal.run(lambda tx: icons.put(tx, portal.app, content)) == kind
    assert portal.run(lambda tx: icons.get(tx, portal.app)) == (kind, content)
    portal.run(lambda tx: icons.delete(tx, portal.app))
    with pytest.raises(IconMissing):
        portal.run(lambda tx: icons.get(tx, portal.app))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (png(599), "599 by 600"),
        (jpeg(600, 1024), "600 by 1024"),
        (b"GIF89a" + bytes(99), "no PNG, JPEG or BMP"),
        (b"", "no PNG, JPEG or BMP"),
        (png()[:20], "cut short"),
        (jpeg()[:9], "cut short"),
        (b"\xff\xd8\xff\xe0\x00\x00" + bytes(9), "damaged JPEG"),
        (b"\xff\xd8\xff\xe0\x00\x04ab" + bytes(9), "damaged JPEG"),
    ],
)
def test_another_picture_is_refused_in_words(content, said):
    """Whatever its bytes are, and in bounded time."""
    with pytest.raises(IconInvalid, match=said):
        icons.parse(content)


def test_six_megabytes_and_no_more():
    """At the limit it is taken."""
    full = png().ljust(spec.ICON_MAX_BYTES, b"\x00")
    assert icons.parse(full) == "image/png"
    with pytest.raises(IconInvalid, match="6 MB"):
        icons.parse(full + b"\x00")


def test_three_promotional_images_of_their_own_size_are_kept(portal):
    """A fourth is not taken; a place that became free is."""

    def add(tx):
        return icons.add_promo(tx, portal.app, png(360, 360))

    assert [portal.run(add) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(IconInvalid, match="Remove one first"):
        portal.run(add)
    portal.run(lambda tx: icons.delete_promo(tx, portal.app, 2))
    assert (portal.run(add), portal.run(lambda tx: icons.promos(tx, portal.app))) == (2, [1, 2, 3])
    assert portal.run(lambda tx: icons.promo(tx, portal.app, 2)) == ("image/png", png(360, 360))
    for wrong in (png(600, 600), png(360, 360) + bytes(spec.PROMO_MAX_BYTES)):
        with pytest.raises(IconInvalid):
            portal.run(lambda tx, each=wrong: icons.add_promo(tx, portal.app, each))
    with pytest.raises(IconMissing):
        portal.run(lambda tx: icons.delete_promo(tx, portal.app, 4))
