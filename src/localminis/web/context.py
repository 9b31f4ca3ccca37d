"""What every door needs, wired once in `runtime.py`."""

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from localminis.agenda.agenda import Bell
from localminis.clock import Clock, ClockState
from localminis.identity.model import App
from localminis.settings import Settings
from localminis.spec import limits
from localminis.store import clocks
from localminis.store.engine import Store
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.web.console.access import Doorkeeper
from localminis.web.faults import FaultBook
from localminis.web.host.findings import CheckBook
from localminis.web.host.outcomes import OutcomeBook
from localminis.web.rate import SlidingMinute
from localminis.web.requestlog.recorder import Recorder
from localminis.web.version_servers import VersionServers

if TYPE_CHECKING:
    from localminis.devserver.lan import LanGate

# Passwords that may be tried for one address in a minute.
SIGN_INS_PER_MINUTE: Final = 10


@dataclass(frozen=True, slots=True)
class Lan:
    """An app on the local network: its page's address, the link for a phone, that link's picture.

    The link carries a token; whoever has it can use the simulator.
    """

    page_url: str
    link: str
    qr: str


@dataclass(frozen=True, slots=True)
class Page:
    """Where an app's page is served just now, how its bar is configured, and how a game is held.

    `rules` tells what its server does about the platform's restrictions; `lan` where it is on the
    local network, None when it is not. `project` is the folder of its source on this machine;
    `second_url` is where a second phone opens the page.
    """

    url: str
    nav_light: str | None = None
    nav_dark: str | None = None
    nav_style: str = "default"
    flavour: str = "minis"
    turn: str = "portrait"
    rules: str = "enforce"
    lan: Lan | None = None
    project: str | None = None
    second_url: str | None = None


@dataclass(slots=True)
class Context:
    """One running platform, as its doors see it.

    `url` is the platform's own address, known once it listens. `pages` maps a client key to its
    mini app's page; it lives as long as the process. `calls` writes the request log, and `phones`
    lets phones of the local network in, where that was asked for. `run_due` runs what is due to its
    end, for where no worker runs. `clock` is the main one; what is done for an app goes by `on`.
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
    sign_ins: SlidingMinute = field(default_factory=lambda: SlidingMinute(SIGN_INS_PER_MINUTE))
    user_info_calls: SlidingMinute = field(
        default_factory=lambda: SlidingMinute(limits.USER_INFO_PER_MINUTE)
    )
    outcomes: OutcomeBook = field(default_factory=OutcomeBook)
    checks: CheckBook = field(default_factory=CheckBook)
    console: Doorkeeper = field(default_factory=Doorkeeper)
    version_servers: VersionServers = field(default_factory=VersionServers)
    phones: "LanGate | None" = None
    run_due: Callable[[], Awaitable[None]] | None = None
    calls: Recorder = field(init=False)

    def __post_init__(self) -> None:
        kept = self.settings.request_log_kept
        self.calls = Recorder(self.store, self.clock, kept=kept)

    def on(self, app: App) -> "Context":
        """Return this context with the clock that an app goes by: a sandbox has its own."""
        return self.at(app.clock_id)

    def at(self, clock_id: str) -> "Context":
        """Return this context with the clock of an id."""
        clock = self.clock.of(clock_id)
        if clock is self.clock:
            return self
        there = copy(self)
        there.clock = clock
        return there

    def turn_clock(self, tx: Tx, how: Callable[[Clock], ClockState]) -> int:
        """Turn this context's clock; what falls due is started once it is stored.

        The state is read inside `tx`, so that turns at the same time add up.

        Args:
            how: gives the new state of the clock it is handed.

        Returns:
            Platform time after the turn, epoch seconds.
        """
        turned = how(Clock(clocks.read_to_turn(tx, self.clock.id)))
        # Above every revision that a process can have adopted, a wiped database's included.
        newest = max(turned.revision, self.clock.state.revision + 1)
        state = replace(turned, revision=newest)
        clocks.write(tx, state, self.clock.id)
        tx.after_commit(lambda: self._go_by(state))
        return Clock(state).now_s()

    def _go_by(self, state: ClockState) -> None:
        self.clock.adopt(state)
        self.bell.ring()
