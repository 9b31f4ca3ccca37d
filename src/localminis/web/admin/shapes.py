"""Bodies of the admin API, and how its objects are rendered."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final, Literal

import msgspec

from localminis.clock import Clock, ClockState, written
from localminis.commerce.model import Order
from localminis.errors import Invalid
from localminis.identity.credentials import OVERLAP_S
from localminis.identity.model import App, User
from localminis.web.host.findings import Finding
from localminis.webhooks.model import Delivery

_ADVANCE_MAX_S: Final = 10 * 366 * 86_400


class ClockChangeInvalid(Invalid):
    """The clock cannot be moved like that."""

    code = "clock_change_invalid"


class Nothing(msgspec.Struct):
    """A call without a body."""


class NewApp(msgspec.Struct):
    """A new app; key and secret are made up when not given."""

    name: str
    client_key: str | None = None
    client_secret: str | None = None


class EnsuredApp(msgspec.Struct):
    """An app that shall exist under the key in the path."""

    name: str


class LanAddress(msgspec.Struct):
    """Where an app's page is on the local network; `qr` is a picture of the link, as a data URL."""

    page_url: str
    link: str
    qr: str


class PageAddress(msgspec.Struct):
    """Where an app's page is served just now, how its bar is configured, and how a game is held.

    `project` is the folder of its source.
    `second_url` is the same page on another origin, for the second phone's user.
    """

    url: str
    nav_light: str | None = None
    nav_dark: str | None = None
    nav_style: Literal["default", "custom"] = "default"
    flavour: Literal["minis", "minigame"] = "minis"
    turn: Literal["portrait", "landscape"] = "portrait"
    rules: Literal["enforce", "report", "off"] = "enforce"
    lan: LanAddress | None = None
    project: str | None = None
    second_url: str | None = None


class CheckReport(msgspec.Struct):
    """What a check of an app's files found, and how many files it looked at.

    `problem` says why it could not look at them.
    """

    findings: list[Finding]
    files: int = 0
    problem: str = ""


class ChosenOutcomes(msgspec.Struct):
    """An outcome's id by SDK method, for the next call of each or, when sticky, for every call."""

    outcomes: dict[str, str]
    sticky: bool = False


class Grant(msgspec.Struct):
    """Beans to put into a wallet; negative takes them out."""

    beans: int


class ClockChange(msgspec.Struct):
    """What shall happen to platform time; `seconds` goes with `advance`, `now_s` with `set`.

    The clock is the one that the app of `client_key` goes by: a sandbox has its own.
    """

    action: Literal["advance", "set", "freeze", "resume"]
    seconds: int = 0
    now_s: int = 0
    client_key: str | None = None

    def how(self) -> Callable[[Clock], ClockState]:
        """Return what makes the new state of a clock.

        Raises:
            ClockChangeInvalid: `advance` by nothing, backwards, or further than ten years; the last
                two for `set`, too, once the clock is there to be read.
        """
        if self.action == "freeze":
            return Clock.frozen
        if self.action == "resume":
            return Clock.resumed
        if self.action == "set":
            return self._set
        if not 1 <= self.seconds <= _ADVANCE_MAX_S:
            raise ClockChangeInvalid(
                f"The clock cannot advance by {self.seconds} s. Use 1 s to 10 years."
            )
        return lambda clock: clock.advanced(self.seconds)

    def _set(self, clock: Clock) -> ClockState:
        ahead_s = self.now_s - clock.now_s()
        if not 0 <= ahead_s <= _ADVANCE_MAX_S:
            raise ClockChangeInvalid(
                f"The clock cannot be set to {written(self.now_s)}: it stands at "
                f"{written(clock.now_s())}, and time goes forward only, ten years at most."
            )
        return clock.advanced(ahead_s)


class Rotation(msgspec.Struct):
    """For how long, in platform time, the former secret is good; `revision` was looked at."""

    overlap_s: int = OVERLAP_S
    revision: int | None = None


def app(found: App) -> dict[str, Any]:
    """Render an app, without its secret."""
    return asdict(found)


def user(found: User) -> dict[str, Any]:
    """Render a user."""
    return asdict(found)


def order(found: Order) -> dict[str, Any]:
    """Render an order."""
    return msgspec.structs.asdict(found)


def delivery(found: Delivery) -> dict[str, Any]:
    """Render a webhook delivery."""
    return msgspec.structs.asdict(found)
