"""Where an address in a page or a script leads: into the app, or to which host."""

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from localminis.project.model import Config
from localminis.spec import config as spec_config

_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", re.DOTALL)
_NETWORK: Final = frozenset({"http", "https", "ws", "wss", "ftp"})
# Characters that a browser drops from an address before it reads it.
_DROPPED: Final = re.compile(r"[\t\n\r]")
_LOCAL: Final = re.compile(
    r"localhost|.*\.localhost|.*\.local|127(?:\.\d{1,3}){1,3}|0\.0\.0\.0|\[::1?\]"
    r"|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}"
)
_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
# Hosts that serve font style sheets: observed in published apps, and the written rule excepts
# fonts. Source: contract:toolchain-6.
FONT_HOSTS: Final = frozenset(
    {
        "fonts.googleapis.com",
        "fonts.gstatic.com",
        "use.typekit.net",
        "use.fontawesome.com",
        "fonts.bunny.net",
        "fonts.cdnfonts.com",
        "rsms.me",
    }
)
SDK_HOSTS: Final = frozenset(str(urlsplit(url).hostname) for url in spec_config.SDK_URLS)
OPEN_API_HOST: Final = "open.tiktokapis.com"


class Address(NamedTuple):
    """An address on the network; `scheme` is empty when the page's own counts (`//host/…`)."""

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def origin(self) -> str:
        """Scheme and host as a developer would register them."""
        port = "" if self.port in {None, _PORTS.get(self.scheme)} else f":{self.port}"
        secure = {"ws": "https", "wss": "https", "": "https"}.get(self.scheme, self.scheme)
        return f"{secure}://{self.host}{port}"

    @property
    def is_local(self) -> bool:
        """Whether the host is this machine or its local network."""
        return _LOCAL.fullmatch(self.host) is not None

    @property
    def is_plain(self) -> bool:
        """Whether what is sent there can be read on the way."""
        return self.scheme in {"http", "ws", "ftp"}


def network_address(text: str) -> Address | None:
    """Read an address; None when it stays inside the app (relative, data:, blob:) or is broken."""
    text = _DROPPED.sub("", text).strip().replace("\\", "/")
    scheme, rest = "", text
    match = _SCHEME.fullmatch(text)
    if match is not None:
        scheme, rest = match[1].lower(), match[2]
        if scheme not in _NETWORK:
            return None
        rest = "//" + rest.lstrip("/")
    if not rest.startswith("//"):
        return None
    try:
        parts = urlsplit(rest)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if ":" in host:
        host = f"[{host}]"
    return Address(scheme, host.rstrip("."), port, parts.path) if host else None


def known_host(text: str, *, is_whole: bool) -> Address | None:
    """Read an address of which only the beginning is certain; None unless its host is complete."""
    if not is_whole and not re.match(r"[^:/]*:?[/\\]{2}[^/\\?#]+[/\\?#]", text.strip()):
        return None
    return network_address(text)


def is_trusted(address: Address, config: Config) -> bool:
    """Tell whether a host is on the config's list; it must match exactly.

    Source: contract:toolchain-6. That wss: passes where https: is registered is assumed.
    """
    registered = {network_address(each) for each in map(_as_origin, config.trusted_domains)}
    return any(
        each is not None and each.host == address.host and _port(each) == _port(address)
        for each in registered
    )


def _as_origin(written: str) -> str:
    return written if "://" in written else f"https://{written}"


def _port(address: Address) -> int:
    return address.port or _PORTS.get(address.scheme, 443)


def is_console(text: str) -> bool:
    """Tell whether a script's address is vConsole's."""
    name = re.split(r"[?#]", text.strip())[0].rsplit("/", 1)[-1].lower()
    return re.fullmatch(r"vconsole(@[^/]*)?(\.min)?(\.js)?", name) is not None
