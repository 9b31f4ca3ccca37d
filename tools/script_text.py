"""How generated JavaScript is written: the note at its top and the form of a constant."""

import json
from typing import Any, Final

NOTE: Final = "// Written by tools/write_types.py from the tables of spec/; change those instead.\n"


def constant(name: str, value: Any, *, prefix: str = "") -> str:
    """Write a frozen constant, one entry a line where that is readable."""
    if isinstance(value, dict):
        lines = [f"  {json.dumps(key)}: {json.dumps(each)}," for key, each in value.items()]
        return f"{prefix}const {name} = Object.freeze({{\n" + "\n".join(lines) + "\n});\n"
    if isinstance(value, list):
        return f"{prefix}const {name} = Object.freeze({json.dumps(value)});\n"
    return f"{prefix}const {name} = {json.dumps(value)};\n"


def check(typed: str) -> str:
    """Return the kind of value that a TypeScript type stands for."""
    kinds = {"number": "number", "boolean": "boolean", "Record<string, unknown>": "record"}
    if typed.endswith("[]"):
        return "array"
    if typed.startswith('"'):
        return "string"
    # What may be of several types is only looked for.
    return kinds.get(typed, "any" if typed == "any" or "|" in typed else "string")
