"""Elements that scripts make, beyond the examples of the rules."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config


def found(code, rule="LM206"):
    outcome = engine.check_texts({"a.js": code}, Circumstances(Config()), rules=[all_rules()[rule]])
    return [(it.severity.word, it.place.line, it.place.column) for it in outcome.findings]


@pytest.mark.parametrize(
    "code",
    [
        "window.document.createElement('IFRAME')",
        "document.createElementNS(ns, 'iframe')",
        "const d = document; d.createElement(`iframe`)",
        "const t = 'iframe'; document.createElement(t)",
        "React.createElement('iframe', null)",
        "h('iframe')",
        "box.outerHTML = `<p><iframe></iframe>`",
        "box.innerHTML += '<iframe>'",
        "document.write('<iframe src=x>')",
        "view({ dangerouslySetInnerHTML: { __html: '<iframe>' } })",
    ],
)
def test_a_frame_is_found_however_it_is_made(code):
    """By the document, by a view library, or as HTML text."""
    assert [severity for severity, *_ in found(code)] == ["error"]


@pytest.mark.parametrize(
    "code",
    [
        "box.textContent = '<iframe>'",
        "matches('iframe')",
        "document.querySelector('iframe')",
        "const iframe = frames.iframe",
        "tag === 'iframe' && f()",
        "canvas.createElement('div')",
    ],
)
def test_a_frame_that_is_only_named_is_no_finding(code):
    """Comparing with the word, or showing it as text, makes no frame."""
    assert found(code) == []


def test_each_address_of_a_made_script_is_judged():
    """The same variable may be told two addresses; the foreign one is found."""
    code = "const s = document.createElement('script');\ns.src = './a.js';\ns.src = '//x.y/b.js';"
    assert found(code, "LM203") == [("error", 3, 9)]
