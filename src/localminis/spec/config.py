"""What `minis.config.json` and `minigame.config.json` may say, in every spelling that is known.

The platform's own page contradicts itself; each field lists the spellings that are accepted, first
of all the one we write. Facts only: reading is done in `project/config/read.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Confidence = Literal["documented", "observed", "assumed"]
# A mini app (drama) or an HTML mini game: each has a config, an SDK and a manifest of its own.
Flavour = Literal["minis", "minigame"]
Kind = Literal[
    "text", "choice", "colour", "host", "port", "path", "subpath", "digits", "url", "domains"
]

CONFIG_NAME: Final = "minis.config.json"
GAME_CONFIG_NAME: Final = "minigame.config.json"
CONFIG_NAMES: Final[Mapping[Flavour, str]] = {"minis": CONFIG_NAME, "minigame": GAME_CONFIG_NAME}

# What a client key looks like. Assumed: every published one has this form.
CLIENT_KEY_PATTERN: Final = r"[A-Za-z0-9_-]{4,64}"

# What counts where a config says nothing. Documented, see `seed:json-config`; the style, see
# `contract:toolchain-3.1`, the orientation, see `contract:toolchain-3.3`.
NAV_STYLE_DEFAULT: Final = "default"
HOST_DEFAULT: Final = "localhost"
PORT_DEFAULT: Final = 3000
OUTPUT_DIR_DEFAULT: Final = "build"
HTML_ENTRY_DEFAULT: Final = "public/index.html"
ORIENTATION_DEFAULT: Final = "VERTICAL"


@dataclass(frozen=True, slots=True, eq=False)
class ConfigField:
    """One thing that can be configured; equal only to itself.

    `spellings` maps each accepted dotted path to how sure we are of it; the first is the one we
    write. `accepted` is the form a refusal shows, `about` the sentence an editor shows. `aliases`
    maps values seen in projects to the `choices` they stand for. `game_only` fields belong to
    `minigame.config.json`.
    """

    spellings: Mapping[str, Confidence]
    kind: Kind
    accepted: str
    about: str
    source: str
    default: str | int | None = None
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, str] | None = None
    game_only: bool = False

    @property
    def written(self) -> str:
        """The spelling that we write and name in messages."""
        return next(iter(self.spellings))


NAV_STYLE: Final = ConfigField(
    {"navbar.style": "documented"},
    "choice",
    '"default" or "custom"',
    "Who draws the navigation bar: the platform (default) or the app (custom).",
    "contract:toolchain-3.1",
    default=NAV_STYLE_DEFAULT,
    choices=("default", "custom"),
)
NAV_LIGHT: Final = ConfigField(
    {
        "navbar.bgColorLight": "documented",
        "navbar.lightModeBgColor": "documented",
        "window.navigationBarBackgroundColor": "observed",
    },
    "colour",
    'a hex colour such as "#ffffff"',
    "Colour of the navigation bar in light mode.",
    "seed:json-config",
)
NAV_DARK: Final = ConfigField(
    {"navbar.bgColorDark": "documented", "navbar.darkModeBgColor": "documented"},
    "colour",
    'a hex colour such as "#000000"',
    "Colour of the navigation bar in dark mode.",
    "seed:json-config",
)
HOST: Final = ConfigField(
    {"dev.host": "documented"},
    "host",
    'a host name without scheme or port, such as "localhost"',
    "Host on which the project's own development server listens.",
    "seed:json-config",
    default=HOST_DEFAULT,
)
# A number in the table, a string in both examples of the same page.
PORT: Final = ConfigField(
    {"dev.port": "documented"},
    "port",
    "a whole number from 1 to 65535, such as 3000",
    "Port on which the project's own development server listens.",
    "seed:json-config",
    default=PORT_DEFAULT,
)
# The page calls the key required and gives it no place; `dev.clientKey` is where the tool puts it.
CLIENT_KEY: Final = ConfigField(
    {"dev.clientKey": "observed", "clientKey": "observed", "client_key": "observed"},
    "text",
    "the client key of your app as a string",
    "Client key of the app, from the developer portal.",
    "contract:toolchain-3.2",
)
OUTPUT_DIR: Final = ConfigField(
    {
        "build.outputDir": "documented",
        "build.output": "documented",
        "build.folderName": "documented",
        "sourceDir": "observed",
    },
    "path",
    'a folder inside the project, such as "dist"',
    "Folder of the production build, relative to the project.",
    "seed:json-config",
    default=OUTPUT_DIR_DEFAULT,
)
HTML_ENTRY: Final = ConfigField(
    {"build.htmlEntry": "documented", "entry": "observed"},
    "path",
    'a file inside the project, such as "index.html"',
    "Entry page in the sources, relative to the project.",
    "seed:json-config",
    default=HTML_ENTRY_DEFAULT,
)
# One list under two names on the same page; projects write either or both, so they are merged.
TRUSTED_DOMAINS: Final = ConfigField(
    {
        "domain.trustedDomains": "documented",
        "domain.allowList": "documented",
        "trustedDomains": "observed",
        "domains.request": "observed",
        "domains.upload": "observed",
        "domains.download": "observed",
    },
    "domains",
    'a list of hosts such as ["https://api.example.com"]',
    "Hosts that the page may send requests to: https, no wildcard, no path, at most 20.",
    "seed:json-config",
)
APP_ID: Final = ConfigField(
    {"appId": "observed", "appid": "observed"},
    "digits",
    'the App ID of the portal as a string of digits, such as "7000000000000000000"',
    "App ID of the developer portal.",
    "contract:toolchain-3.2",
)
NAME: Final = ConfigField(
    {"dev.name": "observed"},
    "text",
    "a text",
    "Name shown while debugging; the portal's name counts for users.",
    "contract:toolchain-3.1",
)
ICON_URL: Final = ConfigField(
    {"dev.iconUrl": "observed"},
    "url",
    "an https address",
    "Icon shown while debugging.",
    "contract:toolchain-3.1",
)
DESC: Final = ConfigField(
    {"dev.desc": "observed"},
    "text",
    "a text",
    "Description shown while debugging.",
    "contract:toolchain-3.1",
)
PP_LINK: Final = ConfigField(
    {"dev.ppLink": "observed"},
    "url",
    "an https address",
    "Address of the privacy policy, shown while debugging.",
    "contract:toolchain-3.1",
)
TOS_LINK: Final = ConfigField(
    {"dev.tosLink": "observed"},
    "url",
    "an https address",
    "Address of the terms of service, shown while debugging.",
    "contract:toolchain-3.1",
)
DEV_ENTRY: Final = ConfigField(
    {"dev.entry": "observed"},
    "subpath",
    'a path such as "/app"',
    "Path of the page on the development server; the platform's own tool ignores it.",
    "contract:toolchain-3.1",
)
ORIENTATION: Final = ConfigField(
    {"orientation": "documented"},
    "choice",
    '"VERTICAL" or "HORIZONTAL"',
    "How the game is held; required for games.",
    "contract:toolchain-3.3",
    default=ORIENTATION_DEFAULT,
    choices=("VERTICAL", "HORIZONTAL"),
    aliases={"portrait": "VERTICAL", "landscape": "HORIZONTAL"},
    game_only=True,
)
# How the simulated phone is held for each.
TURNS: Final = {"VERTICAL": "portrait", "HORIZONTAL": "landscape"}

FIELDS: Final = (
    ORIENTATION,
    NAV_STYLE,
    NAV_LIGHT,
    NAV_DARK,
    HOST,
    PORT,
    CLIENT_KEY,
    NAME,
    ICON_URL,
    DESC,
    PP_LINK,
    TOS_LINK,
    DEV_ENTRY,
    OUTPUT_DIR,
    HTML_ENTRY,
    TRUSTED_DOMAINS,
    APP_ID,
)

# Nobody's fields: remarks of templates, and the line that lets an editor find our schema.
IGNORED: Final = frozenset({"_comment", "$schema"})


def fields_of(flavour: Flavour) -> Iterator[ConfigField]:
    """Yield the fields that a config of this flavour may have."""
    return (field for field in FIELDS if flavour == "minigame" or not field.game_only)


def field_of(spelling: str, flavour: Flavour = "minis") -> ConfigField | None:
    """Find the field that a dotted path means, in any of its spellings."""
    return next((field for field in fields_of(flavour) if spelling in field.spellings), None)


def sections_of(flavour: Flavour) -> frozenset[str]:
    """Return the names that hold fields instead of being one, such as `dev`."""
    spellings = (spelling for field in fields_of(flavour) for spelling in field.spellings)
    return frozenset(spelling.partition(".")[0] for spelling in spellings if "." in spelling)


PORT_MIN: Final = 1
PORT_MAX: Final = 65_535

# The value that stands where a developer must put a client key. The page itself shows the second.
CLIENT_KEY_PLACEHOLDER: Final = "your_client_key"
CLIENT_KEY_PLACEHOLDERS: Final = frozenset(
    {CLIENT_KEY_PLACEHOLDER, "${your_client_key}", "{{your_client_key}}", "your_client_Key"}
)
# Templates leave such marks in any field: `{{your_name}}`, `${your_port}`, `your_app_id`.
# Source: contract:toolchain-3.2.
PLACEHOLDER_PATTERN: Final = r"\s*(?:\{\{.*\}\}|\$\{.*\}|<your[ _-].*>|your_[A-Za-z_]+)\s*"


def is_placeholder(value: str) -> bool:
    """Tell whether a value only marks where a developer must put one."""
    return re.fullmatch(PLACEHOLDER_PATTERN, value) is not None


NAV_LIGHT_DEFAULT: Final = "#ffffff"
NAV_DARK_DEFAULT: Final = "#000000"

# The SDK's tag; the first two are those we write, all are recognised in existing pages.
# Source: seed:sdk-tag, contract:toolchain-3.5.
SDK_URL: Final = "https://connect.tiktok-minis.com/drama/sdk.js"
SDK_GAME_URL: Final = "https://connect.tiktok-minis.com/game/sdk.js"
SDK_OLD_URL: Final = "https://developers.tiktok.com/js/minis.js"
SDK_URLS: Final = (SDK_URL, SDK_GAME_URL, SDK_OLD_URL)
SDK_URL_OF: Final[Mapping[Flavour, str]] = {"minis": SDK_URL, "minigame": SDK_GAME_URL}
NAMESPACE_OF: Final[Mapping[Flavour, str]] = {"minis": "TTMinis", "minigame": "TTMinis.game"}
INIT_CALL_OF: Final[Mapping[Flavour, str]] = {
    flavour: f"{namespace}.init" for flavour, namespace in NAMESPACE_OF.items()
}

# The SDK calls that the platform's review expects of an app, each under the name it goes by there.
# Source: contract:toolchain-6.
REQUIRED_CALLS: Final[Mapping[Flavour, Mapping[str, str]]] = {
    "minis": {
        "login": "silent login",
        "createRewardedVideoAd": "rewarded ad",
        "createInterstitialAd": "interstitial ad",
        "pay": "Beans payment",
        "createSubscription": "subscription",
        "setNavigationBarColor": "navigation bar",
    },
    "minigame": {
        "login": "silent login",
        "createRewardedVideoAd": "rewarded ad",
        "addShortcut": "shortcut",
        "startEntranceMission": "entrance mission",
    },
}

# The on-device console: vConsole from the public network of the legacy tool or from the SDK's own
# host, and eruda, which the tool injects into games. Source: seed:vconsole, contract:toolchain-3.5.
VCONSOLE_UNPKG_URL: Final = "https://unpkg.com/vconsole@latest/dist/vconsole.min.js"
VCONSOLE_SDK_HOST_URL: Final = "https://connect.tiktok-minis.com/libs/vConsole.js"
VCONSOLE_URLS: Final = {"unpkg": VCONSOLE_UNPKG_URL, "sdk-host": VCONSOLE_SDK_HOST_URL}
ERUDA_URL: Final = "https://connect.tiktok-minis.com/libs/eruda.js"


def default_config(
    client_key: str,
    *,
    port: int,
    html_entry: str,
    output_dir: str,
    flavour: Flavour = "minis",
) -> dict[str, Any]:
    """Build the config that `init` writes, in the spellings we write and the tool's key order.

    Args:
        client_key: the app's key, or `CLIENT_KEY_PLACEHOLDER`.
        port: where the project's own development server listens.
        html_entry: entry page, relative to the project, with forward slashes.
        output_dir: folder of the production build, relative to the project.
        flavour: a game's config has an orientation.

    Source: seed:json-config, contract:toolchain-3.1, contract:toolchain-3.3.
    """
    config = {
        "dev": {"clientKey": client_key, "host": HOST_DEFAULT, "port": port},
        "navbar": {"bgColorLight": NAV_LIGHT_DEFAULT, "bgColorDark": NAV_DARK_DEFAULT},
        "build": {"htmlEntry": html_entry, "outputDir": output_dir},
        "domain": {"trustedDomains": []},
    }
    return {"orientation": ORIENTATION_DEFAULT, **config} if flavour == "minigame" else config
