"""Numbers of the platform: lifetimes, sizes, rates; each documented or marked as assumed."""

from typing import Final

# Observed by integrators, no official number. Source: contract server-api §1.1.
CODE_LIFETIME_S: Final = 300

# Two official answers (contradiction C-1); the setting `token_lifetimes` chooses.
TOKEN_LIFETIMES_S: Final = {"minis": (86_400, 31_536_000), "nov2026": (7_200, 15_552_000)}

# Source: contract server-api §1.3.
CLIENT_TOKEN_LIFETIME_S: Final = 7_200

# Beans are whole and positive. The cap is unpublished; assumed from 400 USD per SKU at 100 Beans
# per US dollar. Source: contract server-api §5.1, §5.5.
TOKEN_AMOUNT_MIN: Final = 1
TOKEN_AMOUNT_MAX: Final = 40_000
# The cap per SKU is 350 USD in South Korea (observed); `check_redeem_amounts` goes by it.
TOKEN_AMOUNT_MAX_BY_REGION: Final = {"KR": 35_000}
TOKEN_TYPE: Final = "BEANS"  # noqa: S105 - a currency, not a secret

# Lengths are unpublished; assumed generous.
ORDER_ID_MAX: Final = 128
PRODUCT_NAME_MAX: Final = 256
ORDER_TEXT_MAX: Final = 2_048
QUANTITY_MAX: Final = 1_000_000
TIER_IDS_MAX: Final = 100
# As many as a CSV of tiers may have. Source: contract:toolchain-9, §9.9.
TIERS_MAX: Final = 1_000
# Documented: 400 USD for one SKU. How many there may be is assumed.
SKU_PRICE_MAX_USD: Final = 400
SKUS_MAX: Final = 200
TOKEN_AMOUNTS_MAX: Final = 1_000
REQUEST_BODY_MAX_BYTES: Final = 1_048_576

# Into how many refund_traceback events one store refund may be spread, and how far apart they
# are; both assumed. Source: contract server-api §8.1.
REFUND_PARTS_MAX: Final = 10
REFUND_PART_EVERY_S: Final = 3_600

# Source: contract server-api §13.
USER_INFO_PER_MINUTE: Final = 600

# Source: contract server-api §7. The horizon is documented; delay, factor and cap are assumed.
WEBHOOK_HORIZON_S: Final = 72 * 3_600
WEBHOOK_FIRST_DELAY_S: Final = 5
WEBHOOK_FACTOR: Final = 4
WEBHOOK_DELAY_CAP_S: Final = 12 * 3_600
WEBHOOK_RESPONSE_KEPT_BYTES: Final = 20_480

# Source: contract toolchain-portal §8.
TRUSTED_DOMAINS_MAX: Final = 20
