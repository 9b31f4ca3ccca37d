"""`/v2/user/info/`. Source: contract server-api §2."""

from typing import Any

import msgspec

from localminis.identity import users
from localminis.identity.model import Caller
from localminis.store.transaction import Tx
from localminis.web.context import Context


class UserInfoQuery(msgspec.Struct):
    """The query: `fields`, comma-separated."""

    fields: str = ""


def info(tx: Tx, context: Context, caller: Caller, query: UserInfoQuery) -> dict[str, Any]:
    """Answer `GET /v2/user/info/` with the requested fields only."""
    fields = [name for name in (part.strip() for part in query.fields.split(",")) if name]
    return {"user": users.info(tx, caller, fields, avatar_base=context.url)}
