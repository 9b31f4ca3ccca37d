"""What an app says of itself in other languages; English is what its basic information says.

A user whose TikTok speaks a language sees the app's words in it when they are online, else the
app's own. Source: contract:toolchain-9, §9.3.
"""

from localminis.identity import addresses, apps, users
from localminis.identity.model import App
from localminis.publishing import queries, revisions
from localminis.publishing.model import Localization, LocalizationMissing, TextInvalid
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx


def listing(tx: Tx, app: App) -> list[Localization]:
    """Return an app's words in other languages, by language."""
    return queries.localizations_of(tx, app.id)


def put(tx: Tx, app: App, wanted: Localization, *, revision: int | None = None) -> Localization:
    """Say something in a language, in place of what was said in it before.

    Raises:
        NameInvalid, AddressInvalid: a value has a form that is not taken; nothing is written.
        TextInvalid: there are as many languages as are kept; nothing is written.
        StaleRevision: nothing is written.
    """
    basics = apps.parse_basics(name=wanted.name, description=wanted.description)
    checked = Localization(
        users.parse_language(wanted.language),
        basics["name"],
        basics["description"],
        addresses.parse_legal(wanted.terms_url) if wanted.terms_url else None,
        addresses.parse_legal(wanted.privacy_url) if wanted.privacy_url else None,
        is_online=wanted.is_online,
    )
    app = revisions.hold(tx, app, revision, "revision")
    present = {each.language for each in listing(tx, app)}
    if checked.language not in present and len(present) >= spec.LOCALIZATIONS_MAX:
        raise TextInvalid(
            f"{app.client_key} speaks {spec.LOCALIZATIONS_MAX} languages, and more are not kept."
        )
    queries.put_localization(tx, app.id, checked)
    return checked


def remove(tx: Tx, app: App, language: str, *, revision: int | None = None) -> None:
    """Say nothing in a language any more.

    Raises:
        LocalizationMissing, StaleRevision: nothing is written.
    """
    if language not in {each.language for each in listing(tx, app)}:
        raise LocalizationMissing(f"{app.client_key} says nothing in {language!r}.")
    app = revisions.hold(tx, app, revision, "revision")
    queries.delete_localization(tx, app.id, language)


def name_for(tx: Tx, app: App, language: str) -> str:
    """Return how an app is called for a user of a language, with or without its country."""
    online = {each.language: each.name for each in listing(tx, app) if each.is_online}
    return online.get(language) or online.get(language.partition("-")[0]) or app.name
