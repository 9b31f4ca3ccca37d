"""The simulator on the local network, for a real phone that brings the token of the link.

A gate of its own in front of the platform, which itself keeps to loopback: only what the simulator
needs passes, and only with the token. The admin API and the open API stay closed to the network.
"""

import hmac
import ipaddress
import re
import socket
from typing import Final

from aiohttp import web

from localminis.devserver.model import LanUnavailable
from localminis.devserver.upstream import Upstream, UpstreamDown
from localminis.spec.config import CLIENT_KEY_PATTERN

LINK_PATH: Final = "/phone/"
COOKIE: Final = "localminis_lan"

_OPEN: Final = ("/simulator/", "/avatars/", "/drama/", "/game/")
_FRAMES = re.compile(r"frame-src [^;]*")
# What a link to an uploaded version ends with.
_VERSION = re.compile(rf"(?P<key>{CLIENT_KEY_PATTERN})/(?P<number>[0-9]{{1,9}})")
_SHUTDOWN_S: Final = 1.0
_REFUSAL: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Scan the code again</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark }
body { font: 17px/1.5 system-ui, sans-serif; margin: 22vh auto 0; max-width: 24em; padding: 0 2em }
h1 { font-size: 1.3em }
</style></head>
<body><h1>Scan the code again</h1>
<p>This simulator opens for phones that come through its link only. Scan the code that the terminal,
the simulator or the console shows while <code>debug --lan</code> or <code>serve --lan</code>
runs.</p></body></html>
"""


def find_address(given: str | None = None) -> str:
    """Return the address of this machine on its network, or check the one that was given.

    Raises:
        LanUnavailable: there is none, or it is not a private one.
    """
    if given is None:
        try:
            # Nothing is sent: connecting a datagram socket only asks which way packets would go.
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
                asked.connect(("192.0.2.1", 9))
                given = str(asked.getsockname()[0])
        except OSError as problem:
            raise LanUnavailable(
                "This machine is in no network. Connect it to the phone's, or name its address "
                "with --lan-address."
            ) from problem
    try:
        is_private = ipaddress.IPv4Address(given).is_private
    except ValueError:
        is_private = False
    if not is_private:
        raise LanUnavailable(
            f"The address {given!r} is no private IPv4 address. Give this machine's address in the "
            "phone's network with --lan-address; public addresses are not opened."
        )
    return given


def is_admitted(request: web.Request, token: str) -> bool:
    """Tell whether a request carries the token that the link left with the phone."""
    return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), token.encode())


def refusal() -> web.Response:
    """Answer who comes without the link."""
    return web.Response(status=403, text=_REFUSAL, content_type="text/html", charset="utf-8")


class LanGate:
    """Lets phones with the token through to the simulator, until it is stopped.

    Args:
        platform_url: where the platform listens, on loopback.
        client_key: the app that the link opens; without one each link names its own.
        token: what a phone must bring.
        address: of this machine on its network.
        port: 0 takes a free one.
    """

    def __init__(
        self, *, platform_url: str, client_key: str = "", token: str, address: str, port: int = 0
    ) -> None:
        self._platform_url = platform_url
        self._client_key = client_key
        self.token = token
        self.address = address
        self._port = port
        self._runner: web.AppRunner | None = None
        self._platform: Upstream | None = None
        # The only page that the simulator may frame here; one that is known is set later.
        self.page_origin = "'none'" if client_key else f"http://{address}:*"

    @property
    def origin(self) -> str:
        """Where the simulator is on the network; known once the gate has started."""
        return f"http://{self.address}:{self._port}"

    @property
    def link(self) -> str:
        """The address that opens the app full-screen on a phone, with the token in it."""
        return f"{self.origin}{LINK_PATH}{self.token}"

    def link_to(self, client_key: str, version: int) -> str:
        """Return the address that opens a version full-screen on a phone, with the token in it."""
        return f"{self.link}/{client_key}/{version}"

    async def start(self) -> None:
        """Listen on the network from now on.

        Raises:
            LanUnavailable: the address is not this machine's, or the port is taken.
        """
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        app.on_response_prepare.append(self._guard)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.address, self._port).start()
        except OSError as problem:
            await runner.cleanup()
            raise LanUnavailable(
                f"{self.address} cannot be opened: {problem.strerror or problem}. Give this "
                "machine's address in the phone's network with --lan-address."
            ) from problem
        self._runner = runner
        self._port = runner.addresses[0][1]
        self._platform = Upstream(self._platform_url, own_origins=[self.origin], marks=None)

    async def stop(self) -> None:
        """Close the gate; stopping twice does nothing."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._platform is not None:
            await self._platform.close()
        self._runner = self._platform = None

    async def _guard(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Referrer-Policy"] = "no-referrer"
        policy = response.headers.get("Content-Security-Policy")
        if policy is not None:
            ours = _FRAMES.sub(f"frame-src {self.page_origin}", policy)
            response.headers["Content-Security-Policy"] = ours

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        assert self._platform is not None
        path = request.raw_path.partition("?")[0]
        if path.startswith(LINK_PATH):
            return self._admit(path.removeprefix(LINK_PATH))
        if not is_admitted(request, self.token):
            return refusal()
        # A foreign name that was made to point here is not served, token or not.
        if f"http://{request.headers.get('Host', '')}" != self.origin:
            return web.Response(status=403, text=f"Open this by {self.origin}.\n")
        if not path.startswith(_OPEN) or ".." in path or "%" in path:
            return web.Response(status=404, text="Only the simulator is open to the network.\n")
        try:
            return await self._platform.forward(request)
        except UpstreamDown:
            return web.Response(status=502, text="The platform does not answer.\n")

    def _admit(self, given: str) -> web.Response:
        token, _, wanted = given.partition("/")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return refusal()
        place = f"{self._client_key}?view=phone"
        if wanted:
            named = _VERSION.fullmatch(wanted)
            if named is None:
                return web.Response(status=404, text="The link is cut short. Scan it again.\n")
            place = f"{named['key']}?view=phone&version={named['number']}"
        answer = web.Response(status=303, headers={"Location": f"/simulator/{place}"})
        # Cookies know no ports, so the server of the app's page reads the same one.
        answer.set_cookie(COOKIE, self.token, httponly=True, samesite="Lax", path="/")
        return answer
