"""The calls of the admin API by method and path, for doors that make them in its place."""

import re
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from localminis.members.model import Actor
from localminis.web.admin import roles
from localminis.web.admin.routes import TABLE
from localminis.web.context import Context
from localminis.web.own import OwnHandler, WaitingHandler, audited


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its address, what its body is, and what answers it."""

    method: str
    path: str
    shape: type[Any]
    handler: OwnHandler | WaitingHandler

    @property
    def parameters(self) -> list[str]:
        """The names that its path holds."""
        return re.findall(r"{(\w+)}", self.path)

    async def run(self, context: Context, actor: Actor, request: Request, body: Any) -> Any:
        """Make the call for somebody, as if it had come over the admin API's own door.

        Raises:
            RoleTooLow: the call needs another role; nothing is done.
        """
        actor.require(roles.needed(self.method, self.path, request))
        request.state.actor = actor
        return await audited(self.handler, f"{self.method} {self.path}")(context, request, body)


CALLS: Final = {(row[0], row[1]): Call(*row) for row in TABLE}


def find(method: str, path: str) -> Call:
    """Return a call that the admin API has; another name is our own mistake."""
    return CALLS[method, path]
