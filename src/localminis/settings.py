"""Settings: flags over environment (`LOCALMINIS_…`) over defaults; read once, then passed along.

This is the only module that reads the environment. Each field's metadata is its documentation.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from localminis.errors import Invalid

DEFAULT_PORT = 8600


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("localminis", appauthor=False))


def _about(sentence: str) -> dict[str, str]:
    return {"about": sentence}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set about one platform."""

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
    )
    key_file: Path | None = field(
        default=None,
        metadata=_about(
            "File of the key that seals client secrets; `secret.key` in `home` when not given. "
            "Processes that share a database must share it."
        ),
    )
    host: str = field(default="127.0.0.1", metadata=_about("Address to listen on; loopback only."))
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
            "Second use of a login code or refresh token: `off` refuses it; `on` also revokes every "
            "token that came from the same code."
        ),
    )
    recharge_covers: str = field(
        default="shortfall",
        metadata=_about(
            "What the recharge inside `pay` covers: the `shortfall`, or the whole `price`."
        ),
    )
    webhook_timeout_s: int = field(
        default=10, metadata=_about("Seconds of wall time a webhook receiver has to answer.")
    )

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / "localminis.db"

    @property
    def vault_key(self) -> Path:
        """The file of the key that seals secrets."""
        return self.key_file or self.home / "secret.key"

    @property
    def run_file(self) -> Path:
        """Where a running platform leaves its address and admin token, for its owner only."""
        return self.home / "run.json"


_CHOICES = {
    "token_lifetimes": ("minis", "nov2026"),
    "oauth_error_status": ("standard", "ok"),
    "numeric_error_status": ("ok", "http"),
    "recharge_covers": ("shortfall", "price"),
    "reuse_revokes": ("off", "on"),
}

# An attempt must end well before the agenda's lease of 60 s, or it would be made twice.
_RANGES = {"port": (0, 65_535), "webhook_timeout_s": (1, 50)}


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
    return Settings(**values)


def _parse(name: str, given: Any) -> Any:
    if name in {"home", "key_file"}:
        return Path(given).expanduser().absolute()
    if name in _RANGES:
        return _whole_number(name, given)
    if name in _CHOICES and given not in _CHOICES[name]:
        accepted = " or ".join(_CHOICES[name])
        raise Invalid(f"The setting {name} is {given!r}. Use {accepted}.")
    if name == "host" and given not in {"127.0.0.1", "::1", "localhost"}:
        raise Invalid(f"The setting host is {given!r}. LocalMinis listens on loopback: 127.0.0.1.")
    return given


def _whole_number(name: str, given: Any) -> int:
    low, high = _RANGES[name]
    try:
        number = int(given)
    except ValueError:
        number = -1
    if not low <= number <= high:
        raise Invalid(f"The setting {name} is {given!r}. Use a whole number from {low} to {high}.")
    return number


def subprocess_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with `changes`, for a program that we start."""
    return {**os.environ, **changes}


def client_environment() -> Mapping[str, str]:
    """Return the environment that the backend's client reads its base address and keys from."""
    return os.environ
