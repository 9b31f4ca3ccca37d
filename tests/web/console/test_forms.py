import asyncio

import msgspec
import pytest
from starlette.requests import Request

from localminis.web.console import forms
from localminis.web.console.forms import Form
from localminis.web.endpoint import BodyInvalid


class Body(msgspec.Struct):
    """A body with a field of each kind."""

    name: str
    count: int | None = None
    is_on: bool = False
    lines: list[str] | None = None
    note: str | None = None


def read(raw: bytes):
    async def receive():
        return {"type": "http.request", "body": raw, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    return asyncio.run(forms.read(Request(scope, receive)))


def test_the_last_of_a_name_counts():
    """A checked box comes behind the hidden field that stands for an unchecked one."""
    assert read(b"is_on=false&is_on=true&note=a%0D%0Ab") == {"is_on": "true", "note": "a\nb"}


@pytest.mark.parametrize("raw", [b"\xff", b"&".join([b"a=1"] * 600), b"a=%FF"])
def test_what_is_no_form_is_refused(raw):
    """Bytes that are no text and floods of fields end at the door."""
    with pytest.raises(BodyInvalid):
        read(raw)


def test_texts_become_what_the_call_takes():
    """Numbers, switches and lists are read; an empty field counts as not given."""
    given = {"name": "n", "count": " 7 ", "is_on": "true", "lines": "a\n\n b \n", "note": ""}
    assert forms.body(Body, given) == Body("n", 7, is_on=True, lines=["a", "b"])
    assert forms.body(Body, {"name": "n", "note": ""}, keeps_empty=True).note == ""
    for wrong in ({}, {"name": "n", "count": "x"}):
        with pytest.raises(BodyInvalid):
            forms.body(Body, wrong)


def test_a_refused_form_shows_what_was_typed():
    """And a conflict shows beside it what somebody else has stored."""
    fresh = Form("/a")
    assert (fresh.value("n", ["x", "y"]), fresh.value("n", None)) == ("x\ny", "")
    refused = Form("/a", {"n": "mine", "s": "false"}, is_conflict=True)
    assert refused.value("n", "theirs") == "mine"
    assert refused.is_on("s", current=True) is False
    assert refused.differs("n", "theirs")
    assert not refused.differs("n", "mine")
    assert not Form("/a", {"n": "mine"}).differs("n", "theirs")
