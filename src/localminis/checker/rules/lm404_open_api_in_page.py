"""Calls of the open API from the page, which only a backend may make."""

from collections.abc import Iterator

from localminis.checker.address import OPEN_API_HOST
from localminis.checker.requests import REACHES, WORDS, requests
from localminis.checker.rule import ERROR, Hit, Rule, ScriptSubject, js


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report requests to the open API's host."""
    for request in requests(subject):
        if request.address.host == OPEN_API_HOST:
            message = f"{request.through} calls the open API from the page."
            yield Hit(message, subject.script.place(request.node))


RULE = Rule(
    code="LM404",
    name="open-api-in-page",
    title="The open API is for backends",
    severity=ERROR,
    why="The open API refuses a browser's requests, and its calls need the client secret.",
    fix="Send the code or the order to your own backend and call the open API there.",
    confidence="documented",
    source="contract:toolchain-6",
    script=check,
    reaches=REACHES,
    words=WORDS,
    bad=(
        js("fetch('https://open.tiktokapis.com/v2/oauth/token/', options);", (1, 7)),
        js("const api = 'https://open.tiktokapis.com/v2';\nfetch(api + '/user/info/');", (2, 7)),
    ),
    good=(js("fetch('/api/login'); const about = 'see https://open.tiktokapis.com/';"),),
)
