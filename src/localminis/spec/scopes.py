"""The two scopes of Minis and which user fields each opens.

Source: contract server-api §2 (minis-user-data). That silent login grants `user.info.open_id` and
that this scope opens the field `open_id` are assumed (contradiction C-6).
"""

from typing import Final

OPEN_ID: Final = "user.info.open_id"
BASIC: Final = "user.info.basic"

SCOPES: Final = (OPEN_ID, BASIC)
SILENT_LOGIN_SCOPES: Final = (OPEN_ID,)

FIELD_SCOPES: Final = {
    "open_id": (OPEN_ID, BASIC),
    "union_id": (BASIC,),
    "avatar_url": (BASIC,),
    "avatar_url_100": (BASIC,),
    "avatar_large_url": (BASIC,),
    "display_name": (BASIC,),
}
