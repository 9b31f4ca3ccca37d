"""Bodies of the admin API, and how its objects are rendered."""

from dataclasses import asdict
from typing import Any, Literal

import msgspec

from localminis.commerce.model import Order
from localminis.identity.model import App, User
from localminis.webhooks.model import Delivery


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


class PageAddress(msgspec.Struct):
    """Where an app's page is served just now, and how its navigation bar is configured."""

    url: str
    nav_light: str | None = None
    nav_dark: str | None = None
    nav_style: Literal["default", "custom"] = "default"


class ChosenOutcomes(msgspec.Struct):
    """An outcome's id by SDK method, for the next call of each or, when sticky, for every call."""

    outcomes: dict[str, str]
    sticky: bool = False


class Grant(msgspec.Struct):
    """Beans to put into a wallet; negative takes them out."""

    beans: int


class ClockChange(msgspec.Struct):
    """What shall happen to platform time; `seconds` goes with `advance`."""

    action: Literal["advance", "freeze", "resume"]
    seconds: int = 0


def app(found: App) -> dict[str, Any]:
    """Render an app, without its secret."""
    return asdict(found)


def user(found: User) -> dict[str, Any]:
    """Render a user."""
    return asdict(found)


def order(found: Order) -> dict[str, Any]:
    """Render an order."""
    return asdict(found)


def delivery(found: Delivery) -> dict[str, Any]:
    """Render a webhook delivery."""
    return asdict(found)
