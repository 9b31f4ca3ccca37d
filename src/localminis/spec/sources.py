"""The keys that `Source:` lines may name, and what each stands for.

A key is `seed:…` for the page this product starts from (the platform's "Development stage"), or
`contract:…` for a section of our own notes on the public documentation and public projects. A line
may also cite such notes by name and section number, as in `contract server-api §1.2`.
"""

from typing import Final

SOURCES: Final = {
    "seed:structure": "Development stage, technical standards: the folders of a finished project",
    "seed:restrictions": "Development stage, development restrictions",
    "seed:cli": "Development stage, command-line tool: init, build:after, debug",
    "seed:sdk-tag": "Development stage, the SDK's script tag and its init call",
    "seed:vconsole": "Development stage, the vConsole script that init injects",
    "seed:json-config": "Development stage, JSON configuration parameters and both examples",
    "seed:login": "Development stage, silent login, authorize, code exchange",
    "seed:payment": "Development stage, the two options of payment",
    "seed:webhook": "Development stage, listening to webhooks",
    "seed:redeem_success": "Development stage, event minis.trade_order.redeem.success",
    "seed:refund_traceback": "Development stage, event minis.trade_order.redeem.refund_traceback",
    "seed:build-after": "Development stage, the build command",
    "seed:manifest": "Development stage, example of minis.manifest.json",
    "contract:toolchain-2": "Notes on the command-line tools: commands, arguments, effects",
    "contract:toolchain-3.1": "Notes on minis.config.json: fields, defaults, confidence",
    "contract:toolchain-3.2": "Notes on minis.config.json: spellings counted in public projects",
    "contract:toolchain-2.1": "Notes on the legacy tool: build, check, flags seen in scripts",
    "contract:toolchain-2.2": "Notes on the tools for HTML games: init, build, manifest names",
    "contract:toolchain-2.3": "Notes on the newer tool: dev, build, minis.zip",
    "contract:toolchain-3.3": "Notes on minigame.config.json: fields, spellings counted",
    "contract:toolchain-3.5": "Notes on the entry page: SDK tag, init call, console",
    "contract:toolchain-4.1": "Notes on minis.manifest.json: samples, order, what is listed",
    "contract:toolchain-4.2": "Notes on the zip: sizes, content, layout, names",
    "contract:toolchain-5": "Notes on debugging: what must be in place, in which order",
    "contract:toolchain-6": "Notes on scanning and restriction rules",
    "contract:toolchain-8": "Notes on trusted domains: form, number, matching",
    "contract:toolchain-9": "Notes on the developer portal: objects, permissions, review",
    "contract:toolchain-10": "Notes on contradictions and unknowns of the documentation",
}

# The notes themselves, as cited with a section number.
NOTES: Final = {
    "client-sdk": "The page's SDK: methods, errors, conventions",
    "server-api": "The open API: OAuth, orders, webhooks, limits",
    "toolchain-portal": "The tools, config, manifest, restrictions and the developer portal",
}
