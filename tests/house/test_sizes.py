"""Files fit in the head and functions on a screen; the largest are printed, the huge ones fail."""

import ast

AIMS = {"Python file": 400, "function": 50, "JavaScript file": 200}
# Twice the aim is the end; a function may be a table, and the largest ones are.
LIMITS = {"Python file": 800, "function": 140, "JavaScript file": 400}


def judge(kind: str, sizes: dict[str, int]) -> None:
    """Print the five largest against the aim and refuse what is above the limit."""
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    for name, lines in largest:
        mark = "  over the aim" if lines > AIMS[kind] else ""
        print(f"{kind:<16}{lines:>5} lines  {name}{mark}")  # noqa: T201 - shown by pytest -rA
    assert [name for name, lines in sizes.items() if lines > LIMITS[kind]] == []


def test_python_files_are_of_readable_size(modules, test_modules):
    """No file of the program or its tests is above twice the aim."""
    sizes = {each.path: each.text.count("\n") for each in [*modules, *test_modules]}
    judge("Python file", sizes)


def test_functions_are_of_readable_size(modules):
    """No function is above the limit; its decorators and docstring do not count."""
    sizes = {}
    for each in modules:
        for node in ast.walk(each.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                is_documented = ast.get_docstring(node) is not None and len(node.body) > 1
                start = node.body[1].lineno if is_documented else node.lineno
                sizes[f"{each.path}:{node.lineno} {node.name}"] = node.end_lineno - start + 1
    judge("function", sizes)


def test_javascript_files_are_of_readable_size(tracked):
    """No script that we wrote is above twice the aim."""
    scripts = [path for path in tracked if path.suffix in {".js", ".mjs"}]
    judge(
        "JavaScript file",
        {"/".join(path.parts[-4:]): path.read_text("utf-8").count("\n") for path in scripts},
    )
