"""What the documentation points at is there: files, headings, commands and their options."""

import re
import shlex
from pathlib import Path

import click
import pytest

from localminis.cli import root

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page
    for place in (
        "*.md",
        "docs/**/*.md",
        "examples/*/*.md",
        "examples/*/backend/*.md",
        "benchmarks/*.md",
    )
    for page in ROOT.glob(place)
    if "node_modules" not in page.parts
)


def name(page: Path) -> str:
    """Return a page's name for the test's id."""
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    """Each relative link names a file of the repository, and each anchor a heading in it."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src(?:set)?="([^"]+)"', text)
    broken = []
    for link in links:
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def commands(page: Path) -> list[list[str]]:
    """Return the calls of our own program in a page's shell blocks, as words."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    # The steps of a pipeline.
    blocks += re.findall(r"^ +- run: (.*)$", text, re.MULTILINE)
    lines = [
        shlex.split(line, comments=True)
        for block in blocks
        for line in block.replace("\\\n", " ").splitlines()
    ]
    return [words for words in lines if words and words[0] in {"localminis", "ttdx", "minis"}]


# What each name of the program knows; the same command may be missing under another.
PROGRAMS = {
    ("localminis",): root.LOCALMINIS,
    ("minis",): root.NEWER,
    ("ttdx", "minis"): root.LEGACY,
    ("ttdx", "minigame"): root.LEGACY_GAME,
}


def find(words: list[str]) -> tuple[click.Command, list[str]]:
    """Walk from the program to the command that the words name."""
    length = 2 if words[0] == "ttdx" else 1
    group: click.Command = root.LazyGroup("localminis", PROGRAMS[tuple(words[:length])], "")
    rest = words[length:]
    context = click.Context(group, info_name="localminis")
    while isinstance(group, click.Group):
        below = group.get_command(context, rest[0])
        assert below is not None, f"there is no command {words}"
        context = click.Context(below, context, rest[0])
        group, rest = below, rest[1:]
    return group, rest


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name)
def test_commands_exist_with_their_options(page):
    """Each command line of the documentation is one that the program takes."""
    for words in commands(page):
        command, rest = find(words)
        known = {option for each in command.params for option in each.opts + each.secondary_opts}
        given = {word.partition("=")[0] for word in rest if re.match(r"-{1,2}[a-z]", word)}
        assert given <= known | {"-h", "--help"}, words
        # Not `get_params`: it would leave a help option made for this context in the command.
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        plain = [word for word in rest if not word.startswith("-")]
        assert len(plain) >= sum(each.required for each in arguments), words


def test_make_targets_exist():
    """Each `make` target that the documentation names is in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    written = "\n".join(page.read_text("utf-8") for page in PAGES)
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", written, re.DOTALL))
    named = {
        *re.findall(r"`make ([a-z-]+)", written),
        *re.findall(r"^make ([a-z-]+)", shell, re.MULTILINE),
    }
    assert named - targets == set()
