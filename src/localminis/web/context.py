"""What every door needs, wired once in `runtime.py`."""

from dataclasses import dataclass, field

from localminis.agenda.agenda import Bell
from localminis.clock import Clock
from localminis.settings import Settings
from localminis.store.engine import Store
from localminis.store.vault import Vault
from localminis.web.faults import FaultBook
from localminis.web.host.outcomes import OutcomeBook


@dataclass(frozen=True, slots=True)
class Page:
    """Where an app's page is served just now, and how its navigation bar is configured."""

    url: str
    nav_light: str | None = None
    nav_dark: str | None = None
    nav_style: str = "default"


@dataclass(slots=True)
class Context:
    """One running platform, as its doors see it.

    `url` is the platform's own address, known once it listens. `pages` maps a client key to its
    mini app's page; it lives as long as the process.
    """

    settings: Settings
    store: Store
    clock: Clock
    vault: Vault
    bell: Bell
    admin_token: str
    page_token: str
    url: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    faults: FaultBook = field(default_factory=FaultBook)
    outcomes: OutcomeBook = field(default_factory=OutcomeBook)
