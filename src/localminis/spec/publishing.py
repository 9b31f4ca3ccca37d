"""The portal's numbers and words: uploads, the life of a version, sandboxes, ad placements."""

from typing import Final, Literal

from localminis.spec.manifest import MEGABYTE, PACKAGE_LIMIT_BYTES

# Source: contract:toolchain-4.2. The zip's limit is documented; that the same number limits what is
# in it, before compression, is documented for H5.
UPLOAD_MAX_BYTES: Final = PACKAGE_LIMIT_BYTES
CONTENT_MAX_BYTES: Final = 200 * MEGABYTE
# No page limits these; assumed, far above what a build of a mini app has.
FILES_MAX: Final = 10_000
RATIO_MAX: Final = 100
# Below this much content a high ratio is only a small file full of blanks.
RATIO_FREE_BYTES: Final = 10 * MEGABYTE
NAME_MAX_BYTES: Final = 512
NOTE_MAX: Final = 500

# Source: contract:toolchain-9, §9.5 and §9.10. Documented; that rejected versions count among the
# previews is assumed.
PREVIEWS_MAX: Final = 30
TARGET_USERS_MAX: Final = 10
SANDBOXES_MAX: Final = 5
SANDBOX_TARGET_USERS_MAX: Final = 10

# Source: contract:toolchain-9, §9.5. Preview, in review, ready, production, gray and blocked are
# documented; the names of what was rejected and of what was released once are ours.
State = Literal[
    "preview", "in_review", "rejected", "ready", "production", "gray", "retired", "blocked"
]
Target = Literal["production", "gray"]
ReleaseMode = Literal["manual", "automatic"]

PERCENTAGE_MAX: Final = 100
# Buckets are hundredths of a percent, so that a percentage cuts between two of them.
BUCKETS: Final = 10_000

# Source: contract:toolchain-9, §9.3. The newer numbers are ours to check by; the older ones were
# 1024 by 1024 and 5 MB.
APP_NAME_MAX: Final = 50
APP_DESCRIPTION_MAX: Final = 500
ICON_PIXELS: Final = 600
ICON_MAX_BYTES: Final = 6 * MEGABYTE
ICON_TYPES: Final = ("image/png", "image/jpeg", "image/bmp")
PROMO_PIXELS: Final = 360
PROMO_MAX_BYTES: Final = 5 * MEGABYTE
PROMO_IMAGES_MAX: Final = 3
# English is the app's own; how many more there may be is assumed.
LOCALIZATIONS_MAX: Final = 50
APP_KINDS: Final = ("mini_drama", "mini_app", "html_game")

# Source: contract:toolchain-9, §9.3 and §10.14: the onboarding pages differ, and this is all that
# they name. The EU is approved as one.
RELEASE_REGIONS: Final = ("BR", "EU", "ID", "JP", "MY", "PH", "SA", "TH", "TR", "US", "VN")
EU_COUNTRIES: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)

# Source: contract:toolchain-9, §9.9. A placement is inactive until it is switched on.
PlacementKind = Literal["rewarded", "interstitial"]
PLACEMENT_NAME_MAX: Final = 50
