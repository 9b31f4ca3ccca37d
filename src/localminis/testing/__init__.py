"""A platform in your tests: log a user in, pay an order, hear its webhooks, turn the clock.

A public door for the tests of app backends; pytest finds the fixtures of `plugin.py` by itself.
Read `platform.py`, `inbox.py` and `plugin.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localminis.testing.inbox import Inbox, NothingArrived
    from localminis.testing.platform import App, Minis, Refused, serving

__all__ = ["App", "Inbox", "Minis", "NothingArrived", "Refused", "serving"]

_PLACES = {"Inbox": "inbox", "NothingArrived": "inbox"}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: pytest loads the plugin beside it in every run."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES.get(name, 'platform')}"), name)
