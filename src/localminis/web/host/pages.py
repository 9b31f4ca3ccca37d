"""The simulator's page and static files, and the drawn avatars."""

from functools import cache
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from localminis.devserver import assets
from localminis.web import errors

_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src http://127.0.0.1:* http://localhost:*; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_KINDS: Final = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_HUES: Final = 360
_TURN: Final = 137  # the golden angle spreads neighbouring users' colours


async def simulator(_: Request) -> Response:
    """Answer `/simulator/{client_key}`; the page itself asks for its session."""
    headers = {
        **_NO_STORE,
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
    }
    return Response(_page(), 200, headers, "text/html")


async def asset(request: Request) -> Response:
    """Answer `/simulator/assets/{name}` with a script or a stylesheet of the browser room."""
    name = request.path_params["name"]
    content, kind = _read(name), _KINDS.get(name.rpartition(".")[2])
    if content is None or kind is None:
        return errors.own_error("not_found", f"There is no asset {name!r}.", 404)
    return Response(content, 200, _NO_STORE, kind)


async def sdk(request: Request) -> Response:
    """Answer `/drama/sdk.js`: the SDK, for pages that load it from the platform itself."""
    try:
        script = assets.sdk_script(request.path_params["flavour"])
    except assets.FlavourUnknown as refusal:
        return errors.own_refusal(refusal)
    return Response(script, 200, _NO_STORE, "text/javascript")


async def player(_: Request) -> Response:
    """Answer `/drama/player.js`, the module that the SDK imports beside itself."""
    # Imported from the page's origin, which is another than ours.
    headers = {**_NO_STORE, "Access-Control-Allow-Origin": "*"}
    return Response(assets.player_script(), 200, headers, "text/javascript")


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


@cache
def _page() -> bytes:
    """Return the page, naming every module, so that none waits for the one that imports it."""
    page = _read("simulator.html") or b""
    modules = sorted(
        each.name
        for each in (files("localminis") / "browser" / "host").iterdir()
        if each.name.endswith(".js")
    )
    preloads = "".join(
        f'<link rel="modulepreload" href="/simulator/assets/{name}">' for name in modules
    )
    return page.replace(b"</head>", preloads.encode() + b"</head>", 1)


def _read(name: str) -> bytes | None:
    """Read a file of `browser/host` or `browser/styles`; the route lets no slash into a name."""
    for folder in ("host", "styles"):
        path = files("localminis") / "browser" / folder / name
        if not name.startswith(".") and path.is_file():
            return path.read_bytes()
    return None
