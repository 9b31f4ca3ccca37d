"""The simulator's page and static files, and the drawn avatars."""

from typing import Any, Final
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from localminis.devserver import assets
from localminis.web import errors
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.host import files

_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_KEPT: Final = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self' http://127.0.0.1:* http://localhost:*; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_KINDS: Final = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_HUES: Final = 360
_TURN: Final = 137  # the golden angle spreads neighbouring users' colours


def simulator(session: Any | None) -> Response:
    """Write the page for `/simulator/{client_key}`, with its first session when it may have one."""
    edition = files.edition()
    place = f"/simulator/assets/{edition.version}/"
    # The script runs when the page is there, and nothing is laid out or drawn before: by then the
    # app's page is on its way.
    head = (
        f'<link rel="stylesheet" href="{place}{files.STYLES}">'
        f'<script type="module" blocking="render" src="{place}{files.FIRST_MODULE}"></script>'
    )
    modules = [place + name for name in (*edition.rest, *edition.first)]
    given = {"session": session, "modules": modules}
    # Nothing in it may end the element that it stands in.
    data = msgspec.json.encode(given).decode().replace("<", "\\u003c")
    tail = f'<script type="application/json" id="given">{data}</script>'
    page = (files.read(files.PAGE) or b"").decode()
    page = page.replace("</head>", f"{head}</head>", 1).replace("</body>", f"{tail}</body>", 1)
    headers = {**_NO_STORE, "Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return Response(page, 200, headers, "text/html")


async def asset(request: Request) -> Response:
    """Answer `/simulator/assets/{version}/{name}` with a script or a style of the browser room."""
    version, name = request.path_params["version"], request.path_params["name"]
    content, kind = files.served(version, name), _KINDS.get(name.rpartition(".")[2])
    if content is None or kind is None:
        return errors.own_error("not_found", f"There is no asset {name!r}.", 404)
    return Response(content, 200, _KEPT, kind)


def lan_code(context: Context) -> View:
    """Build the view of the code that a phone scans, for pages outside the simulator.

    Its link carries a token, so only pages of this machine may show it, and none can read it.
    """

    async def view(request: Request) -> Response:
        page = context.pages.get(request.path_params["client_key"])
        is_near = request.headers.get("sec-fetch-site") in {
            None,
            "none",
            "same-origin",
            "same-site",
        }
        if page is None or page.lan is None or not is_near:
            return errors.own_error("not_found", "This app is not on the local network.", 404)
        picture = unquote(page.lan.qr.partition(",")[2])
        return Response(picture, 200, _NO_STORE, "image/svg+xml")

    return view


async def sdk(request: Request) -> Response:
    """Answer `/drama/sdk.js`: the SDK, for pages that load it from the platform itself."""
    try:
        script = assets.sdk_script(request.path_params["flavour"])
    except assets.FlavourUnknown as refusal:
        return errors.own_refusal(refusal)
    return Response(script, 200, _NO_STORE, "text/javascript")


async def player(_: Request) -> Response:
    """Answer `/drama/player.js`, a module that the SDK imports beside itself."""
    return _module(assets.player_script())


async def standalone(_: Request) -> Response:
    """Answer `/drama/standalone.js` and the game's, for pages outside the simulator."""
    return _module(assets.standalone_script())


def _module(script: bytes) -> Response:
    # Imported from the page's origin, which is another than ours.
    headers = {**_NO_STORE, "Access-Control-Allow-Origin": "*"}
    return Response(script, 200, headers, "text/javascript")


async def avatar(request: Request) -> Response:
    """Draw a user's avatar: a coloured square with the number's initial shape."""
    number = request.path_params["user"]
    hue = number * _TURN % _HUES
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" fill="hsl({hue} 60% 45%)"/>'
        f'<circle cx="50" cy="40" r="18" fill="hsl({hue} 60% 85%)"/>'
        f'<path d="M15 100a35 35 0 0 1 70 0z" fill="hsl({hue} 60% 85%)"/>'
        "</svg>"
    )
    return Response(drawing, 200, _NO_STORE, "image/svg+xml")
