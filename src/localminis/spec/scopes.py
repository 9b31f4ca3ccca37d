"""The two scopes of Minis and which user fields each opens; who may be asked; why it ends.

Source: contract server-api §2 (minis-user-data). That silent login grants `user.info.open_id` and
that this scope opens the field `open_id` are assumed (contradiction C-6).
"""

from enum import IntEnum
from typing import Final

OPEN_ID: Final = "user.info.open_id"
BASIC: Final = "user.info.basic"

SCOPES: Final = (OPEN_ID, BASIC)
SILENT_LOGIN_SCOPES: Final = (OPEN_ID,)
# What an explicit authorization asks for when the page names nothing.
# Source: contract client-sdk §4.4.
AUTHORIZE_SCOPES: Final = (BASIC,)

# What the consent page and the consent sheet say of each.
SCOPE_MEANING: Final = {
    OPEN_ID: "Recognise you: an id that only this app knows",
    BASIC: "Read your display name and your avatar",
}

FIELD_SCOPES: Final = {
    "open_id": (OPEN_ID, BASIC),
    "union_id": (BASIC,),
    "avatar_url": (BASIC,),
    "avatar_url_100": (BASIC,),
    "avatar_large_url": (BASIC,),
    "display_name": (BASIC,),
}

# Source: contract server-api §9, toolchain-portal §9.4.
TEST_USERS_MAX: Final = 30
# The rules of Login Kit for registering redirect addresses; documented for desktop apps.
REDIRECT_URIS_MAX: Final = 10
REDIRECT_URI_LENGTH_MAX: Final = 512


class RemovalReason(IntEnum):
    """The `reason` of `authorization.removed`. Source: contract server-api §8; documented."""

    UNKNOWN = 0
    USER_DISCONNECTED = 1
    ACCOUNT_DELETED = 2
    AGE_CHANGED = 3
    ACCOUNT_BANNED = 4
    DEVELOPER_REVOKED = 5
