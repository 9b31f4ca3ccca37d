"""The scripts that stand in for hosted ones: SDK, vConsole, and the shim that reports restrictions.

They are files of `browser/`, served as written; the SDK's files are joined into one classic script.
"""

from collections.abc import Iterable
from importlib.resources import files
from typing import Final

from localminis.errors import NotFound

# In the order in which the flavour's files need each other.
SDK_FILES: Final = {
    "drama": ("tables.js", "core.js", "ads.js", "native_video.js", "drama.js"),
    "game": (
        "game_tables.js",
        "core.js",
        "ads.js",
        "game_storage.js",
        "game_files.js",
        "game_network.js",
        "game_device.js",
        "game_media.js",
        "game.js",
    ),
}
SHIM_FILES: Final = ("shim.js", "shim_phone.js", "shim_network.js")

_NO_VCONSOLE = """"use strict";
// Stands in for vConsole where it is not installed: pages construct it, and nothing else.
window.VConsole = class VConsole {
  constructor() {
    console.info(
      "vConsole is not installed. Install Node 20 and run `make setup`, then restart LocalMinis.",
    );
  }
  show() {}
  hide() {}
  showSwitch() {}
  hideSwitch() {}
  setOption() {}
  addPlugin() {}
  removePlugin() {}
  destroy() {}
};
"""

# Games call eruda; its console is vConsole here, so that there is one to install.
_ERUDA = """
;(() => {
  "use strict";
  let shown = null;
  const nothing = () => {};
  window.eruda = {
    init() {
      shown ??= new window.VConsole();
    },
    show: () => shown?.show(),
    hide: () => shown?.hide(),
    destroy() {
      shown?.destroy();
      shown = null;
    },
    add: nothing,
    remove: nothing,
    get: nothing,
    position: nothing,
  };
})();
"""

_BROWSER = files("localminis") / "browser"


class FlavourUnknown(NotFound):
    """There is no SDK of that flavour."""


def sdk_script(flavour: str) -> bytes:
    """Join the SDK's files into the one classic script that a page loads.

    The files are fragments that share names; one strict function around them keeps those names out
    of the page.

    Raises:
        FlavourUnknown: names the flavours there are.
    """
    names = SDK_FILES.get(flavour)
    if names is None:
        known = ", ".join(SDK_FILES)
        raise FlavourUnknown(f"There is no SDK of the flavour {flavour!r}. Use {known}.")
    return _joined(names)


def shim_script() -> bytes:
    """Return the script that runs first in the page and reports what the browser refuses."""
    return _joined(SHIM_FILES)


def player_script() -> bytes:
    """Return the player, a module that the SDK imports when a page asks for it."""
    return (_BROWSER / "sdk" / "player.js").read_bytes()


def standalone_script() -> bytes:
    """Return the module that the SDK imports in a page outside the simulator."""
    return (_BROWSER / "sdk" / "standalone.js").read_bytes()


def vconsole_script() -> bytes:
    """Return vConsole, or a small stand-in that says how to get it when it is not installed."""
    path = _BROWSER / "vendor" / "vconsole.min.js"
    return path.read_bytes() if path.is_file() else _NO_VCONSOLE.encode()


def eruda_script() -> bytes:
    """Return what stands in for eruda, the console that the tool puts into games: vConsole."""
    return vconsole_script() + _ERUDA.encode()


def _joined(names: Iterable[str]) -> bytes:
    parts = [(_BROWSER / "sdk" / name).read_text(encoding="utf-8") for name in names]
    return "\n".join(["(() => {", '"use strict";', *parts, "})();", ""]).encode()
