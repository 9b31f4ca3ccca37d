from functools import partial

import pytest
from sqlalchemy import update

from localminis.identity import apps, codes, tokens, users
from localminis.identity.model import (
    AccessTokenInvalid,
    CodeProofInvalid,
    GrantReused,
    InvalidGrant,
)
from localminis.store import vault
from localminis.store.tables.identity import tokens as table

URI = "https://example.com/cb"
VERIFIER = "v" * 43
HEXADECIMAL, BASE64URL = codes.challenges(VERIFIER)


def prove(**given):
    """Check a proof of the web flow, with changes."""
    right = {
        "redirect_uri": URI,
        "code_challenge": None,
        "given_redirect_uri": URI,
        "given_verifier": None,
    }
    codes.check_proof(**{**right, **given})


def test_the_challenge_is_rfc_7636s():
    """The known pair of the RFC's appendix B, and the same digest in hexadecimal."""
    hexadecimal, base64url = codes.challenges("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert base64url == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert len(hexadecimal) == 64
    assert int(hexadecimal, 16).to_bytes(32, "big").hex() == hexadecimal


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"code_challenge": HEXADECIMAL, "given_verifier": VERIFIER},
        {"code_challenge": BASE64URL, "given_verifier": VERIFIER},
        {"redirect_uri": None, "given_redirect_uri": None},
        {"redirect_uri": None, "given_redirect_uri": "x", "given_verifier": "y"},
    ],
)
def test_a_right_proof_passes(given):
    """A mini app's code needs none, the web flow's needs what it was made with."""
    prove(**given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"given_redirect_uri": None}, "redirect_uri is missing"),
        ({"given_redirect_uri": URI + "/"}, "not the authorization's"),
        ({"given_verifier": VERIFIER}, "no code_challenge"),
        ({"code_challenge": HEXADECIMAL}, "code_verifier is missing"),
        ({"code_challenge": HEXADECIMAL, "given_verifier": "é"}, "does not fit"),
        ({"code_challenge": BASE64URL, "given_verifier": BASE64URL}, "does not fit"),
    ],
)
def test_a_wrong_proof_is_refused(given, said):
    """Each says what is missing or differs."""
    with pytest.raises(CodeProofInvalid, match=said):
        prove(**given)


class Login:
    """An app, a user and their tokens."""

    def __init__(self, shelf, folder) -> None:
        self.shelf = shelf
        seal = vault.load(folder / "secret.key")
        self.app = shelf.run(lambda tx: apps.create(tx, shelf.clock, seal, name="Drama"))
        self.mia = shelf.run(lambda tx: users.create(tx, shelf.clock, name="Mia"))

    def code(self):
        return self.shelf.run(lambda tx: codes.issue(tx, self.shelf.clock, self.mia, self.app))

    def call(self, verb, *given, **named):
        work = partial(verb, clock=self.shelf.clock, app=self.app, **named)
        return self.shelf.run(lambda tx: work(tx, *given))

    def exchange(self, code):
        return self.call(tokens.exchange, code=code, lifetimes="minis")

    def refresh(self, token):
        return self.call(tokens.refresh, refresh_token=token, lifetimes="minis")

    def is_alive(self, token):
        try:
            return bool(self.shelf.run(lambda tx: tokens.caller(tx, self.shelf.clock, token)))
        except AccessTokenInvalid:
            return False


@pytest.fixture
def login(shelf, tmp_path):
    """Register an app and a user."""
    return Login(shelf, tmp_path)


def test_a_second_use_names_the_family_and_writes_nothing(login):
    """The door decides what becomes of it."""
    code = login.code()
    first = login.exchange(code)
    second = login.refresh(first.refresh_token)
    for again in (lambda: login.exchange(code), lambda: login.refresh(first.refresh_token)):
        with pytest.raises(GrantReused) as refused:
            again()
        family = refused.value.family
        assert login.is_alive(first.access_token)
        assert login.is_alive(second.access_token)
    other = login.exchange(login.code())
    login.call(tokens.revoke_family, family=family)
    assert not login.is_alive(first.access_token)
    assert not login.is_alive(second.access_token)
    assert login.is_alive(other.access_token)
    with pytest.raises(InvalidGrant, match="revoked"):
        login.refresh(second.refresh_token)


def test_a_second_use_is_told_apart_from_an_end_by_age(login, shelf):
    """A spent code stays spent after its five minutes, an unspent one expires."""
    spent, unspent = login.code(), login.code()
    given = login.exchange(spent)
    login.refresh(given.refresh_token)
    shelf.turn(40_000_000)
    for verb, secret in ((login.exchange, spent), (login.refresh, given.refresh_token)):
        with pytest.raises(GrantReused):
            verb(secret)
    with pytest.raises(InvalidGrant, match="expired") as refused:
        login.exchange(unspent)
    assert not isinstance(refused.value, GrantReused)


@pytest.mark.parametrize("family", [None, "unknown"])
def test_no_family_is_nobodys(login, family):
    """Tokens from before families were kept have none, and then nothing else ends."""
    token = login.exchange(login.code())
    login.shelf.run(lambda tx: tx.execute(update(table).values(family=None)))
    newer = login.refresh(token.refresh_token)
    with pytest.raises(GrantReused) as refused:
        login.refresh(token.refresh_token)
    assert refused.value.family is None
    login.call(tokens.revoke_family, family=family)
    assert login.is_alive(newer.access_token)
