"""Which requests a script makes, beyond the examples of the rules."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

RULES = ("LM401", "LM402", "LM403", "LM404")
CONFIG = Config(trusted_domains=("https://api.example.com",))


def found(code):
    rules = [all_rules()[it] for it in RULES]
    outcome = engine.check_texts({"a.js": code}, Circumstances(CONFIG), rules=rules)
    return [it.code for it in outcome.findings]


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("fetch('https://api.example.com/a')", []),
        ("fetch('https://other.example.com/a')", ["LM401"]),
        ("fetch('http://other.example.com/a')", ["LM402"]),
        ("fetch('http://localhost:1/a')", ["LM403"]),
        ("fetch('https://localhost:1/a')", ["LM403"]),
        ("fetch('https://open.tiktokapis.com/v2/')", ["LM404"]),
    ],
)
def test_a_request_breaks_one_rule_at_most(code, codes):
    """Each kind of wrong target has a rule of its own."""
    assert found(code) == codes


@pytest.mark.parametrize(
    "code",
    [
        "const r = new Request('https://x.example.com/'); fetch(r)",
        "const { fetch: get } = window; get('https://x.example.com/')",
        "self.fetch(`https://x.example.com/${id}`)",
        "fetch('https://x.example.com/'.concat(id))",
        "axios({ url: 'https://x.example.com/', method: 'get' })",
        "axios.defaults.baseURL = 'https://x.example.com/'",
        "$.ajax({ url: 'https://x.example.com/' })",
        "xhr.open('post', 'https://x.example.com/' + id, true)",
        "fetch(new URL('https://x.example.com/a', base))",
        "navigator?.sendBeacon?.('https://x.example.com/')",
    ],
)
def test_every_way_to_ask_is_seen(code):
    """The web's interfaces, their aliases, and the clients that most apps use."""
    assert found(code) == ["LM401"]


@pytest.mark.parametrize(
    "code",
    [
        "fetch(base + '/a')",
        "fetch(`https://${host}/a`)",
        "fetch('https://x.' + domain)",
        "dialog.open('https://x.example.com/')",
        "list.get('https://x.example.com/')",
        "const o = { url: 'https://x.example.com/' }",
        "fetch(new URL('./a.json', import.meta.url))",
    ],
)
def test_what_is_not_certain_is_not_reported(code):
    """An unknown host may be a trusted one, and not every address is asked."""
    assert found(code) == []
