"""Numbers that come as text: in a path, a query or a header, from anybody."""


def whole_number(text: str, digits_max: int = 9) -> int | None:
    """Return a whole number in plain digits, or None; nine digits fit a key of both databases."""
    is_plain = text.isascii() and text.isdigit() and len(text) <= digits_max
    return int(text) if is_plain else None
