"""Editing an entry page."""

import difflib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localminis.project import html
from localminis.project.model import EntryInvalid
from localminis.spec import config as spec

SDK = f'<script src="{spec.SDK_URL}"></script>'
INIT = '<script>TTMinis.init({ clientKey: "k1" });</script>'
CONSOLE = f'<script src="{spec.VCONSOLE_UNPKG_URL}"></script>'
START = "<script>new window.VConsole();</script>"

PIECES = st.sampled_from(
    [
        *("<!DOCTYPE html>", "<html>", "<HTML lang=en>", "<head>", "<HEAD >", "</head>", "</html>"),
        *("<body>", "</body>", "<title>t</title>", '<meta charset="utf-8">', "<p>x", "text é 😀"),
        *("<!-- <head> -->", "<!-- TTMinis.init( -->", "<!--", "-->", "<template>", "</template>"),
        *("<noscript>", "</noscript>", "<svg>", "</svg>", "<textarea>", "<style>", "</style>"),
        *("\n", "\r\n", "\r", "  ", "\t", "\0", "<", ">", "'", '"', "\x0c"),
        *("<script>", "</script>", '<script type="module" src="/a.js"></script>'),
        *(SDK, SDK.upper(), INIT, CONSOLE, START, "<script>// TTMinis.init({})</script>"),
        f'<script async src="{spec.SDK_GAME_URL}?v=1"></script>',
        "<script>window.TTMinis?.game.init({clientKey:'your_client_key'})</script>",
        "<script>const s = 'TTMinis.init('; /* ' */ x</script>",
    ]
)
PAGES = st.lists(PIECES, max_size=14).map("".join)


def inject(page, **options):
    return html.inject(page, **{"client_key": "k1", **options})


def added_lines(before, after):
    """Return what was added, after checking that nothing else differs."""
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    assert not [line for line in lines if line[0] in "-?"]
    return [line[2:] for line in lines if line[0] == "+"]


@settings(max_examples=400)
@given(PAGES, st.sampled_from(["", "\ufeff"]), st.sampled_from(["unpkg", "sdk-host", "none"]))
def test_doing_it_again_changes_nothing_and_nothing_is_lost(page, mark, vconsole):
    """On any page, well formed or not, the second run finds all that the first one wrote."""
    page = mark + page
    try:
        first = inject(page, vconsole=vconsole)
    except EntryInvalid:
        return
    rest = iter(first.text)
    assert all(character in rest for character in page) or "your_client_key" in page
    assert first.text.startswith(mark)
    again = inject(first.text, vconsole=vconsole)
    assert again.text == first.text
    assert again.added == ()
    assert len(again.kept) == (2 if vconsole == "none" and "vConsole" not in again.kept else 3)


@settings(max_examples=400)
@given(PAGES)
def test_the_sdk_is_the_first_script_of_any_page_without_one(page):
    """Whatever stands around it, no script of the page runs before the SDK that we put in."""
    try:
        edit = inject(page, vconsole="none")
    except EntryInvalid:
        return
    if "SDK script" in edit.added:
        before, _, _ = edit.text.partition(SDK)
        assert not re.search(r"<script", re.sub(r"<!--.*?(-->|$)", "", before, flags=re.DOTALL))


def test_a_stock_page_gets_four_lines_and_keeps_all_others():
    """Only the injected lines differ, they use the page's indent, and they come in order."""
    page = '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="UTF-8" />\n  </head>\n'
    edit = inject(page)
    assert added_lines(page, edit.text) == [
        f"    {element}\n" for element in (SDK, INIT, CONSOLE, START)
    ]
    assert edit.text.index("<head>\n    <script") < edit.text.index("<meta")
    assert edit.added == ("SDK script", "TTMinis.init call", "vConsole (unpkg)")
    assert (edit.kept, edit.notes) == ((), ())


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html>\r\n\t<head>\r\n\t\t<p>\r\n", "<html>\r\n\t<head>{\r\n\t\t}\r\n\t\t<p>\r\n"),
        ("<html><HEAD><title>x</title>", "<html><HEAD>{}<title>x</title>"),
        ("  <head>  \n  </head>", "  <head>  {\n    }\n  </head>"),
        ("<!-- <head> -->\n<html>\n<body>", "<!-- <head> -->\n<html>{\n}\n<body>"),
        ("<!-- a -->\n<!doctype html>\n<p>x", "<!-- a -->\n<!doctype html>{\n}\n<p>x"),
        ("<!doctype html><p>x", "<!doctype html>{}<p>x"),
        ("<title>é</title>\r\n<head>", "{>\r\n}<title>é</title>\r\n<head>"),
        ("\ufeff<head >é\r\n", "\ufeff<head >{}é\r\n"),
        ("", "{>\n}"),
        (
            "<!--[if IE]><script src=a></script><![endif]-->\n<HTML><HEAD>\n\t<TITLE>x",
            "<!--[if IE]><script src=a></script><![endif]-->\n<HTML><HEAD>{\n\t}\n\t<TITLE>x",
        ),
        (
            "<head>\n  <!--[if lt IE 9]><script src=b.js></script><![endif]-->\n</head>",
            "<head>{\n  }\n  <!--[if lt IE 9]><script src=b.js></script><![endif]-->\n</head>",
        ),
        (
            "<![if !IE]><head>\n<![endif]>\n</head>",
            "<![if !IE]><head>{\n}\n<![endif]>\n</head>",
        ),
    ],
)
def test_the_place_is_the_start_of_head_however_it_is_written(page, expected):
    """Upper case, comments that talk of head, no head at all, CRLF and one-line pages all work."""
    match = re.fullmatch(r"(.*)\{(>?)(.*)\}(.*)", expected, re.DOTALL)
    before, is_after, between, after = match.groups()
    elements = (SDK, INIT)
    block = "".join(e + between if is_after else between + e for e in elements)
    assert inject(page, vconsole="none").text == before + block + after


def test_what_is_there_is_kept_and_the_rest_goes_behind_the_sdk():
    """A page with the SDK gets the init call right after it, in the line's own indent."""
    page = f"<head>\n  {SDK}\n  <title>x</title>\n</head>\n"
    edit = inject(page, vconsole="sdk-host")
    assert edit.text == (
        f"<head>\n  {SDK}\n  {INIT}\n"
        f'  <script src="{spec.VCONSOLE_SDK_HOST_URL}"></script>\n  {START}\n'
        "  <title>x</title>\n</head>\n"
    )
    assert edit.kept == ("SDK script",)


@pytest.mark.parametrize(
    "src",
    [
        *spec.SDK_URLS,
        spec.SDK_URL.replace("https:", ""),
        spec.SDK_URL + "?v=2",
        " " + spec.SDK_URL.replace("https://connect", "http://CONNECT"),
    ],
)
def test_each_documented_address_of_the_sdk_is_recognised(src):
    """No page gets a second SDK."""
    page = f"<head><SCRIPT crossorigin SRC='{src}'></SCRIPT></head>"
    edit = inject(page)
    assert "SDK script" in edit.kept
    assert bool(edit.notes) == (src == spec.SDK_GAME_URL)


def test_a_game_gets_the_sdk_and_the_call_of_games():
    """The other flavour has an address, an init call and a console of its own."""
    page = "<head>\n</head>\n"
    edit = inject(page, flavour="minigame", vconsole="eruda")
    assert added_lines(page, edit.text) == [
        f'  <script src="{spec.SDK_GAME_URL}"></script>\n',
        '  <script>TTMinis.game.init({ clientKey: "k1" });</script>\n',
        f'  <script src="{spec.ERUDA_URL}"></script>\n',
        "  <script>eruda.init();</script>\n",
    ]
    assert inject(edit.text, flavour="minigame", vconsole="eruda").text == edit.text
    (note,) = inject(edit.text).notes
    assert "is the one of a game, and this is a mini app" in note


@pytest.mark.parametrize(
    "code",
    [
        "TTMinis.init({clientKey: KEY})",
        "window.TTMinis?.init?.(options)",
        "TTMinis . game\n.init ({})",
        "TTMinis({clientKey: 'x'})",
        "const a = '//'; TTMinis.init({})",
    ],
)
def test_an_init_call_is_recognised(code):
    """No page is initialised twice."""
    assert "TTMinis.init call" in inject(f"<head>{SDK}<script>{code}</script>").kept


@pytest.mark.parametrize(
    "element",
    [
        "<script>// TTMinis.init({})</script>",
        "<script>/* TTMinis.init({}) */</script>",
        "<script>say('TTMinis.init({})')</script>",
        "<script>TTMinis.login(TTMinis.initialised)</script>",
        "<script type='text/plain'>TTMinis.init({})</script>",
        "<script src='a.js'>TTMinis.init({})</script>",
        "<template><script>TTMinis.init({})</script></template>",
        "<noscript><script>TTMinis.init({})</script></noscript>",
        "<!-- <script>TTMinis.init({})</script> -->",
        "<textarea><script>TTMinis.init({})</script></textarea>",
    ],
)
def test_what_no_browser_runs_is_no_init_call(element):
    """A comment, a text or an inert script does not keep the real call out."""
    assert "TTMinis.init call" in inject(f"<head>{SDK}{element}").added


@pytest.mark.parametrize(
    "element",
    [
        '<script src="/vendor/vConsole.js"></script>',
        '<script src="https://cdn.example/npm/vconsole@3.15/dist/vconsole.min.js?x"></script>',
        "<script>const c = new VConsole({theme: 'dark'})</script>",
        '<script src="./eruda.js"></script>',
        "<script>window.eruda.init()</script>",
    ],
)
def test_an_existing_console_is_kept(element):
    """No page gets two consoles, whichever address is asked for."""
    edit = inject(f"<head>{SDK}{INIT}{element}", vconsole="sdk-host")
    assert edit.kept == ("SDK script", "TTMinis.init call", "vConsole")
    assert edit.added == ()


def test_no_console_is_written_when_none_is_wanted():
    """A page without the console is one option away."""
    assert "onsole" not in inject("<head></head>", vconsole="none").text


def test_a_late_or_second_sdk_is_left_and_remarked():
    """Moving somebody's script is risky; the developer is told instead."""
    page = f"<head>\n<script src=a.js></script>\n{SDK.replace('<script', '<script defer')}\n"
    first, second = inject(page).notes
    assert "line 3 is not the first script" in first
    assert "loaded late (defer)" in second


def test_a_client_key_fills_the_placeholder_and_nothing_else():
    """The key can be given on a later run; one that is there is never replaced."""
    page = inject("<head>\r\n</head>\r\n", client_key=spec.CLIENT_KEY_PLACEHOLDER).text
    edit = inject(page, client_key="awk9")
    assert edit.text == page.replace(spec.CLIENT_KEY_PLACEHOLDER, "awk9")
    other = inject(edit.text, client_key="other")
    assert other.text == edit.text
    assert "'awk9'" in other.notes[0]
    assert "'other'" in other.notes[0]


def test_a_client_key_cannot_break_out_of_its_script():
    """A key read from a config is a value in the page and never markup or code."""
    text = inject("<head>", client_key='"</script><b>', vconsole="none").text
    assert text.endswith(
        r'<script>TTMinis.init({ clientKey: "\"\u003c/script>\u003cb>" });</script>'
    )


def test_a_script_without_end_is_refused():
    """A page whose rest is swallowed by a script has no certain place."""
    with pytest.raises(EntryInvalid, match="line 2 has no </script>"):
        inject("<head>\n<script>let a = 1\n</head>")
