"""In which forms a word is harmless whatever else a script says, and in which it is not."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances
from localminis.checker.shapes import forms
from localminis.project.model import Config

TERMS = engine.make_terms(Circumstances(Config()))
WORDS = {word for rule in TERMS.rules for word in rule.words}
FORMS = forms(set(TERMS.tracked) | {"navigator", "location", "document"}, WORDS)


def is_harmless(script, word):
    content = script.encode()
    return FORMS.harmless(content, word.encode(), content.index(word.encode())) is not None


@pytest.mark.parametrize(
    ("word", "script"),
    [
        ("window", "window.innerWidth"),
        ("window", "window.location.hash"),
        ("window", "typeof window !== 'undefined'"),
        ("window", "f(window, a)"),
        ("document", "document.body"),
        ("document", "document.createElement('div')"),
        ("setTimeout", "setTimeout(() => a, 1)"),
        ("setTimeout", "setTimeout(this.tick, 1)"),
        ("eval", "machine.eval"),
        ("Function", "a instanceof Function"),
        ("fetch", "fetch('./a.json')"),
        ("location", "location.search"),
        ("constructor", "class A{constructor(){}}"),
        ("constructor", "a.constructor === Object"),
        ("import", "import a from './a.js'"),
        ("export", "export { a }"),
        ("iframe", "case 'iframe':"),
        ("src", "i.src = this.url;"),
        ("open", "a.open()"),
        ("$", "$.extend(a)"),
    ],
)
def test_what_leads_nowhere_is_harmless(word, script):
    """The value is not handed on to where a rule would find it."""
    assert is_harmless(script, word)


@pytest.mark.parametrize(
    ("word", "script"),
    [
        ("window", "window.eval('x')"),
        ("window", "window[name]"),
        ("window", "a = window"),
        ("window", "window.document.write(a)"),
        ("window", "}(window)"),
        ("document", "document.createElement('IFRAME')"),
        ("document", "document.createElement(tag)"),
        ("setTimeout", "setTimeout(code, 1)"),
        ("setTimeout", "setTimeout.call(null, 'x')"),
        ("eval", "typeof eval"),
        ("Function", "new Function(a)"),
        ("Function", "Reflect.construct(Function, a)"),
        ("fetch", "fetch('//a.example')"),
        ("fetch", "fetch('https://a.example')"),
        ("location", "location.href = a"),
        ("location", "(location.href) = a"),
        ("constructor", "a.constructor(code)"),
        ("constructor", "a['constructor'](code)"),
        ("constructor", "a.constructor.constructor"),
        ("import", "import a from 'https://a.example'"),
        ("export", "export * from '//a.example'"),
        ("iframe", "make('iframe')"),
        ("iframe", "'<iframe>'"),
        ("src", "i.src = url"),
        ("open", "x.open('GET', url)"),
        ("$", "$.get(url)"),
    ],
)
def test_what_may_lead_somewhere_is_looked_at(word, script):
    """A word in such a place goes to the parser."""
    assert not is_harmless(script, word)
