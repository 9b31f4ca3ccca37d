"""What may not be in the repository: marks of others, and traces of a machine."""

import re

# Written in two parts, so that this file does not hold what it looks for.
MARK = "tik" + "tok"
TRACES = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:ro" + r"ot|ho" + r"me/\w+|wo" + r"rk|Us" + r"ers/\w+)/",
            r"registry\.npm" + r"js|files\.python" + r"hosted|pypi" + r"\.org/simple",
        ]
    )
)
TEXTS = {
    ".py",
    ".js",
    ".mjs",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".json",
    ".lock",
    ".yml",
    ".txt",
    "",
}


def test_no_file_is_named_after_the_platform(tracked):
    """The platform's name is its owner's mark; it stands in texts where it must, in no name."""
    assert [path.name for path in tracked if MARK in path.name.lower()] == []


def test_no_file_holds_a_trace_of_a_machine(tracked):
    """No path of somebody's machine and no registry's address, so a clone works anywhere."""
    found = []
    for path in tracked:
        if path.suffix not in TEXTS:
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if TRACES.search(line):
                found.append(f"{path.name}:{number} {line.strip()[:80]}")
    assert not found, "\n".join(["", *sorted(found)])


def test_nothing_large_or_binary_slips_in(tracked):
    """Pictures of the documentation are the only files above half a megabyte of nothing to read."""
    large = {
        path.name: path.stat().st_size
        for path in tracked
        if path.stat().st_size > 1_000_000 and path.suffix != ".png"
    }
    assert large == {}
