"""Requests to hosts that are not on the list of trusted domains."""

from collections.abc import Iterator

from localminis.checker.address import OPEN_API_HOST, SDK_HOSTS, is_trusted
from localminis.checker.requests import REACHES, WORDS, requests
from localminis.checker.rule import Hit, ScriptSubject, js, restricted
from localminis.project.model import Config

_LISTED = Config(trusted_domains=("https://api.example.com",))


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report encrypted requests to foreign hosts; the other kinds have rules of their own."""
    for request in requests(subject):
        address = request.address
        is_other_rules = address.is_local or address.is_plain or address.host == OPEN_API_HOST
        if is_other_rules or address.host in SDK_HOSTS:
            continue
        if not is_trusted(address, subject.around.config):
            message = f"{request.through} goes to {address.origin}, which is not trusted."
            yield Hit(message, subject.script.place(request.node))


RULE = restricted(
    "LM401",
    "untrusted-request",
    script=check,
    reaches=REACHES,
    words=WORDS,
    bad=(
        js("fetch('https://api.example.com/x');", (1, 7)),
        js("const BASE = 'https://api.example.com';\nfetch(`${BASE}/x/${id}`);", (2, 7)),
        js("const r = new XMLHttpRequest();\nr.open('GET', 'https://api.example.com/' + id);",
           (2, 15)),
        js("new WebSocket('wss://live.example.com/');", (1, 15)),
        js("new EventSource('https://live.example.com/');", (1, 17)),
        js("navigator.sendBeacon('//stats.example.com/x', body);", (1, 22)),
        js("axios.create({ baseURL: 'https://api.example.com' });", (1, 25)),
        js("axios.get('https://api.example.com/x');", (1, 11)),
        js("import { io } from 'socket.io-client';\nio('https://live.example.com');", (2, 4)),
        js("window.fetch(new URL('/x', 'https://api.example.com'));", (1, 14)),
        js("fetch('https://www.api.example.com/x');", (1, 7), config=_LISTED),
        js("fetch('https://api.example.com:8443/x');", (1, 7), config=_LISTED),
    ),
    good=(
        js("fetch('https://api.example.com/x'); new WebSocket('wss://api.example.com/live');",
           config=_LISTED),
        js("fetch('/api/x'); fetch('./x.json'); fetch(`data:text/plain,x`); fetch(address);"),
        js("const fetch = own; fetch('https://api.example.com/'); cache.get('https://x.example/');"),
        js("import { io } from './own.js';\nio('https://live.example.com');"),
        js("// fetch('https://api.example.com/')\nconst link = 'https://www.example.com/';"),
    ),
)  # fmt: skip
