"""Rendering: the templates, their filters, and the headers that every page of the console has."""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from localminis.amounts import sized
from localminis.web import errors

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Anything stricter would take the Origin header from our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_KINDS: Final = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))

# Set by the scripts of the console and the simulator; read here so that no page begins in the wrong
# one.
THEME_COOKIE: Final = "localminis_theme"
_THEMES: Final = ("auto", "light", "dark")

# Of an app: the key by which a page stands there, what is read, and where it leads.
APP_NAV: Final = (
    ("app", "Overview", ""),
    ("app-basic", "Basic information", "/basic"),
    ("app-pictures", "Pictures", "/pictures"),
    ("app-localization", "Localization", "/localization"),
    ("app-credentials", "Credentials", "/credentials"),
    ("app-products", "Products and scopes", "/products"),
    ("app-testers", "Test users", "/testers"),
    ("app-security", "Security", "/security"),
    ("app-versions", "Code versions", "/versions"),
    ("app-sandboxes", "Sandboxes", "/sandboxes"),
    ("app-draft", "Draft", "/draft"),
    ("app-placements", "Ad placements", "/placements"),
    ("app-webhook", "Webhook", "/webhook"),
    ("app-faults", "Faults", "/faults"),
)
# Of the platform: the same, and a symbol.
PLATFORM_NAV: Final = (
    ("home", "Home", "", "home"),
    ("apps", "Apps", "apps", "app"),
    ("users", "Users", "users", "user"),
    ("orders", "Orders", "orders", "order"),
    ("subscriptions", "Subscriptions", "subscriptions", "repeat"),
    ("tiers", "Beans tiers", "tiers", "bean"),
    ("skus", "Subscription SKUs", "skus", "tag"),
    ("ledger", "Ledger", "ledger", "ledger"),
    ("webhooks", "Webhooks", "webhooks", "webhook"),
    ("requests", "Requests", "requests", "log"),
    ("clock", "Clock", "clock", "clock"),
    ("state", "State", "state", "state"),
    ("settings", "Settings", "settings", "settings"),
)
TEAM_NAV: Final = (
    ("team", "Team", "members", "team"),
    ("audit", "Audit log", "audit", "log"),
)


def page(request: Request, name: str, status: int = 200, **facts: Any) -> Response:
    """Render one of the templates, in the theme that was chosen in this browser."""
    theme = request.cookies.get(THEME_COOKIE)
    facts["theme"] = theme if theme in _THEMES else "auto"
    text = _environment().get_template(f"{name}.html").render(**facts)
    return Response(text, status, HEADERS, "text/html")


async def asset(request: Request) -> Response:
    """Answer `/console/assets/{name}` with a script or a stylesheet of the browser room."""
    name = request.path_params["name"]
    kind = _KINDS.get(name.rpartition(".")[2])
    for folder in ("console", "styles"):
        path = files("localminis") / "browser" / folder / name
        if kind and not name.startswith(".") and path.is_file():
            return Response(path.read_bytes(), 200, HEADERS, kind)
    return errors.own_error("not_found", f"There is no asset {name!r}.", 404)


def moment(epoch_s: int | None) -> str:
    """Write a time as people read it, in UTC."""
    return _written(epoch_s, "%Y-%m-%d %H:%M:%S")


def stamp(epoch_s: int | None) -> str:
    """Write a time as the `datetime` of a `time` element."""
    return _written(epoch_s, "%Y-%m-%dT%H:%M:%SZ")


def _written(epoch_s: int | None, form: str) -> str:
    try:
        return "" if epoch_s is None else datetime.fromtimestamp(epoch_s, UTC).strftime(form)
    except (OverflowError, OSError, ValueError):  # beyond what a calendar holds
        return str(epoch_s)


def duration(seconds: int) -> str:
    """Write a duration in its two largest units."""
    parts, left = [], abs(seconds)
    for size, unit in _UNITS:
        if left >= size:
            parts.append(f"{left // size} {unit}")
            left %= size
    return ("-" if seconds < 0 else "") + (" ".join(parts[:2]) or "0 s")


def coded(text: str) -> "Markup":
    """Show what stands between back-quotes as code: sentences are written for a terminal, too."""
    from markupsafe import Markup, escape  # comes with the templates

    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them is somebody's own
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def query(**values: object) -> str:
    """Write a query string of what is given; nothing when nothing is."""
    pairs = {name: value for name, value in values.items() if value not in {None, ""}}
    return f"?{urlencode(pairs)}" if pairs else ""


@cache
def _environment() -> "Environment":
    # Imported at the first page: most runs show none.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("localminis.web", "console/templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        moment=moment,
        stamp=stamp,
        duration=duration,
        size=sized,
        coded=coded,
        path=lambda text: quote(str(text), ""),
        pair=lambda value: (value, value),
        clonable=lambda each: (each["client_key"], f"As a clone of {each['name']}"),
    )
    environment.globals.update(
        query=query, app_nav=APP_NAV, platform_nav=PLATFORM_NAV, team_nav=TEAM_NAV
    )
    return environment
