"""Numbers and sizes as people read them, written in one way everywhere."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun; `plural` where that is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def sized(size_bytes: int) -> str:
    """Write a size in the unit that keeps it short, with one decimal where it has one."""
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size_bytes} B"
