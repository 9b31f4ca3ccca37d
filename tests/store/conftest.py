from pathlib import Path

import pytest

from localminis.store.sqlite import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a database that does not exist yet."""
    return tmp_path / "localminis.db"


@pytest.fixture
def store(path: Path):
    """Open a new database."""
    opened = SqliteStore(path)
    yield opened
    opened.close()
