"""The pages of the web flow: rendered here, without JavaScript, in our own plain look."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import RedirectResponse, Response

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLE: Final = files(__package__).joinpath("pages.css").read_text("utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

# No form-action: browsers apply it to the redirects that follow, which lead to the app's own pages.
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    # Anything stricter would take the Origin header from our own form.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def page(name: str, status: int = 200, **facts: Any) -> Response:
    """Render one of the templates beside this file."""
    text = _environment().get_template(f"{name}.html").render(style=_STYLE, **facts)
    return Response(text, status, _HEADERS, "text/html")


def refusal(code: str, message: str, status: int) -> Response:
    """Tell the person that the request goes nowhere, and why."""
    return page("refused", status, code=code, message=message)


def redirect(location: str) -> Response:
    """Send the browser back to the app, as a GET whatever it did before."""
    return RedirectResponse(location, 303, {**_HEADERS, "Referrer-Policy": "no-referrer"})


@cache
def _environment() -> "Environment":
    # Imported at the first page: most runs show none.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("localminis.web", "authorize"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
