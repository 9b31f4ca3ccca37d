"""What the laws look at: every module of the program, parsed once, and the tracked files."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "localminis"


@dataclass(frozen=True)
class Module:
    """One Python file, by its path from `src/localminis` or from the repository's root."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def names(self) -> dict[str, str]:
        """Map each imported name to what it stands for."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for each in node.names:
                    head = each.name.partition(".")[0]
                    found[each.asname or head] = each.name if each.asname else head
            elif isinstance(node, ast.ImportFrom) and node.module:
                for each in node.names:
                    found[each.asname or each.name] = f"{node.module}.{each.name}"
        return found

    @cached_property
    def imports(self) -> set[str]:
        """Return every module that is imported, and every name imported from one."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        return found

    def uses(self) -> Iterator[tuple[str, int]]:
        """Yield each dotted name as it is meant, imports resolved, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute):
                parts = []
                inner: ast.expr = node
                while isinstance(inner, ast.Attribute):
                    parts.append(inner.attr)
                    inner = inner.value
                if isinstance(inner, ast.Name):
                    head = self.names.get(inner.id, inner.id)
                    yield ".".join([head, *reversed(parts)]), node.lineno


def _read(root: Path, folder: Path) -> list[Module]:
    return [
        Module(path.relative_to(root).as_posix(), path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Read every module of the program."""
    return _read(SOURCES, SOURCES)


@pytest.fixture(scope="session")
def test_modules() -> list[Module]:
    """Read every module of the tests."""
    return _read(ROOT, ROOT / "tests")


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Name every file that is tracked, or would be with the next commit."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if run.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name.decode() for name in run.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]
