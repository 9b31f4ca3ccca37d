"""What is written beside the code: docstrings, cards of rooms, tests of modules."""

import ast
import re
from pathlib import Path

# Modules without a test file of their own, each with the reason.
NO_MIRROR = {
    "__init__.py": "a card, or a door's list of names",
    "__main__.py": "one call; the browser test of the demo starts the program by it",
    "model.py": "records; every test of the room makes them",
    "queries.py": "SQL behind the room's verbs, which are tested",
    "commerce/queries/": "as a `queries.py`",
    "webhooks/queries/": "as a `queries.py`",
    "routes.py": "tables; the tests of the endpoints and the law of endpoints read them",
    "shapes.py": "bodies; the tests of the views send them",
    "context.py": "a record that `runtime.py` fills",
    "checker/rules/": "each brings its examples, which one test of the checker runs",
    "spec/statements/": "rows; the law of statements reads them",
    "store/tables/": "declarations; the law of migrations compares them",
    "store/migrations/": "the law of migrations runs them",
    "store/engine.py": "the form of a store; `sqlite.py` and `postgres.py` are tested",
    "cli/demo.py": "the browser test of the demo runs it",
    "cli/state_files.py": "the tests of `state` run it",
}


def is_exempt(path: str) -> bool:
    """Return whether a module needs no test file of its own."""
    name = path.rpartition("/")[2]
    return name in NO_MIRROR or any(
        path == key or (key.endswith("/") and path.startswith(key)) for key in NO_MIRROR
    )


def functions(module) -> list:
    """Return the functions and methods of a module, nested ones left out."""
    tops = [node for node in module.tree.body if not isinstance(node, ast.ClassDef)]
    classes = [
        node
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    found = [*tops, *(node for each in classes for node in each.body)]
    return [node for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_every_module_has_its_test_file(modules, test_modules):
    """A module is tested where its path says, or is exempt for a reason."""
    present = {each.path for each in test_modules}
    missing = []
    for each in modules:
        folder, _, name = each.path.rpartition("/")
        expected = "/".join(filter(None, ["tests", folder, f"test_{name}"]))
        if not is_exempt(each.path) and expected not in present:
            missing.append(expected)
    assert not missing, "\n".join(["", *sorted(missing)])


def test_every_test_says_the_truth_it_protects(test_modules):
    """One sentence, in the imperative of a law: what must be so."""
    silent = [
        f"{each.path}:{node.lineno} {node.name}"
        for each in test_modules
        for node in functions(each)
        if node.name.startswith("test_")
        and Path(each.path).name.startswith("test_")
        and not (ast.get_docstring(node) or "").rstrip().endswith(".")
    ]
    assert not silent, "\n".join(["", *sorted(silent)])


def test_every_module_says_what_lives_in_it(modules):
    """A sentence first, and rarely more than five lines; a picture of a tree may need a few."""
    wrong = []
    for each in modules:
        docstring = ast.get_docstring(each.tree) or ""
        if not re.match(r"\S.*?[.:;](\s|$)", docstring, re.DOTALL) or docstring.count("\n") > 24:
            wrong.append(each.path)
    assert not wrong, "\n".join(["", *sorted(wrong)])


def test_every_public_function_is_documented(modules):
    """A sentence with a full stop; private functions may go without."""
    silent = []
    for each in modules:
        for node in functions(each):
            first = (ast.get_docstring(node) or "").partition("\n")[0]
            if not node.name.startswith("_") and not re.search(r"[.:`]$", first):
                silent.append(f"{each.path}:{node.lineno} {node.name}")
    assert not silent, "\n".join(["", *sorted(silent)])


# A door has a list of names; every other package has its card and nothing else.
DOORS = {
    "__init__.py",
    "client/__init__.py",
    "checker/__init__.py",
    "store/tables/__init__.py",
    "testing/__init__.py",
}


def test_a_room_shows_its_card_and_nothing_else(modules):
    """The first file of a room says its purpose, who may call it, and what to read first."""
    wrong = []
    for each in modules:
        if not each.path.endswith("__init__.py"):
            continue
        if each.path not in DOORS and len(each.tree.body) > 1:
            wrong.append(f"{each.path} holds more than its card")
        is_room = each.path.count("/") == 1
        if is_room and not re.search(r"\bRead\b.*`\w+(\.py|/)`", each.text, re.DOTALL):
            wrong.append(f"{each.path} does not say what to read first")
    assert not wrong, "\n".join(["", *sorted(wrong)])


def test_notes_to_ourselves_carry_an_issue(modules, test_modules):
    """A TODO names its issue; a FIXME never lands."""
    marks = re.compile(r"#\s*(?:FIXME\b|TODO\b(?!\s*\(?#\d+))")
    found = [
        f"{each.path}:{number}"
        for each in [*modules, *test_modules]
        for number, line in enumerate(each.text.splitlines(), 1)
        if marks.search(line)
    ]
    assert not found, "\n".join(["", *sorted(found)])


def test_every_exemption_from_a_linter_has_a_reason(modules, test_modules):
    """`noqa` and `type: ignore` name a code and say why."""
    mark = re.compile(r"#\s*(noqa|type: ignore)(?:(?:: |\[)([A-Za-z0-9, -]+?)\]?(?: - (\S.*))?)?$")
    found = []
    for each in [*modules, *test_modules]:
        lines = enumerate(each.text.splitlines(), 1)
        marks = [(number, mark.search(line)) for number, line in lines]
        # A long line may leave its reason to another one of the same file.
        explained = {seen[2] for _, seen in marks if seen and seen[3]}
        found += [
            f"{each.path}:{number} {seen[0]}"
            for number, seen in marks
            if seen and (not seen[2] or (seen[1] == "noqa" and seen[2] not in explained))
        ]
    assert not found, "\n".join(["", *sorted(found)])
