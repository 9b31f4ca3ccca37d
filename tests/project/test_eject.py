"""Taking out of a page what `init` put in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localminis.project import html
from localminis.project.eject import eject
from localminis.project.model import EntryInvalid
from localminis.spec import config as spec

PIECES = st.sampled_from(
    [
        *("<!DOCTYPE html>", "<html>", "<head>", "<HEAD >", "</head>", "</html>", "<body>", "<p>x"),
        *("<!-- <head> -->", "<!--", "-->", "<title>é</title>", "<noscript>", "</noscript>"),
        *("\n", "\r\n", "\r", "  ", "\t", "<script src=a.js></script>", "<script>1</script>"),
        "<script>TTMinis.init({clientKey: KEY})</script>",
        "<script src='vconsole.js'></script>",
    ]
)
PAGES = st.lists(PIECES, max_size=12).map("".join)
KINDS = st.sampled_from(
    [("minis", "unpkg"), ("minis", "sdk-host"), ("minis", "none"), ("minigame", "eruda")]
)


@settings(max_examples=400)
@given(PAGES, st.sampled_from(["", "\ufeff"]), KINDS)
def test_undoing_gives_back_the_page_as_it_was(page, mark, kind):
    """On any page, byte for byte."""
    flavour, vconsole = kind
    page = mark + page
    try:
        edit = html.inject(page, client_key="k", vconsole=vconsole, flavour=flavour)
    except EntryInvalid:
        return
    ejection = eject(edit.text, flavour)
    assert ejection.text == page
    assert len(ejection.removed) == len(edit.added)


def test_a_page_that_was_edited_since_loses_only_our_lines():
    """What somebody wrote between and around them stays."""
    page = "<html>\n  <head>\n    <title>x</title>\n  </head>\n</html>\n"
    text = html.inject(page, client_key="k").text
    mine = "    <!-- mine -->\n    <script>start();</script>\n"
    at = text.index("    <script>TTMinis.init")
    ejection = eject(text[:at] + mine + text[at:])
    assert ejection.text == page.replace("<head>\n", "<head>\n" + mine)
    assert ejection.removed == ("SDK script", "TTMinis.init call", "vConsole")


@pytest.mark.parametrize(
    "page",
    [
        "<head><title>x</title></head>",
        f"<head><script async src='{spec.SDK_URL}'></script></head>",
        f'<head><script src="{spec.SDK_GAME_URL}"></script></head>',
        "<head><script>TTMinis.init({ clientKey: KEY });</script></head>",
        "<head><script>new window.VConsole();</script></head>",
        f'<!-- <script src="{spec.SDK_URL}"></script> -->',
        "<script>",
        "",
    ],
)
def test_what_init_did_not_write_stays(page):
    """Another form, the other flavour, a comment: none of it is ours."""
    assert eject(page) == (page, ())
