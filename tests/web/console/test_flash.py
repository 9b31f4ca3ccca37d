import pytest
from starlette.requests import Request
from starlette.responses import Response

from localminis.members.access import OPERATOR_ACTOR
from localminis.web.console import flash
from localminis.web.console.access import Visit
from localminis.web.console.flash import Flash

MINE = Visit("mine", OPERATOR_ACTOR)
LEFT = Flash([("good", "Saved.")], {"client_secret": "sesame"})


def asked(cookie: str = "") -> Request:
    headers = [(b"host", b"minis.example"), (b"cookie", cookie.encode())]
    return Request({"type": "http", "method": "GET", "path": "/console/", "headers": headers})


@pytest.fixture
def context(shared):
    """Give what a door has of the platform that the file shares."""
    return shared.platform.context


@pytest.fixture
def cookie(context):
    """Leave a sentence and a secret; returns what the browser keeps."""
    response = flash.leave(context, asked(), MINE, LEFT, Response())
    return response.headers["set-cookie"].partition(";")[0]


def test_whoever_makes_the_next_page_tells(context, cookie):
    """Nothing waits in a process, so another one that has the key reads it as well."""
    assert flash.read(context, asked(cookie), MINE) == LEFT


def test_nobody_else_can_read_or_write_it(context, cookie):
    """Sealed for one visit: neither its secret shows, nor does a sentence of somebody's own."""
    assert "sesame" not in cookie
    name, _, kept = cookie.partition("=")
    assert flash.read(context, asked(cookie), Visit("other", OPERATOR_ACTOR)) == Flash()
    for forged in ("", "x", "é", kept[:-4], kept[4:], "A" * len(kept)):
        assert flash.read(context, asked(f"{name}={forged}"), MINE) == Flash()


def test_it_is_told_once(alone):
    """The page after the next has nothing to tell."""
    key = alone.platform.new_app()["client_key"]
    assert "Basic information saved." in alone.send(f"apps/{key}/basic", name="Jar")
    assert "Basic information saved." not in alone.see(f"apps/{key}/basic")
