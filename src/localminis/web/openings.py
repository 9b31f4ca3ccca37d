"""Opening versions in the simulator: which one, from where, and whom its page may ask."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from localminis.devserver.model import Site
from localminis.identity import availability
from localminis.identity.model import App, User
from localminis.identity.queries import is_test_user
from localminis.publishing import domains, packages, rollout, versions
from localminis.publishing.domains import Comparison
from localminis.publishing.model import NothingReleased, PreviewRefused, Version, VersionNotFound
from localminis.settings import Settings
from localminis.store.transaction import Tx
from localminis.web import configs
from localminis.web.context import Page
from localminis.web.numbers import whole_number

SEARCH: Final = "search"


@dataclass(frozen=True, slots=True)
class Opening:
    """A version that shall be opened, and what its server must know."""

    app: App
    version: Version
    site: Site


def choose(
    tx: Tx, settings: Settings, app: App, user: User, asked: str | None, *, has_page: bool
) -> Opening | None:
    """Return the version that a phone shall show, or None for the page that is being written.

    Args:
        asked: a version's number, `search` for what the user would get, or None: then the page that
            is being written goes before, and without one it is as with `search`, if anything is
            released.
        has_page: whether such a page is running.

    Raises:
        VersionNotFound, NothingReleased, FilesMissing: nothing can be shown.
        NotInRegion: the app is not released where the user is.
        PreviewRefused: the user may not see what is not released.
    """
    if asked is None and has_page:
        return None
    if asked is None:
        with suppress(NothingReleased):
            return _opening(tx, settings, app, search(tx, settings, app, user))
        return None
    if asked == SEARCH:
        return _opening(tx, settings, app, search(tx, settings, app, user))
    number = whole_number(asked)
    if number is None:
        raise VersionNotFound(f"{asked!r} is no version. Use its number, or `search`.")
    version = versions.get(tx, app, number)
    if version.state in {"production", "gray"}:
        _require_region(tx, settings, app, user)
    _require_viewer(tx, settings, app, user, version)
    return _opening(tx, settings, app, version)


def search(tx: Tx, settings: Settings, app: App, user: User) -> Version:
    """Return the version that a user gets who searches for the app.

    Raises:
        NothingReleased, NotInRegion: the user finds none; says why.
    """
    found = rollout.search(tx, app, user)
    _require_region(tx, settings, app, user)
    return found


def page_of(version: Version) -> Page:
    """Return how a version's page is shown; its address is known once it is served."""
    config = version.config
    return Page(
        "",
        config.nav_light,
        config.nav_dark,
        config.nav_style,
        "minigame" if config.is_game else "minis",
        config.turn,
    )


def compared(tx: Tx, settings: Settings, app: App, version: Version) -> Comparison:
    """Set the app's trusted domains beside those of a version's config."""
    return domains.compare(
        domains.listing(tx, app),
        version.config.trusted_domains,
        winner=configs.winner(settings),
        client_key=app.client_key,
    )


def _require_region(tx: Tx, settings: Settings, app: App, user: User) -> None:
    if settings.release_regions == "enforced":
        availability.require_open(tx, app, user)


def _require_viewer(tx: Tx, settings: Settings, app: App, user: User, version: Version) -> None:
    if settings.preview_for == "anyone" or version.state == "production":
        return
    if is_test_user(tx, app.id, user.id) or user.id in versions.target_users(tx, version):
        return
    raise PreviewRefused(
        f"{user.name} may not see version {version.number}, which is {version.state_words}: only "
        f"test users may. `localminis app test-user add {app.client_key} {user.id}` makes one."
    )


def _opening(tx: Tx, settings: Settings, app: App, version: Version) -> Opening:
    folder = packages.require_folder(settings.packages, version)
    allowed = domains.allowed(compared(tx, settings, app, version))
    return Opening(app, version, Site(folder, version.entry, allowed, version.config.is_game))
