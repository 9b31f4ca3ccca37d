"""Which role an admin call needs: readers read, developers change apps, admins the whole."""

from typing import Final

from starlette.requests import Request

from localminis.members.model import Role

# Reading these shows secrets or the team; changing them moves everybody's platform.
_ADMIN_ONLY: Final = ("state", "bundle", "members", "audit", "console")
_ADMIN_CHANGES: Final = (*_ADMIN_ONLY, "clock", "packages", "tiers", "skus")


def needed(method: str, path: str, request: Request) -> Role:
    """Return the role that a call needs.

    Args:
        path: the route's, without the prefix, such as `apps/{client_key}`.
    """
    first = path.partition("/")[0]
    if path.startswith("members/me"):
        return Role.VIEWER
    if method == "GET":
        shows_secret = request.query_params.get("secret") == "1"
        if first in _ADMIN_ONLY:
            return Role.ADMIN
        return Role.DEVELOPER if shows_secret else Role.VIEWER
    return Role.ADMIN if first in _ADMIN_CHANGES else Role.DEVELOPER
