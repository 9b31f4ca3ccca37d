"""Where a project's entry page is: what the config names, what its build tool does, what is usual.

The rule, in this order: `build.htmlEntry`; the place of the build tool that `package.json` depends
on; the usual source places; the pages at the top, in byte order; a page that was built before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localminis.project.load import load, package_dependencies
from localminis.project.model import EntryMissing
from localminis.spec import config as spec
from localminis.spec.config import Flavour


@dataclass(frozen=True, slots=True)
class Tool:
    """A build tool's own defaults: where its page, its output and its development server are.

    `is_page_built` tools make the page themselves: no HTML file is in the sources, and what a
    developer edits instead is one of `layouts`.
    """

    package: str
    title: str
    html_entry: str
    output_dir: str
    port: int
    is_page_built: bool = False
    layouts: tuple[str, ...] = ()


# The first that a project depends on counts: a framework comes before what it is built with.
TOOLS = (
    Tool(
        *("next", "Next.js", "out/index.html", "out", 3000),
        is_page_built=True,
        layouts=(
            "app/layout.tsx",
            "app/layout.jsx",
            "app/layout.js",
            "src/app/layout.tsx",
            "src/app/layout.jsx",
            "src/app/layout.js",
            "pages/_document.tsx",
            "pages/_document.js",
            "src/pages/_document.tsx",
            "src/pages/_document.js",
        ),
    ),
    Tool(
        *("astro", "Astro", "dist/index.html", "dist", 4321),
        is_page_built=True,
        layouts=(
            "src/layouts/Layout.astro",
            "src/layouts/BaseLayout.astro",
            "src/layouts/Base.astro",
            "src/pages/index.astro",
        ),
    ),
    Tool("@sveltejs/kit", "SvelteKit", "src/app.html", "build", 5173),
    Tool("vite", "Vite", "index.html", "dist", 5173),
    Tool("react-scripts", "Create React App", "public/index.html", "build", 3000),
    Tool("@vue/cli-service", "Vue CLI", "public/index.html", "dist", 8080),
    Tool("parcel", "Parcel", "src/index.html", "dist", 1234),
)
# What a project without a known tool most often has. Assumed.
NO_TOOL = Tool("", "", "index.html", "dist", 3000)

# Where an entry page is looked for in the sources, then in what was built. Assumed; the last two
# are a Cocos Creator export's.
SOURCE_PLACES = ("index.html", "public/index.html", "src/index.html")
BUILT_PLACES = (
    "dist/index.html",
    "build/index.html",
    "out/index.html",
    "www/index.html",
    "build/web-mobile/index.html",
    "build/web-desktop/index.html",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry page that was decided on, and the pages that it could have been as well.

    `path` is absolute and inside `root`; `others` are relative. `is_there` is false only for a page
    that its tool has not built yet; `is_built` says that the next build makes it anew.
    """

    root: Path
    path: Path
    tool: Tool
    others: tuple[str, ...] = ()
    is_there: bool = True
    is_built: bool = False

    @property
    def name(self) -> str:
        """The page relative to the project, with forward slashes."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def output_dir(self) -> str:
        """The folder of the production build that goes with this page."""
        folder = self.path.parent.relative_to(self.root).as_posix()
        return folder if self.is_built and folder != "." else self.tool.output_dir

    @property
    def layout(self) -> str | None:
        """The source file that makes the page, where its tool builds it; None if not found."""
        return next((name for name in self.tool.layouts if (self.root / name).is_file()), None)


def find(root: Path, flavour: Flavour = "minis", *, named: str | None = None) -> Entry:
    """Decide which page is the project's entry.

    Args:
        root: the project's folder.
        flavour: whose config is asked.
        named: the developer's own word, relative to the project; it wins over everything.

    Raises:
        EntryMissing: no page there; says where it was looked for.
        ConfigInvalid: there is a config, and it is broken.

    Source: seed:json-config. The tools' places and the usual ones are assumed.
    """
    root = root.absolute()
    tool = tool_of(root)
    if named is not None:
        return _named(root, named, tool, "--entry")
    if (root / spec.CONFIG_NAMES[flavour]).is_file():
        config = load(root, flavour).config
        if config.is_given(spec.HTML_ENTRY):
            return _named(root, config.html_entry, tool, "build.htmlEntry")
    if tool.is_page_built:
        path = root / tool.html_entry
        return Entry(root, path, tool, is_there=_is_page(root, tool.html_entry), is_built=True)
    found = list(dict.fromkeys(_usual(root, tool)))
    if not found:
        above = (name.rpartition("/")[0] for name in (*SOURCE_PLACES, *BUILT_PLACES))
        folders = ", ".join(folder for folder in above if folder)
        raise EntryMissing(
            f"There is no entry page in {root}: no HTML file here, and no index.html in {folders}. "
            "Run this in the folder of a web project, or name its page with --entry."
        )
    first, *others = found
    if tool is not NO_TOOL and first == tool.html_entry:
        others = []
    return Entry(root, root / first, tool, tuple(others), is_built=first in BUILT_PLACES)


def tool_of(root: Path) -> Tool:
    """Tell which build tool a project uses, by what its `package.json` depends on.

    Raises:
        PackageInvalid: `package.json` is there and broken.
    """
    depends_on = package_dependencies(root)
    return next((tool for tool in TOOLS if tool.package in depends_on), NO_TOOL)


def pages_at_top(root: Path) -> list[str]:
    """List the HTML files in the project's folder itself, in byte order."""
    names = (path.name for path in root.glob("*.[hH][tT][mM]*") if path.is_file())
    pages = (name for name in names if name.lower().endswith((".html", ".htm")))
    return sorted(pages, key=lambda name: name.encode("utf-8", "surrogateescape"))


def _usual(root: Path, tool: Tool) -> Iterator[str]:
    """Yield the pages that could be meant, the likeliest first."""
    places = (tool.html_entry, *SOURCE_PLACES)
    sources = [name for name in dict.fromkeys(places) if _is_page(root, name)]
    yield from sources
    if not sources:
        tops = pages_at_top(root)
        yield from (name for name in tops if _is_page(root, name))
        if not tops:
            yield from (name for name in BUILT_PLACES if _is_page(root, name))


def _is_page(root: Path, name: str) -> bool:
    # A link out of the project is no page of it: an edit must never reach a file elsewhere.
    path = root / name
    return path.is_file() and path.resolve().is_relative_to(root.resolve())


def _named(root: Path, name: str, tool: Tool, where: str) -> Entry:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise EntryMissing(
            f"The entry page {name!r} ({where}) lies outside the project {root}. "
            f"Use {spec.HTML_ENTRY.accepted}."
        )
    is_built = name in BUILT_PLACES or (tool.is_page_built and name == tool.html_entry)
    if not path.is_file():
        if tool.is_page_built and name == tool.html_entry:
            return Entry(root, path, tool, is_there=False, is_built=True)
        usual = next(_usual(root, tool), None)
        hint = f"; {usual} is there" if usual else ""
        raise EntryMissing(
            f"The entry page {name!r} ({where}) is not in {root}{hint}. Correct {where}."
        )
    return Entry(root, path, tool, is_built=is_built)
