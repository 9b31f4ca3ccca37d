"""`/v2/user/info/` and its limit. Source: contract server-api §2, §13."""

from typing import Final

import msgspec

from localminis.clock import wall_ms
from localminis.errors import Refused
from localminis.identity import users
from localminis.identity.model import Caller
from localminis.spec import limits
from localminis.store.transaction import Tx
from localminis.web.api import answers
from localminis.web.context import Context

_MINUTE_MS: Final = 60_000


class RateLimitExceeded(Refused):
    """The app has asked as often as it may within a minute."""

    code = "rate_limit_exceeded"


class UserInfoQuery(msgspec.Struct):
    """The query: `fields`, comma-separated."""

    fields: str = ""


def info(tx: Tx, context: Context, caller: Caller, query: UserInfoQuery) -> answers.UserInfo:
    """Answer `GET /v2/user/info/` with the requested fields only, 600 times a minute per app."""
    if not context.user_info_calls.take(caller.app.id, wall_ms()):
        raise RateLimitExceeded(
            f"The app {caller.app.client_key} has called /v2/user/info/ "
            f"{limits.USER_INFO_PER_MINUTE} times within a minute. Wait, and keep what it tells."
        )
    fields = [name for name in (part.strip() for part in query.fields.split(",")) if name]
    found = users.info(tx, caller, fields, avatar_base=context.url)
    return answers.UserInfo(answers.UserFields(**found))
