"""One place per concept: what may be called or imported only where it belongs."""

import ast
import re
from fnmatch import fnmatch

import pytest

CALLS = {
    "the machine's clock": (
        r"time\.(time|time_ns|monotonic|monotonic_ns|perf_counter|gmtime|localtime|strftime)",
        ["clock.py"],
    ),
    "the calendar": (
        r"datetime\.(datetime\.)?(now|utcnow|today)|datetime\.date\.today",
        ["clock.py"],
    ),
    "the environment": (r"os\.(environ|environb|getenv|putenv|unsetenv).*", ["settings.py"]),
    "waiting": (r"time\.sleep", ["client/transport.py"]),
    "the screen": (
        r"print|pprint\..*|sys\.(stdout|stderr)\.(write|writelines|buffer|flush).*",
        ["cli/terminal.py"],
    ),
    "randomness": (r"(random|secrets|uuid)\..+|os\.urandom", ["ids.py"]),
    "evaluated code": (r"eval|exec|pickle\..*|marshal\..*|os\.system", []),
}
IMPORTS = {
    "the database library": (
        r"(sqlalchemy|sqlite3|psycopg)(\..*)?",
        ["store/*", "*/queries.py", "commerce/queries/*", "webhooks/queries/*"],
    ),
    "an HTTP client": (
        r"(aiohttp|authlib|httpx2?|requests|urllib3|urllib\.request|http\.client)(\..*)?",
        [
            "web/provider.py",
            "webhooks/delivery.py",
            "webhooks/post.py",
            "webhooks/guard.py",
            "client/transport.py",
            "devserver/*",
            "steering.py",
        ],
    ),
    "the web framework": (r"(starlette|uvicorn)(\..*)?", ["web/*", "runtime.py", "steering.py"]),
    "the command-line library": (r"click(\..*)?", ["cli/*"]),
}
# Who may catch everything: the doors, and the writers, which hand what they caught to who waits.
BROAD = [
    "web/endpoint.py",
    "web/own.py",
    "web/authorize/views.py",
    "web/console/door.py",
    "agenda/worker.py",
    "cli/terminal.py",
    "checker/engine.py",
    "store/sqlite.py",
    "store/postgres.py",
    "web/requestlog/recorder.py",
]


def is_at_home(path: str, places: list[str]) -> bool:
    """Return whether a module is one of the places, which may hold a star."""
    return any(fnmatch(path, place) for place in places)


@pytest.mark.parametrize("what", CALLS)
def test_a_thing_is_called_in_its_place_only(modules, what):
    """Time, environment, screen and randomness each have one module."""
    pattern, places = CALLS[what]
    found = {
        f"{each.path}:{line} {name}"
        for each in modules
        if not is_at_home(each.path, places)
        for name, line in each.uses()
        if re.fullmatch(pattern, name)
    }
    assert not found, "\n".join(["", *sorted(found)])


@pytest.mark.parametrize("what", IMPORTS)
def test_a_library_is_imported_in_its_place_only(modules, what):
    """A room that should not know a library cannot even name it."""
    pattern, places = IMPORTS[what]
    found = {
        f"{each.path} imports {name}"
        for each in modules
        if not is_at_home(each.path, places)
        for name in each.imports
        if re.fullmatch(pattern, name)
    }
    assert not found, "\n".join(["", *sorted(found)])


def test_transactions_are_opened_and_closed_by_the_store_only(modules):
    """Verbs are given a transaction; they never begin, commit or take one back."""
    methods = {"commit", "rollback", "begin", "begin_nested", "exec_driver_sql"}
    found = [
        f"{each.path}:{node.lineno} .{node.func.attr}()"
        for each in modules
        if not each.path.startswith("store/")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in methods
    ]
    assert not found, "\n".join(["", *sorted(found)])


def test_only_the_doors_catch_everything(modules):
    """A broad handler elsewhere must raise again what it caught."""
    found = []
    for each in modules:
        for node in ast.walk(each.tree):
            if not isinstance(node, ast.ExceptHandler) or is_at_home(each.path, BROAD):
                continue
            caught = ast.unparse(node.type) if node.type else ""
            is_broad = not caught or re.search(r"\b(Base)?Exception\b", caught)
            raises_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if is_broad and not raises_again:
                found.append(f"{each.path}:{node.lineno} except {caught}")
    assert not found, "\n".join(["", *sorted(found)])


def test_beans_are_whole_numbers(modules):
    """No float, no division and no rounding comes near a name of Beans."""
    found = []
    for each in modules:
        for node in ast.walk(each.tree):
            if isinstance(node, ast.stmt) and not hasattr(node, "body"):
                found += [f"{each.path}:{node.lineno}"] if is_fractional_beans(node) else []
            if isinstance(node, ast.arg) and node.annotation:
                about = f"{node.arg}: {ast.unparse(node.annotation)}"
                if re.search(r"beans.*float", about):
                    found.append(f"{each.path}:{node.lineno} {about}")
    assert not found, "\n".join(["", *sorted(found)])


def is_fractional_beans(statement: ast.stmt) -> bool:
    """Return whether one statement both names Beans and computes with fractions."""
    nodes = list(ast.walk(statement))
    names = {getattr(node, field, None) for node in nodes for field in ("id", "attr", "arg")}
    has_beans = any(isinstance(name, str) and name.endswith("beans") for name in names)
    has_fraction = any(
        (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id in {"float", "round"})
        or isinstance(node, ast.Div)
        for node in nodes
    )
    return has_beans and has_fraction


def test_nothing_is_named_after_a_drawer(modules):
    """Modules and classes say what they are; `utils` and its kin say nothing."""
    empty = {"util", "utils", "helper", "helpers", "common", "base", "manager", "misc"}
    empty |= {"data", "info"}
    found = []
    for each in modules:
        parts = each.path.removesuffix(".py").split("/")
        found += [each.path] if empty & set(parts) else []
        for node in ast.walk(each.tree):
            if isinstance(node, ast.ClassDef):
                words = re.findall(r"[A-Z][a-z]*", node.name)
                if words and words[-1].lower() in empty - {"info", "data"}:
                    found.append(f"{each.path}:{node.lineno} {node.name}")
    assert not found, "\n".join(["", *sorted(found)])
