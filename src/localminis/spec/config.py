"""What `minis.config.json` may say, in every documented spelling, and what a page must load.

The platform's own page contradicts itself; each field lists the spellings that are accepted, first
of all the one we write. Facts only: reading is done in `project/load.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Confidence = Literal["documented", "observed", "assumed"]

CONFIG_NAME: Final = "minis.config.json"


# What counts where a config says nothing. Documented, see `seed:json-config`; the style, see
# `contract:toolchain-3.1`.
NAV_STYLE_DEFAULT: Final = "default"
HOST_DEFAULT: Final = "localhost"
PORT_DEFAULT: Final = 3000
OUTPUT_DIR_DEFAULT: Final = "build"
HTML_ENTRY_DEFAULT: Final = "public/index.html"


@dataclass(frozen=True, slots=True)
class ConfigField:
    """One thing that can be configured.

    `spellings` maps each accepted dotted path to how sure we are of it; the first is the one we
    write. `accepted` is the form a refusal shows.
    """

    spellings: Mapping[str, Confidence]
    accepted: str
    source: str
    default: str | int | None = None

    @property
    def written(self) -> str:
        """The spelling that we write and name in messages."""
        return next(iter(self.spellings))


NAV_STYLE: Final = ConfigField(
    {"navbar.style": "documented"},
    '"default" or "custom"',
    "contract:toolchain-3.1",
    default=NAV_STYLE_DEFAULT,
)
NAV_LIGHT: Final = ConfigField(
    {"navbar.bgColorLight": "documented", "navbar.lightModeBgColor": "documented"},
    'a hex colour such as "#ffffff"',
    "seed:json-config",
)
NAV_DARK: Final = ConfigField(
    {"navbar.bgColorDark": "documented", "navbar.darkModeBgColor": "documented"},
    'a hex colour such as "#000000"',
    "seed:json-config",
)
HOST: Final = ConfigField(
    {"dev.host": "documented"},
    'a host name without scheme or port, such as "localhost"',
    "seed:json-config",
    default=HOST_DEFAULT,
)
# A number in the table, a string in both examples of the same page.
PORT: Final = ConfigField(
    {"dev.port": "documented"},
    "a whole number from 1 to 65535, such as 3000",
    "seed:json-config",
    default=PORT_DEFAULT,
)
# The page calls the key required and gives it no place; `dev.clientKey` is where the tool puts it.
CLIENT_KEY: Final = ConfigField(
    {"dev.clientKey": "observed", "clientKey": "observed", "client_key": "observed"},
    "the client key of your app as a string",
    "contract:toolchain-3.2",
)
OUTPUT_DIR: Final = ConfigField(
    {
        "build.outputDir": "documented",
        "build.output": "documented",
        "build.folderName": "documented",
    },
    'a folder inside the project, such as "dist"',
    "seed:json-config",
    default=OUTPUT_DIR_DEFAULT,
)
HTML_ENTRY: Final = ConfigField(
    {"build.htmlEntry": "documented"},
    'a file inside the project, such as "index.html"',
    "seed:json-config",
    default=HTML_ENTRY_DEFAULT,
)
# One list under two names on the same page; projects write either or both, so they are merged.
TRUSTED_DOMAINS: Final = ConfigField(
    {"domain.trustedDomains": "documented", "domain.allowList": "documented"},
    'a list of hosts such as ["https://api.example.com"]',
    "seed:json-config",
)

FIELDS: Final = (
    NAV_STYLE,
    NAV_LIGHT,
    NAV_DARK,
    HOST,
    PORT,
    CLIENT_KEY,
    OUTPUT_DIR,
    HTML_ENTRY,
    TRUSTED_DOMAINS,
)
SECTIONS: Final = ("navbar", "dev", "build", "domain")

# Found in real projects, without a meaning for a local platform yet: kept, copied, not read.
# Source: contract:toolchain-3.1.
IGNORED: Final = frozenset(
    {
        "dev.name",
        "dev.iconUrl",
        "dev.desc",
        "dev.ppLink",
        "dev.tosLink",
        "dev.entry",
        "appId",
        "appid",
        "_comment",
    }
)

PORT_MIN: Final = 1
PORT_MAX: Final = 65_535

# The value that stands where a developer must put a client key. The page itself shows the second.
CLIENT_KEY_PLACEHOLDER: Final = "your_client_key"
CLIENT_KEY_PLACEHOLDERS: Final = frozenset(
    {CLIENT_KEY_PLACEHOLDER, "${your_client_key}", "{{your_client_key}}", "your_client_Key"}
)

NAV_LIGHT_DEFAULT: Final = "#ffffff"
NAV_DARK_DEFAULT: Final = "#000000"

# Where an entry page is looked for when the config names none, in this order. Assumed.
ENTRY_CANDIDATES: Final = ("index.html", "public/index.html", "src/index.html")

# The SDK's tag; the first is the one we write, the others are recognised in existing pages.
# Source: seed:sdk-tag, contract:toolchain-3.5.
SDK_URL: Final = "https://connect.tiktok-minis.com/drama/sdk.js"
SDK_GAME_URL: Final = "https://connect.tiktok-minis.com/game/sdk.js"
SDK_OLD_URL: Final = "https://developers.tiktok.com/js/minis.js"
SDK_URLS: Final = (SDK_URL, SDK_GAME_URL, SDK_OLD_URL)

# The on-device console: the public network of the legacy tool, or the SDK's own host.
# Source: seed:vconsole, contract:toolchain-3.5.
VCONSOLE_UNPKG_URL: Final = "https://unpkg.com/vconsole@latest/dist/vconsole.min.js"
VCONSOLE_SDK_HOST_URL: Final = "https://connect.tiktok-minis.com/libs/vConsole.js"
VCONSOLE_URLS: Final = {"unpkg": VCONSOLE_UNPKG_URL, "sdk-host": VCONSOLE_SDK_HOST_URL}


def default_config(
    client_key: str, *, port: int, html_entry: str, output_dir: str
) -> dict[str, Any]:
    """Build the config that `init` writes, in the spellings we write and the tool's key order.

    Args:
        client_key: the app's key, or `CLIENT_KEY_PLACEHOLDER`.
        port: where the project's own development server listens.
        html_entry: entry page, relative to the project, with forward slashes.
        output_dir: folder of the production build, relative to the project.

    Source: seed:json-config, contract:toolchain-3.1.
    """
    return {
        "dev": {"clientKey": client_key, "host": HOST_DEFAULT, "port": port},
        "navbar": {"bgColorLight": NAV_LIGHT_DEFAULT, "bgColorDark": NAV_DARK_DEFAULT},
        "build": {"htmlEntry": html_entry, "outputDir": output_dir},
        "domain": {"trustedDomains": []},
    }
