import pytest

from localminis.identity.model import AddressInvalid, NameInvalid
from localminis.publishing import localizations
from localminis.publishing.model import (
    Localization,
    LocalizationMissing,
    StaleRevision,
    TextInvalid,
)
from localminis.spec import publishing as spec


def say(portal, language="ja", *, revision=None, **changes):
    words = {
        "name": " Yakō ",
        "description": "",
        "terms_url": None,
        "privacy_url": None,
        "is_online": True,
        **changes,
    }
    wanted = Localization(language, **words)
    return portal.run(lambda tx: localizations.put(tx, portal.app, wanted, revision=revision))


def test_a_user_sees_the_name_of_their_language_when_it_is_online(portal):
    """With the country or without; else the app's own."""
    assert say(portal).name == "Yakō"
    say(portal, "pt", name="Trem", is_online=False)
    named = {
        each: portal.run(lambda tx, language=each: localizations.name_for(tx, portal.app, language))
        for each in ("ja", "ja-JP", "pt", "en")
    }
    own = portal.app.name
    assert named == {"ja": "Yakō", "ja-JP": "Yakō", "pt": own, "en": own}
    say(portal, is_online=False)
    assert portal.run(lambda tx: localizations.name_for(tx, portal.app, "ja")) == own
    portal.run(lambda tx: localizations.remove(tx, portal.app, "ja"))
    assert [
        each.language for each in portal.run(lambda tx: localizations.listing(tx, portal.app))
    ] == ["pt"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"language": "Japanese language"}, NameInvalid),
        ({"name": " "}, NameInvalid),
        ({"name": "n" * 51}, NameInvalid),
        ({"description": "d" * 501}, NameInvalid),
        ({"terms_url": "ftp://example.com"}, AddressInvalid),
        ({"revision": 9_999}, StaleRevision),
    ],
    ids=str,
)
def test_words_that_cannot_be_are_refused(portal, changes, refusal):
    """The limits are those of the basic information."""
    with pytest.raises(refusal):
        say(portal, **changes)
    assert portal.run(lambda tx: localizations.listing(tx, portal.app)) == []


def test_languages_end_at_a_number(portal, monkeypatch):
    """One more is refused, another word in one of them is not; what is not there is said."""
    monkeypatch.setattr(spec, "LOCALIZATIONS_MAX", 2)
    say(portal, "ja")
    say(portal, "fr")
    say(portal, "fr", name="Train")
    with pytest.raises(TextInvalid):
        say(portal, "de")
    with pytest.raises(LocalizationMissing):
        portal.run(lambda tx: localizations.remove(tx, portal.app, "de"))
