"""QR codes, drawn as SVG: what a phone's camera reads off the screen."""

from typing import Final

_SCALE: Final = 4


def drawing(text: str) -> str:
    """Return a QR code of a text as a data URL, which the console's policy lets an image be."""
    import segno  # at the first picture: most runs draw none

    return segno.make(text, error="m").svg_data_uri(scale=_SCALE, border=2, light="#fff")
