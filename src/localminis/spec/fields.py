"""Every field that a request of the open API may carry: kind, whether it must be there, its limits.

Names are dotted where objects nest. A field that the platform's pages show is `documented`; limits
of length and number are unpublished, so they are ours wherever they stand.
"""

from dataclasses import dataclass
from typing import Final, Literal

from localminis.spec import endpoints, limits

Kind = Literal["text", "number", "texts", "numbers", "object"]
Confidence = Literal["documented", "inferred", "ours"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a request.

    `most` is the longest text, the largest number, or the longest list, whichever `kind` asks for;
    `only` names all values that are taken, where they are few.
    """

    name: str
    kind: Kind
    about: str
    is_required: bool = True
    least: int | None = None
    most: int | None = None
    only: tuple[str, ...] = ()
    may_be_empty: bool = False
    confidence: Confidence = "documented"

    @property
    def path(self) -> tuple[str, ...]:
        """The names to go through from the top of the body."""
        return tuple(self.name.split("."))


def _optional(name: str, about: str, most: int = limits.ORDER_TEXT_MAX) -> Field:
    return Field(name, "text", about, is_required=False, most=most, may_be_empty=True)


_CLIENT: Final = (
    Field("client_key", "text", "The app's client key."),
    Field("client_secret", "text", "The app's client secret."),
)
_BEANS: Final = Field("token_type", "text", "The currency.", only=(limits.TOKEN_TYPE,))
_TRADE_ORDER: Final = Field("trade_order_id", "text", "The platform's id of an order.")
_INFO: Final = Field("order_info", "object", "What the order is about.")
_ORDER_ID: Final = Field(
    "order_info.order_id",
    "text",
    "The developer's own id, used once.",
    most=limits.ORDER_ID_MAX,
)
_PRODUCT: Final = Field(
    "order_info.product_name",
    "text",
    "Shown in the user's list of orders.",
    most=limits.PRODUCT_NAME_MAX,
)
_TIER_IDS: Final = Field("tier_ids", "texts", "Ids of tiers.", most=limits.TIER_IDS_MAX)
_SUBSCRIPTION_INFO: Final = (
    _INFO,
    _ORDER_ID,
    _PRODUCT,
    _optional("order_info.order_url", "Where the user finds the product again."),
    _optional("order_info.order_detail", "More about the product."),
)

FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    endpoints.TOKEN.id: (
        *_CLIENT,
        Field(
            "grant_type",
            "text",
            "What is traded for tokens.",
            only=("authorization_code", "refresh_token", "client_credentials"),
        ),
        Field(
            "code", "text", "The login code, for `authorization_code`.", is_required=False, least=1
        ),
        Field(
            "refresh_token",
            "text",
            "The newest refresh token, for `refresh_token`.",
            is_required=False,
            least=1,
        ),
        Field(
            "redirect_uri",
            "text",
            "The address of the web flow that the code was sent to; none for a mini app.",
            is_required=False,
        ),
        Field(
            "code_verifier",
            "text",
            "The proof of a web flow that began with a challenge; none for a mini app.",
            is_required=False,
        ),
    ),
    endpoints.REVOKE.id: (*_CLIENT, Field("token", "text", "A user access token.")),
    endpoints.USER_INFO.id: (
        Field("fields", "text", "Names of user fields, separated by commas."),
    ),
    endpoints.TIER_INFOS.id: (_BEANS, _TIER_IDS),
    endpoints.CHECK_AMOUNTS.id: (
        _BEANS,
        Field("token_amounts", "numbers", "Prices in Beans.", most=limits.TOKEN_AMOUNTS_MAX),
    ),
    endpoints.ORDER_CREATE.id: (
        _BEANS,
        Field(
            "token_amount",
            "number",
            "The price in Beans.",
            least=limits.TOKEN_AMOUNT_MIN,
            most=limits.TOKEN_AMOUNT_MAX,
        ),
        _INFO,
        _ORDER_ID,
        _PRODUCT,
        _optional("order_info.product_id", "The developer's id of the product."),
        _optional("order_info.order_url", "Where the user finds the product again."),
        Field(
            "order_info.quantity",
            "number",
            "How many are bought.",
            is_required=False,
            least=1,
            most=limits.QUANTITY_MAX,
        ),
        _optional("order_info.quantity_unit", "What is counted, such as `episode`."),
        _optional("order_info.image_url", "The cover in the list of orders."),
        # Official samples have this spelling, the field table the other (contradiction C-9).
        _optional("order_info.iamge_url", "`image_url`, as official samples misspell it."),
    ),
    endpoints.ORDER_QUERY.id: (_TRADE_ORDER,),
    endpoints.SUBSCRIPTION_CREATE.id: (
        Field("tier_id", "text", "The tier to subscribe to."),
        *_SUBSCRIPTION_INFO,
    ),
    endpoints.SUBSCRIPTION_REACTIVATE.id: (
        Field("subscription_id", "text", "The cancelled subscription."),
        *_SUBSCRIPTION_INFO,
    ),
    endpoints.SUBSCRIPTION_ACTIVE_LIST.id: (),
    endpoints.SUBSCRIPTION_INFO.id: (_TRADE_ORDER,),
    endpoints.SUBSCRIPTION_ORDER_INFO.id: (_TRADE_ORDER,),
    endpoints.SUBSCRIPTION_TIER_INFO.id: (
        _TIER_IDS,
        Field(
            "device_platform",
            "text",
            "`android` or `iphone`; anything else counts as `iphone`.",
            is_required=False,
            may_be_empty=True,
        ),
    ),
}

# The errors that an endpoint has beside those of its family. Source: contract server-api, endpoint
# matrix; reactivate's 20011002 and 20021111 are inferred.
ERRORS: Final[dict[str, tuple[str, ...]]] = {
    endpoints.TOKEN.id: ("invalid_grant", "invalid_client", "unsupported_grant_type"),
    endpoints.REVOKE.id: ("invalid_grant", "invalid_client"),
    endpoints.USER_INFO.id: (
        "invalid_params",
        "scope_not_authorized",
        "scope_permission_missed",
        "rate_limit_exceeded",
    ),
    endpoints.TIER_INFOS.id: ("40001000", "20001003"),
    endpoints.CHECK_AMOUNTS.id: ("40001000",),
    endpoints.ORDER_CREATE.id: ("40001000", "20021001", "20021002"),
    endpoints.ORDER_QUERY.id: ("40001000", "20011002"),
    endpoints.SUBSCRIPTION_CREATE.id: (
        "40001000",
        "20001003",
        "20021001",
        "20021002",
        "20021101",
        "20021102",
        "20021103",
    ),
    endpoints.SUBSCRIPTION_REACTIVATE.id: (
        "40001000",
        "20011002",
        "20021001",
        "20021002",
        "20021101",
        "20021103",
        "20021111",
    ),
    endpoints.SUBSCRIPTION_ACTIVE_LIST.id: (),
    endpoints.SUBSCRIPTION_INFO.id: ("40001000", "20011002"),
    endpoints.SUBSCRIPTION_ORDER_INFO.id: ("40001000", "20011002"),
    endpoints.SUBSCRIPTION_TIER_INFO.id: ("40001000", "20001003"),
}
