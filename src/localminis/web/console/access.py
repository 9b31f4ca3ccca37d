"""Who may see the console: the holder of the run's link, or a member of the team who signed in.

A cookie says nothing but which visit this is. It is sent to every port of this machine, so each
request must also come from our own origin, and each form must carry the visit's own mark.
"""

import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request

from localminis.errors import Refused
from localminis.ids import digest, new_page_token
from localminis.members.access import OPERATOR_ACTOR
from localminis.members.model import Actor

COOKIE_PREFIX: Final = "localminis_console"

# A person has a few browsers; of more visits than this, the oldest are a loop somewhere.
_VISITS_MAX: Final = 500


class FormForeign(Refused):
    """A form was sent from a page that is not of this visit."""

    code = "form_foreign"


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser that was let in, and for whom; `key` is what the cookie holds."""

    key: str
    actor: Actor

    @property
    def mark(self) -> str:
        """What every form of this visit carries; it tells nothing of the key."""
        return digest(f"form {self.key}")


@dataclass(slots=True)
class Doorkeeper:
    """The link's token of one run of the console, and the visits of who came by it."""

    token: str = field(default_factory=new_page_token)
    _visits: OrderedDict[str, Visit] = field(default_factory=OrderedDict)

    def link(self, url: str) -> str:
        """Return the address that opens the console of the platform at `url`."""
        return f"{url}/console/enter?token={self.token}"

    def enter(self, given: str) -> Visit | None:
        """Open a visit of the operator for whoever holds the link's token."""
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return None
        visit = Visit(new_page_token(), OPERATOR_ACTOR)
        self._visits[visit.key] = visit
        while len(self._visits) > _VISITS_MAX:
            self._visits.popitem(last=False)
        return visit

    def of_operator(self, key: str) -> Visit | None:
        """Return the operator's visit that a cookie names; a member's is judged by its session."""
        return self._visits.get(key)

    def leave(self, key: str) -> None:
        """End the operator's visit; a key of somebody else ends nothing."""
        self._visits.pop(key, None)


def cookie_name(request: Request) -> str:
    """Return the cookie's name, which holds the port: two platforms must not end each other's."""
    return f"{COOKIE_PREFIX}_{request.url.port or 80}"


def is_foreign(request: Request) -> bool:
    """Return whether another page asks for something here, instead of leading somebody here."""
    site = request.headers.get("sec-fetch-site")
    if site in {None, "same-origin", "none"}:
        return False
    is_opened = request.headers.get("sec-fetch-mode") == "navigate"
    return not (is_opened and request.headers.get("sec-fetch-dest") == "document")


def check_mark(visit: Visit, given: str) -> None:
    """Refuse a form that was not made for this visit.

    Raises:
        FormForeign: nothing is done.
    """
    if not hmac.compare_digest(given.encode(), visit.mark.encode()):
        raise FormForeign(
            "This form was made for another visit of the console. "
            "Go back, reload the page and send it again."
        )
