"""The public doors change on purpose only: names and signatures are compared with a snapshot.

After a change on purpose: `python tests/house/test_exports.py`, and a line in the changelog.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

DOORS = ("localminis.client", "localminis.testing")
SNAPSHOT = Path(__file__).with_name("exports.txt")


def signature(member: object) -> str:
    """Write a callable's parameters and defaults, without the types."""
    parameters = []
    for each in inspect.signature(member).parameters.values():
        default = each.default
        if callable(default) and default is not each.empty:
            default = _Named(default.__name__)  # its address would differ at each run
        parameters.append(str(each.replace(annotation=each.empty, default=default)))
    return f"({', '.join(parameters)})"


class _Named(str):
    """A default that is written as its name."""

    __slots__ = ()

    __repr__ = str.__str__


def described(door: str) -> Iterator[str]:
    """Write one line for each exported name, and one for each public member of a class."""
    module = import_module(door)
    for name in sorted(module.__all__):
        value = getattr(module, name)
        yield f"{door}.{name}"
        if not inspect.isclass(value):
            continue
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"    ({bases})" if bases else "    a class"
        members = {**vars(value), **dict.fromkeys(getattr(value, "__annotations__", {}))}
        for member in sorted(members):
            if member.startswith("_") and member != "__init__":
                continue
            found = inspect.getattr_static(value, member, None)
            is_call = inspect.isfunction(found)
            yield f"    {member}{signature(found) if is_call else ''}"


def written() -> str:
    """Write the whole snapshot."""
    return "\n".join(line for door in DOORS for line in described(door)) + "\n"


def test_the_public_names_are_those_of_the_snapshot():
    """A user's import works after an upgrade, or the changelog says why not."""
    assert written() == SNAPSHOT.read_text("utf-8")


if __name__ == "__main__":
    SNAPSHOT.write_text(written(), "utf-8")
