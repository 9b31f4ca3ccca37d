"""The pytest plugin: fixtures that give a platform to a test, or to a whole run."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from localminis.testing.platform import App, Minis

_MARKER: Final = "minis(**settings): settings of the platform that this test gets, by name"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def minis(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Minis"]:
    """A new platform for this test; `@pytest.mark.minis(...)` chooses its settings."""
    marker = request.node.get_closest_marker("minis")
    yield from _served(tmp_path_factory, **(marker.kwargs if marker else {}))


@pytest.fixture
def minis_app(minis: "Minis") -> "App":
    """An app of that platform, with an inbox for its webhooks."""
    return minis.new_app()


@pytest.fixture(scope="session")
def minis_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Minis"]:
    """One platform for all tests of a run that leave each other alone."""
    yield from _served(tmp_path_factory)


def _served(folders: pytest.TempPathFactory, **flags: Any) -> Iterator["Minis"]:
    # Imported when a test asks for it: pytest loads this module in every run.
    from localminis.testing.platform import serving

    with serving(folders.mktemp("minis") / "home", **flags) as served:
        yield served
