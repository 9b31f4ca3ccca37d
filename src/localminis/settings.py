"""Settings: flags over environment (`LOCALMINIS_…`) over defaults; read once, then passed along.

This is the only module that reads the environment. Each field's metadata is its documentation.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from localminis.errors import Invalid

DEFAULT_PORT = 8600
# A folder that we make for a state is its owner's alone: there are tokens in what a backend keeps.
OWNER_ONLY = 0o700


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("localminis", appauthor=False))


def _about(sentence: str) -> dict[str, str]:
    return {"about": sentence}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set about one platform; what its repr leaves out is secret."""

    home: Path = field(
        default_factory=_default_home,
        metadata=_about("Folder of the state: database, key, run file, logs."),
    )
    database_url: str | None = field(
        default=None,
        metadata=_about(
            "PostgreSQL address, `postgresql://user:password@host/database`; several processes may "
            "share it. Without it the state is a SQLite file in `home`."
        ),
        repr=False,
    )
    key_file: Path | None = field(
        default=None,
        metadata=_about(
            "File of the key that seals client secrets; `secret.key` in `home` when not given. "
            "Processes that share a database must share it."
        ),
    )
    mode: str = field(
        default="embedded",
        metadata=_about(
            "`embedded` (one person, loopback) or `served` (a team: members sign in, any address; "
            "needs `database_url` and `public_url`)."
        ),
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_about("IPv4 address to listen on; in embedded mode loopback only."),
    )
    lan: str = field(
        default="off",
        metadata=_about(
            "`on` lets phones of the local network open uploaded versions, by a link with a token; "
            "for one person, in networks that one trusts."
        ),
    )
    lan_address: str | None = field(
        default=None,
        metadata=_about("This machine's address in the phone's network; found when not given."),
    )
    public_url: str | None = field(
        default=None,
        metadata=_about(
            "Where the team reaches a served platform, such as `https://minis.example`; whatever "
            "ends TLS in front of it must pass the Host header on."
        ),
    )
    oidc_issuer: str | None = field(
        default=None,
        metadata=_about(
            "OpenID Connect provider through which members may sign in; its address, without "
            "`/.well-known`. The callback is `public_url` and `/console/sign-in/callback`."
        ),
    )
    oidc_client_id: str = field(default="", metadata=_about("Our client id at the provider."))
    oidc_client_secret: str = field(
        default="", metadata=_about("Our client secret at the provider."), repr=False
    )
    server_url: str | None = field(
        default=None,
        metadata=_about(
            "A served platform that the steering commands steer instead of the one on this machine."
        ),
    )
    server_token: str = field(
        default="",
        metadata=_about("A member's token for it, by `localminis member token create`."),
        repr=False,
    )
    port: int = field(
        default=DEFAULT_PORT, metadata=_about("Port of the platform; 0 takes a free one.")
    )
    token_lifetimes: str = field(
        default="minis",
        metadata=_about(
            "`minis` (access 86400 s, refresh 31536000 s) or `nov2026` (7200 s, 15552000 s)."
        ),
    )
    oauth_error_status: str = field(
        default="standard",
        metadata=_about(
            "HTTP status of OAuth errors: `standard` (400, 401 for invalid_client) or `ok` (200)."
        ),
    )
    numeric_error_status: str = field(
        default="ok",
        metadata=_about(
            "HTTP status of numeric Minis errors: `ok` (200) or `http` (400, and 500 for 50001000)."
        ),
    )
    reuse_revokes: str = field(
        default="off",
        metadata=_about(
            "Second use of a login code or refresh token: `off` refuses it; `on` also revokes "
            "every token that came from the same code."
        ),
    )
    page_calls: str = field(
        default="refused",
        metadata=_about(
            "Calls of the open API that a page makes itself: `refused` with the reason, or "
            "`answered` and shared with the page's origin."
        ),
    )
    client_id_parameter: str = field(
        default="accepted",
        metadata=_about(
            "A `client_id` in place of `client_key`: `accepted`, for ordinary OAuth libraries, or "
            "`ignored`, as the platform documents `client_key` only."
        ),
    )
    sign_in_as: str = field(
        default="members",
        metadata=_about(
            "Who may choose a simulated user on the consent page of a served platform: `members` "
            "who have signed in, as in its simulator, or `anyone` who opens it, for tests."
        ),
    )
    recharge_covers: str = field(
        default="shortfall",
        metadata=_about(
            "What the recharge inside `pay` covers: the `shortfall`, or the whole `price`."
        ),
    )
    seed: int | None = field(
        default=None,
        metadata=_about(
            "Make the same identifiers and tokens on each run, for repeatable tests; whoever knows "
            "the seed knows every token."
        ),
    )
    packages_folder: Path | None = field(
        default=None,
        metadata=_about(
            "Folder of uploaded packages; `packages` in `home` when not given. Processes that "
            "share a database must share it."
        ),
    )
    trusted_domains: str = field(
        default="portal",
        metadata=_about(
            "Which list of trusted domains an opened version goes by: the one registered in the "
            "`portal`, or that of its `config`."
        ),
    )
    preview_for: str = field(
        default="anyone",
        metadata=_about(
            "Who may open versions that are not released to everybody: `anyone` or `test_users`."
        ),
    )
    release_regions: str = field(
        default="enforced",
        metadata=_about(
            "Whether users of a region in which an app is not released find it: `enforced` (they "
            "do not) or `ignored` (everybody does)."
        ),
    )
    review: str = field(
        default="manual",
        metadata=_about(
            "Review of a submitted version: `manual` (you approve or reject) or `automatic` "
            "(approved at once)."
        ),
    )
    webhook_timeout_s: int = field(
        default=10, metadata=_about("Seconds of wall time a webhook receiver has to answer.")
    )
    webhook_success: str = field(
        default="200",
        metadata=_about(
            "Answers that acknowledge a webhook: `200` (the literal reading) or `2xx` (any such)."
        ),
    )
    webhook_resign: str = field(
        default="fresh",
        metadata=_about(
            "Signature of a retried webhook: `fresh` (signed at each attempt) or `first` (signed "
            "with the time of the first attempt)."
        ),
    )
    signature_time: str = field(
        default="wall",
        metadata=_about(
            "Clock of the signature's `t`: `wall` (this machine's) or `platform` (turned by "
            "`localminis clock`)."
        ),
    )
    webhook_is_sandbox: str = field(
        default="sent",
        metadata=_about(
            "The key `is_sandbox` of a webhook's content: `sent` or `omitted` (as in old samples)."
        ),
    )
    webhook_user_openid: str = field(
        default="filled",
        metadata=_about(
            "The key `user_openid` of a webhook: `filled` (the user's open_id) or `blank` (as in "
            "the official samples)."
        ),
    )
    webhook_extra_key: str = field(
        default="",
        metadata=_about(
            "Name of a key added to every webhook's content, such as `pay_type`, to see whether a "
            "receiver puts up with it; empty adds none."
        ),
    )
    standard_webhooks: str = field(
        default="off",
        metadata=_about(
            "Headers of the Standard Webhooks specification beside the platform's own: `off` or "
            "`on` (their secret is `whsec_` and the client secret in base64)."
        ),
    )
    webhook_allow_networks: str = field(
        default="",
        metadata=_about(
            "Networks that webhooks may be sent to, separated by commas; outside this machine "
            "https only. Without it this machine (`127.0.0.0/8,::1/128`) in embedded mode, and "
            "public addresses (`0.0.0.0/0,::/0`, which never hold a private one) in served mode."
        ),
    )
    webhook_concurrency: int = field(
        default=16,
        metadata=_about("Webhooks under way to one host and port at a time, per process."),
    )
    webhook_rate_per_s: int = field(
        default=0,
        metadata=_about(
            "Webhooks started to one host and port per second, per process; 0 for no limit."
        ),
    )

    request_log_kept: int = field(
        default=20_000,
        metadata=_about("Calls of the open API that the request log keeps; 0 for no log."),
    )

    @property
    def is_served(self) -> bool:
        """Whether a team shares the platform and signs in."""
        return self.mode == "served"

    @property
    def is_behind_tls(self) -> bool:
        """Whether browsers reach the platform by https."""
        return urlsplit(self.public_url or "").scheme == "https"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / "localminis.db"

    @property
    def vault_key(self) -> Path:
        """The file of the key that seals secrets."""
        return self.key_file or self.home / "secret.key"

    @property
    def packages(self) -> Path:
        """The folder of uploaded packages."""
        return self.packages_folder or self.home / "packages"

    @property
    def run_file(self) -> Path:
        """Where a running platform leaves its address and admin token, for its owner only."""
        return self.home / "run.json"


_CHOICES = {
    "mode": ("embedded", "served"),
    "lan": ("off", "on"),
    "token_lifetimes": ("minis", "nov2026"),
    "oauth_error_status": ("standard", "ok"),
    "numeric_error_status": ("ok", "http"),
    "webhook_success": ("200", "2xx"),
    "webhook_resign": ("fresh", "first"),
    "signature_time": ("wall", "platform"),
    "webhook_is_sandbox": ("sent", "omitted"),
    "webhook_user_openid": ("filled", "blank"),
    "standard_webhooks": ("off", "on"),
    "recharge_covers": ("shortfall", "price"),
    "reuse_revokes": ("off", "on"),
    "page_calls": ("refused", "answered"),
    "client_id_parameter": ("accepted", "ignored"),
    "sign_in_as": ("members", "anyone"),
    "trusted_domains": ("portal", "config"),
    "preview_for": ("anyone", "test_users"),
    "release_regions": ("enforced", "ignored"),
    "review": ("manual", "automatic"),
}

# An attempt must end well before the agenda's lease of 60 s, or it would be made twice.
_DATABASES = ("postgresql", "postgres", "postgresql+psycopg")
_RANGES = {
    "port": (0, 65_535),
    "seed": (0, 2**63 - 1),
    "webhook_timeout_s": (1, 50),
    "webhook_concurrency": (1, 256),
    "webhook_rate_per_s": (0, 10_000),
    "request_log_kept": (0, 1_000_000),
}


def load(environment: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """Read the settings; a flag that is None counts as not given.

    Raises:
        Invalid: a value that the setting does not take; says which are accepted.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for each in fields(Settings):
        name = f"LOCALMINIS_{each.name.upper()}"
        given = flags.get(each.name)
        if given is None:
            given = environment.get(name) or None  # an empty variable counts as not set
        if given is not None:
            values[each.name] = _parse(each.name, given)
    chosen = Settings(**values)
    _check_mode(chosen)
    if chosen.server_url and not chosen.server_token:
        raise Invalid(
            f"The platform at {chosen.server_url} wants a token. Set LOCALMINIS_SERVER_TOKEN to "
            "one that `localminis member token create` made there."
        )
    return chosen


def takes_colours(environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether a terminal may be written to in colours: NO_COLOR and a dumb one forbid it."""
    environment = os.environ if environment is None else environment
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def misspelt(environment: Mapping[str, str] | None = None) -> list[str]:
    """Say of each variable that is almost one of ours, and counts for nothing, which was meant."""
    ours = [f"LOCALMINIS_{each.name.upper()}" for each in fields(Settings)]
    said = []
    for name in os.environ if environment is None else environment:
        if name.startswith("LOCALMINIS_") and name not in ours:
            # Nearly nobody needs it.
            import difflib

            near = difflib.get_close_matches(name, ours, n=1, cutoff=0.9)
            said += [f"{name} is no setting. Did you mean {each}?" for each in near]
    return said


def _parse(name: str, given: Any) -> Any:
    if name in {"home", "key_file", "packages_folder"}:
        return Path(given).expanduser().absolute()
    if name in _RANGES:
        return _whole_number(name, given)
    if name in _CHOICES and given not in _CHOICES[name]:
        accepted = " or ".join(_CHOICES[name])
        raise Invalid(f"The setting {name} is {given!r}. Use {accepted}.")
    if name in {"public_url", "oidc_issuer", "server_url"}:
        return _address(name, given)
    if name == "database_url" and urlsplit(given).scheme not in _DATABASES:
        raise Invalid(
            "The setting database_url is not an address of PostgreSQL. Use the form "
            "postgresql://user:password@host/database; without the setting the state is a file."
        )
    return given


def _address(name: str, given: str) -> str:
    parts = urlsplit(given)
    try:
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        has_host = False
    is_loopback = parts.hostname in {"127.0.0.1", "localhost"}
    if has_host and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback)):
        plain = given.rstrip("/")
        if name == "public_url" and plain != f"{parts.scheme}://{parts.netloc}":
            raise Invalid(
                f"The setting {name} is {given!r}. LocalMinis answers at the top of its host: "
                "leave the path out."
            )
        return plain
    raise Invalid(
        f"The setting {name} is {given!r}. Write an address that begins with https://; http:// is "
        "for this machine only."
    )


def _check_mode(chosen: Settings) -> None:
    """Refuse settings that do not go together.

    A platform of one person has no sign-in, so nobody else may reach it.
    """
    if not chosen.is_served:
        if chosen.host != "127.0.0.1":
            raise Invalid(
                f"The setting host is {chosen.host!r}. In embedded mode LocalMinis listens on "
                "loopback: 127.0.0.1. Set LOCALMINIS_MODE=served for a team."
            )
        return
    if chosen.lan == "on":
        raise Invalid(
            "The setting lan is for one person's machine. A team reaches a served platform by its "
            "public_url; leave lan out."
        )
    try:
        ipaddress.IPv4Address(chosen.host)
    except ValueError as error:
        raise Invalid(
            f"The setting host is {chosen.host!r}. Use an IPv4 address of this machine, or 0.0.0.0."
        ) from error
    for name in ("database_url", "public_url"):
        if getattr(chosen, name) is None:
            raise Invalid(f"Served mode needs LOCALMINIS_{name.upper()}. Set it, or leave mode.")
    if chosen.seed is not None:
        raise Invalid("The setting seed is for tests on loopback. Leave it out in served mode.")
    if chosen.oidc_issuer and not (chosen.oidc_client_id and chosen.oidc_client_secret):
        raise Invalid(
            "The setting oidc_issuer needs LOCALMINIS_OIDC_CLIENT_ID and "
            "LOCALMINIS_OIDC_CLIENT_SECRET. The provider gives both when you register LocalMinis."
        )


def _whole_number(name: str, given: Any) -> int:
    low, high = _RANGES[name]
    try:
        number = int(given)
    except ValueError:
        number = -1
    if not low <= number <= high:
        raise Invalid(f"The setting {name} is {given!r}. Use a whole number from {low} to {high}.")
    return number


def shown(chosen: Settings) -> dict[str, Any]:
    """Return every setting by name, for people to read: of a secret only that it is set."""
    secret = {each.name for each in fields(Settings) if not each.repr}
    values = {each.name: getattr(chosen, each.name) for each in fields(Settings)}
    return {name: "set" if name in secret and value else value for name, value in values.items()}


def behaviour(chosen: Settings) -> dict[str, Any]:
    """Return the settings that decide what a platform answers, and none that holds a secret."""
    names = (
        *(name for name in _CHOICES if name not in {"mode", "lan", "sign_in_as"}),
        *_RANGES,
        "webhook_extra_key",
    )
    return {name: getattr(chosen, name) for name in names if name not in {"port", "seed"}}


def subprocess_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with `changes`, for a program that we start."""
    return {**os.environ, **changes}


def environment_beside(url: str, home: Path, **changes: str) -> dict[str, str]:
    """Return the environment for a program that calls the platform at `url` and steers it."""
    places = {"LOCALMINIS_API_URL": url, "LOCALMINIS_HOME": str(home.absolute())}
    return subprocess_environment(**places, **changes)


def client_environment() -> Mapping[str, str]:
    """Return the environment that the backend's client reads its base address and keys from."""
    return os.environ
