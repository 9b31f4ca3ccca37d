"""The platform's ASGI application: all doors behind one check of the Host header."""

import asyncio
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from localminis.web import errors
from localminis.web.api import routes as api
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.numbers import whole_number

# Nobody types these, so no refusal advises them.
_NOT_TYPED: Final = frozenset({"[::1]", "0.0.0.0"})  # noqa: S104 - said, not bound
HEALTH: Final = "/healthz"
_PORT_MAX: Final = 65_535
# A name that resolves to this machine but is not one of these is a rebinding attempt.
_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


def create_app(context: Context) -> ASGIApp:
    """Return the application that answers for one running platform."""
    hosts = _HOSTS | _team_hosts(context)
    direct = _Direct(context)
    # Whatever watches a team's platform asks by its number; what it is told is no secret.
    free = HEALTH if context.settings.is_served else ""
    return _HostCheck(context.calls.around(direct), hosts, free)


def _team_hosts(context: Context) -> frozenset[str]:
    settings = context.settings
    if not settings.is_served:
        return frozenset()
    host = urlsplit(settings.public_url or "").hostname
    # By its own address the commands on its machine find it; a number cannot be rebound.
    return frozenset({settings.host, *([host] if host else ())})


class _Direct:
    """Hands calls of the open API and the simulator to their views, past the search for a route.

    The views answer whatever happens, so nothing is lost with the layers in between. Everything
    else, a wrong method too, goes the long way, through what is built aside at the first such call.
    """

    def __init__(self, context: Context) -> None:
        self._views = api.views(context)
        self._context = context
        self._building = asyncio.Lock()
        self._site: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        view = (
            self._views.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        )
        if view is None:
            site = self._site or await self._built()
            await site(scope, receive, send)
            return
        response = await view(Request(scope, receive, send))
        await response(scope, receive, send)

    async def _built(self) -> ASGIApp:
        async with self._building:
            if self._site is None:
                calls, site = await asyncio.to_thread(_build_site, self._context)
                self._views |= calls
                self._site = site
            return self._site


def _build_site(context: Context) -> tuple[dict[tuple[str, str], View], ASGIApp]:
    from localminis.web import site
    from localminis.web.host import routes as host

    return host.calls(context), site.build(context)


class _HostCheck:
    """Refuses requests whose Host header is not ours (DNS rebinding)."""

    def __init__(self, application: ASGIApp, hosts: frozenset[str], free: str) -> None:
        self._application = application
        self._hosts = hosts
        self._free = free
        # Callers keep to one spelling of one address.
        self._is_ours = lru_cache(maxsize=64)(self._is_one_of_ours)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = next((value for name, value in scope["headers"] if name == b"host"), b"")
            if not self._is_ours(host) and scope["path"] != self._free:
                name = host.decode("latin-1").lower()
                ours = " or ".join(sorted(self._hosts - _NOT_TYPED))
                response = errors.own_error(
                    "host_refused", f"The Host {name!r} is not this platform. Use {ours}.", 403
                )
                await response(scope, receive, send)
                return
        await self._application(scope, receive, send)

    def _is_one_of_ours(self, host: bytes) -> bool:
        name = host.decode("latin-1").lower()
        if name in self._hosts:
            return True
        plain, _, port = name.rpartition(":")
        number = whole_number(port or "0")
        return plain in self._hosts and number is not None and number <= _PORT_MAX
