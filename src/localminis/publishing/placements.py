"""Ad placements: made in the portal, inactive until switched on; what the page's SDK says of one.

Source: contract:toolchain-9, §9.9.
"""

import re
from collections.abc import Mapping
from typing import Final

from localminis.clock import Clock
from localminis.identity.model import App
from localminis.ids import new_row_id
from localminis.publishing import queries, revisions, versions
from localminis.publishing.model import Placement, PlacementNotFound, TextInvalid
from localminis.spec import outcomes
from localminis.spec.outcomes import Outcome
from localminis.spec.publishing import PLACEMENT_NAME_MAX, PlacementKind
from localminis.store.transaction import Tx

# Which call of the page makes which kind.
KINDS: Final[Mapping[str, PlacementKind]] = {
    "createRewardedVideoAd": "rewarded",
    "createInterstitialAd": "interstitial",
}
_ID_FORM: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_METHODS: Final = {kind: method for method, kind in KINDS.items()}


def listing(tx: Tx, app: App) -> list[Placement]:
    """Return an app's ad placements, the oldest first."""
    return queries.placements_of(tx, app.id)


def create(
    tx: Tx,
    clock: Clock,
    app: App,
    *,
    name: str,
    kind: PlacementKind,
    placement_id: str | None = None,
    revision: int | None = None,
) -> Placement:
    """Make an inactive placement; its id is the page's `adUnitId`.

    Args:
        placement_id: made up when not given; a test world knows what its page will ask for.

    Raises:
        TextInvalid, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    if placement_id is not None and not _ID_FORM.fullmatch(placement_id):
        raise TextInvalid(
            f"The placement id {placement_id!r} is not 1 to 64 letters, digits, '-' or '_'."
        )
    if placement_id is not None and queries.placement_by_id(tx, placement_id) is not None:
        raise TextInvalid(f"The placement id {placement_id!r} is taken. Choose another one.")
    placement_id = placement_id or new_row_id("ad")
    queries.insert_placement(
        tx,
        placement_id=placement_id,
        app_id=app.id,
        name=_parse_name(name),
        kind=kind,
        is_active=0,
        created_at_s=clock.now_s(),
    )
    return get(tx, app, placement_id)


def get(tx: Tx, app: App, placement_id: str) -> Placement:
    """Return one placement of an app.

    Raises:
        PlacementNotFound: the app has none of this id.
    """
    found = queries.placement_by_id(tx, placement_id) if placement_id.isprintable() else None
    if found is None or found.app_id != app.id:
        raise PlacementNotFound(
            f"{app.client_key} has no ad placement {placement_id!r}. "
            f"`localminis app placement list {app.client_key}` shows all."
        )
    return found


def change(
    tx: Tx,
    app: App,
    placement_id: str,
    *,
    name: str | None = None,
    is_active: bool | None = None,
    revision: int | None = None,
) -> Placement:
    """Rename a placement, or switch it on or off.

    Raises:
        PlacementNotFound, TextInvalid, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    found = get(tx, app, placement_id)
    queries.update_placement(
        tx,
        found.placement_id,
        name=found.name if name is None else _parse_name(name),
        is_active=int(found.is_active if is_active is None else is_active),
    )
    return get(tx, app, placement_id)


def delete(tx: Tx, app: App, placement_id: str, *, revision: int | None = None) -> Placement:
    """Forget a placement.

    Raises:
        PlacementNotFound, StaleRevision: nothing is written.
    """
    app = revisions.hold(tx, app, revision, "revision")
    found = get(tx, app, placement_id)
    queries.delete_placement(tx, found.placement_id)
    return found


def refusal(tx: Tx, app: App, placement_id: str, kind: PlacementKind) -> Outcome | None:
    """Return the error that the page gets for a placement, or None when it may show ads.

    An app without placements takes any id, so that a page can be written before its portal is
    filled; that, and that the missing ad capability reads as an inactive placement, are ours.

    Source: contract client-sdk §2.2.
    """
    wrong = _wrong(tx, app, placement_id, kind)
    return None if wrong is None else outcomes.get(_METHODS[kind], wrong)


def _wrong(tx: Tx, app: App, placement_id: str, kind: PlacementKind) -> str | None:
    if not placement_id:
        return "slot_empty"
    if not app.is_ads_enabled:
        return "slot_inactive"
    found = queries.placement_by_id(tx, placement_id)
    if found is None:
        return "slot_unknown" if queries.placements_of(tx, app.id) else None
    if found.app_id != app.id:
        return "slot_foreign"
    if not found.is_active:
        return "slot_inactive"
    return None if found.kind == kind else "slot_type"


def _parse_name(name: str) -> str:
    name = versions.parse_text(name, "placement's name", PLACEMENT_NAME_MAX)
    if not name:
        raise TextInvalid("The placement has no name. Give it one, such as `After an episode`.")
    return name
