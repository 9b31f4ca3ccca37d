"""The names in a config: which are known, which were probably meant, which come twice.

Looks at the shape alone; what the values say is judged in `read.py`.
"""

import re

from localminis.project.config import jsonc
from localminis.project.config.jsonc import Node
from localminis.project.config.remarks import Remarks
from localminis.spec import config as spec
from localminis.spec.config import Flavour

_SECRET = re.compile(r"client[_-]?secret$", re.IGNORECASE)


def judge(root: Node, flavour: Flavour, remarks: Remarks) -> None:
    """Remark on everything that is wrong with the shape of a config and the names in it."""
    if not isinstance(root.value, dict):
        remarks.note(
            "not-an-object",
            "error",
            "",
            (root.start, root.end),
            "The config must be an object: { … }.",
            is_fatal=True,
        )
        return
    sections = spec.sections_of(flavour)
    for name, node in root.value.items():
        _judge_repeats(name, node, remarks)
        if name not in sections:
            _judge_name(name, node, flavour, remarks)
        elif isinstance(node.value, dict):
            for member, inner in node.value.items():
                _judge_repeats(f"{name}.{member}", inner, remarks)
                _judge_name(f"{name}.{member}", inner, flavour, remarks)
        else:
            remarks.note(
                "wrong-type",
                "error",
                name,
                (node.start, node.end),
                f"{name} must be an object: {{ … }}.",
                is_fatal=True,
            )


def closest(key: str, flavour: Flavour) -> str | None:
    """Return the known spelling that a dotted path was probably meant to be, or None."""
    known = [spelling for field in spec.fields_of(flavour) for spelling in field.spellings]
    by_lower = {spelling.lower(): spelling for spelling in known}
    # Few configs need it.
    import difflib

    near = difflib.get_close_matches(key.lower(), by_lower, n=1, cutoff=0.75)
    if near:
        return by_lower[near[0]]
    # The right name in the wrong place, such as `port` at the top.
    last = key.rpartition(".")[2].lower()
    tails = {spelling.rpartition(".")[2].lower(): spelling for spelling in reversed(known)}
    near = difflib.get_close_matches(last, tails, n=1, cutoff=0.8)
    return tails[near[0]] if near else None


def _judge_repeats(key: str, node: Node, remarks: Remarks) -> None:
    before = node.overruled
    if before is not None:
        _judge_repeats(key, before, remarks)
        line, _ = jsonc.place(remarks.text, node.name_start)
        remarks.note(
            "repeated-key",
            "warning",
            key,
            (before.name_start, before.end),
            f"{key} is here twice; the one in line {line} counts.",
            "Remove the other.",
        )


def _judge_name(key: str, node: Node, flavour: Flavour, remarks: Remarks) -> None:
    if key.rpartition(".")[2] in spec.IGNORED or spec.field_of(key, flavour):
        return
    span = (node.name_start, jsonc.name_end(remarks.text, node.name_start))
    if _SECRET.search(key) and node.value:
        remarks.note(
            "secret",
            "error",
            key,
            span,
            f"{key} would be packed with the app, where every person can read it.",
            "Keep it on your backend, and make a new one: this one may be known.",
        )
        return
    near = closest(key, flavour)
    remarks.note(
        "unknown-key",
        "warning",
        key,
        span,
        f"{key} is not a field of {spec.CONFIG_NAMES[flavour]} that LocalMinis knows; it is kept.",
        f"Did you mean {near}?" if near else "Remove it if nothing of yours reads it.",
    )
