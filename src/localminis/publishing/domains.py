"""An app's trusted domains: what it registers, what a config lists, and which of them counts.

Two lists exist and no page says which wins, so a setting does; the differences are always shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from localminis.identity.model import App
from localminis.publishing import queries, revisions
from localminis.publishing.model import DomainsInvalid
from localminis.spec.limits import TRUSTED_DOMAINS_MAX
from localminis.spec.restrictions import trusted_domain_problem
from localminis.store.transaction import Tx

Winner = Literal["portal", "config"]

_SOCKET: Final = "wss://"
_PAGE: Final = "https://"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two lists side by side; `differences` are sentences for a developer."""

    portal: tuple[str, ...]
    config: tuple[str, ...]
    winner: Winner
    differences: tuple[str, ...]


def listing(tx: Tx, app: App) -> list[str]:
    """Return the origins that an app has registered, sorted."""
    return queries.trusted_domains_of(tx, app.id)


def replace(tx: Tx, app: App, origins: Sequence[str], *, revision: int | None = None) -> list[str]:
    """Register these origins in place of the earlier ones.

    Raises:
        DomainsInvalid: too many, or one of a form that is not taken; nothing is written.
        StaleRevision: nothing is written.
    """
    wanted = parse_all(origins)
    app = revisions.hold(tx, app, revision, "revision")
    queries.replace_trusted_domains(tx, app.id, wanted)
    return queries.trusted_domains_of(tx, app.id)


def parse_all(origins: Sequence[str]) -> list[str]:
    """Return origins as they are registered, each once.

    Raises:
        DomainsInvalid: too many, or one of a form that is not taken.
    """
    wanted = list(dict.fromkeys(parse(each) for each in origins))
    if len(wanted) > TRUSTED_DOMAINS_MAX:
        raise DomainsInvalid(
            f"{len(wanted)} trusted domains are too many; the portal takes {TRUSTED_DOMAINS_MAX}. "
            "Leave some out."
        )
    return wanted


def parse(origin: str) -> str:
    """Return an origin as it is registered: `https://` or `wss://` and a host, in lower case.

    Raises:
        DomainsInvalid: another scheme, a path, a port, a wildcard, or no host.

    Source: contract:toolchain-8. https, no wildcard and no path are documented; wss and that no
    port is taken are observed.
    """
    plain = origin.strip().lower().removesuffix("/")
    as_page = _PAGE + plain.removeprefix(_SOCKET) if plain.startswith(_SOCKET) else plain
    problem = trusted_domain_problem(as_page)
    if problem is not None:
        raise DomainsInvalid(problem.replace(repr(as_page), repr(origin), 1))
    if ":" in as_page.removeprefix(_PAGE):
        raise DomainsInvalid(
            f"The trusted domain {origin!r} has a port, and none is taken. Serve the host on its "
            "usual port and write the host alone, as in https://api.example.com."
        )
    return plain


def compare(
    portal: Iterable[str], config: Iterable[str], *, winner: Winner, client_key: str
) -> Comparison:
    """Set the registered list beside a config's; hosts are compared exactly.

    Source: contract:toolchain-8. An apex does not stand for its subdomains: observed.
    """
    registered, listed = _plain(portal), _plain(config)
    missing = [each for each in listed if each not in registered]
    unlisted = [each for each in registered if each not in listed]
    effect = {
        "portal": "so an opened version may not ask it",
        "config": "and counts only because the setting trusted_domains says config",
    }[winner]
    sentences = [
        f"{each} is in the config and not registered, {effect}. Register it: "
        f"`localminis app domains add {client_key} {each}`."
        for each in missing
    ]
    sentences += [f"{each} is registered and not in the config." for each in unlisted]
    return Comparison(tuple(registered), tuple(listed), winner, tuple(sentences))


def allowed(compared: Comparison) -> tuple[str, ...]:
    """Return the origins that an opened version may ask, in the form of a page's policy."""
    counted = compared.portal if compared.winner == "portal" else compared.config
    # A wss: request passes where its https: host is trusted.
    return tuple(dict.fromkeys(each.replace(_SOCKET, _PAGE, 1) for each in counted))


def _plain(origins: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(each.strip().lower().removesuffix("/") for each in origins))
