"""To whom an app is open: the regions it is released in, the oldest library that it runs on.

Source: contract:toolchain-9, §9.3. What users elsewhere are told is assumed, and so is that an app
without regions is released everywhere.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from localminis.identity import queries
from localminis.identity.model import App, AvailabilityInvalid, NotInRegion, User
from localminis.spec import publishing as spec
from localminis.spec.capabilities import LATEST as LATEST_DRAMA
from localminis.spec.game import LATEST as LATEST_GAME
from localminis.store.transaction import Tx

_VERSION: Final = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})", re.ASCII)


def parse_regions(regions: Sequence[str]) -> list[str]:
    """Return regions that an app may be released in, sorted and each once.

    Raises:
        AvailabilityInvalid: one is none of them.
    """
    wanted = sorted({each.strip().upper() for each in regions})
    for each in wanted:
        if each not in spec.RELEASE_REGIONS:
            raise AvailabilityInvalid(
                f"{each!r} is no region that an app is released in. "
                f"Regions: {', '.join(spec.RELEASE_REGIONS)}."
            )
    return wanted


def parse_library_version(version: str) -> str:
    """Return a version of the SDK's library; an empty text stays one, and asks for none.

    Raises:
        AvailabilityInvalid: it has another form, or no library is that new.
    """
    version = version.strip()
    if not version:
        return ""
    if not _VERSION.fullmatch(version):
        raise AvailabilityInvalid(
            f"The minimum library version {version!r} is not three numbers such as 0.4.0."
        )
    newest = max(LATEST_DRAMA, LATEST_GAME, key=_numbers)
    if _numbers(version) > _numbers(newest):
        raise AvailabilityInvalid(
            f"No library is as new as {version}: the newest is {LATEST_DRAMA} for dramas and mini "
            f"apps and {LATEST_GAME} for games. It is the SDK's version, not TikTok's."
        )
    return ".".join(str(each) for each in _numbers(version))


def change(
    tx: Tx,
    app: App,
    *,
    regions: Sequence[str] | None = None,
    min_library_version: str | None = None,
) -> None:
    """Change what is given: an empty list releases the app everywhere, an empty text takes all.

    Raises:
        AvailabilityInvalid: a value is not taken; nothing is written.
    """
    values: dict[str, Any] = {}
    if regions is not None:
        values["regions"] = " ".join(parse_regions(regions))
    if min_library_version is not None:
        values["min_library_version"] = parse_library_version(min_library_version)
    if values:
        queries.update_app(tx, app.id, **values)


def require_open(tx: Tx, app: App, user: User) -> None:
    """Let a user have what is released of an app, if it is released where the account is.

    Test users and the users of a sandbox get it anywhere.

    Raises:
        NotInRegion: it is not released there.
    """
    if app.is_sandbox or is_released_in(app, user.region):
        return
    if queries.is_test_user(tx, app.id, user.id):
        return
    raise NotInRegion(
        f"{app.name} is not released in {user.region}, where {user.name} is, but in "
        f"{', '.join(app.regions)}. {_widening(app, user)}A test user has it anywhere: "
        f"`localminis app test-user add {app.client_key} {user.id}`."
    )


def is_released_in(app: App, region: str) -> bool:
    """Tell whether an app is released in a country."""
    if not app.regions or region in app.regions:
        return True
    return "EU" in app.regions and region in spec.EU_COUNTRIES


def _widening(app: App, user: User) -> str:
    """Say how the user's region is added, where it can be."""
    region = "EU" if user.region in spec.EU_COUNTRIES else user.region
    if region not in spec.RELEASE_REGIONS:
        return ""
    given = " ".join(f"--region {each}" for each in (*app.regions, region))
    return f"To add the region: `localminis app set {app.client_key} {given}`. "


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))
