import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.devserver.rewrite import (
    ERUDA_PATH,
    GAME_SDK_PATH,
    SDK_PATH,
    VCONSOLE_PATH,
    PageMarks,
    local_script,
    rewrite,
)

MARKS = PageMarks("http://127.0.0.1:8600", "mnkey")
ATTRIBUTES = 'data-host="http://127.0.0.1:8600" data-client-key="mnkey"'
SHIM = f'<script src="/__localminis__/shim.js" {ATTRIBUTES}></script>'


def rewritten(text: str, **options: bool) -> str:
    return rewrite(text.encode(), MARKS, **options).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html><html><head>", "<meta charset=utf-8></head>"),
        ("<!DOCTYPE html>\r\n<HTML>\r\n<HEAD lang=de\r\n  id='x>'>", "\r\n<title>é</title>"),
        ("<!doctype html><html lang=en>", "<body>no head tag"),
        ("<!doctype html>\n<!-- <head> -->\n", "<title>no html tag</title>"),
        ("<?xml version='1.0'?>\n<!doctype html>", "<p>the doctype stays in front"),
        ("", "<p>nothing but content"),
        ("", ""),
    ],
)
def test_the_shim_comes_first_and_nothing_else_moves(before, after):
    """The shim is put first into the head, written or not, and no line is added."""
    assert rewritten(before + after) == before + SHIM + after


@pytest.mark.parametrize(
    ("src", "local"),
    [
        ("https://connect.tiktok-minis.com/drama/sdk.js", SDK_PATH),
        ("//connect.tiktok-minis.com/drama/sdk.js?v=2", SDK_PATH),
        ("https://developers.tiktok.com/js/minis.js", SDK_PATH),
        ("https://connect.tiktok-minis.com/game/sdk.js", GAME_SDK_PATH),
        ("https://connect.tiktok-minis.com/libs/eruda.js", ERUDA_PATH),
        ("https://unpkg.com/vconsole@latest/dist/vconsole.min.js", VCONSOLE_PATH),
        ("https://unpkg.com/vconsole", VCONSOLE_PATH),
        ("https://cdn.jsdelivr.net/npm/vconsole@3.15.1/dist/vconsole.min.js", VCONSOLE_PATH),
        ("https://cdn.jsdelivr.net/npm/vconsole", VCONSOLE_PATH),
        ("https://connect.tiktok-minis.com/libs/vConsole.js", VCONSOLE_PATH),
        ("https://connect.tiktok-minis.com/native/sdk.js", None),
        ("https://connect.tiktok-minis.com.evil.example/drama/sdk.js", None),
        ("https://unpkg.com/vconsole-evil@1/dist/vconsole.min.js", None),
        ("/drama/sdk.js", None),
        ("data:text/javascript,1", None),
        ("https://[broken/", None),
    ],
)
def test_only_documented_addresses_are_answered_locally(src, local):
    """The SDK's addresses, eruda's and vConsole's networks have a local answer, nothing else."""
    assert local_script(src) == local


def test_the_older_address_is_the_sdk_of_the_projects_flavour():
    """Both flavours had that address; every other address says which it is."""
    old, drama = "https://developers.tiktok.com/js/minis.js", "drama/sdk.js"
    assert local_script(old, is_game=True) == GAME_SDK_PATH
    assert local_script(f"https://connect.tiktok-minis.com/{drama}", is_game=True) == SDK_PATH
    marks = PageMarks("http://127.0.0.1:8600", "mnkey", is_game=True)
    page = rewrite(f'<script src="{old}"></script>'.encode(), marks).decode()
    assert f'src="{GAME_SDK_PATH}"' in page


def test_hosted_scripts_become_local_and_keep_their_other_attributes():
    """The src is replaced, the marks are added, and what belongs to the hosted file alone goes."""
    text = (
        "<!doctype html><head><script defer SRC='https://connect.tiktok-minis.com/drama/sdk.js'"
        ' integrity="sha384-x" crossorigin id=sdk></script></head>'
    )
    assert rewritten(text) == (
        f"<!doctype html><head>{SHIM}<script defer "
        f'src="{SDK_PATH}" {ATTRIBUTES}   id=sdk></script></head>'
    )


def test_a_preload_of_the_hosted_script_becomes_local():
    """A preload of the SDK would be refused as a foreign script otherwise."""
    text = '<head><link rel=preload as=script href="https://unpkg.com/vconsole@3">'
    assert f'href="{VCONSOLE_PATH}"' in rewritten(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <script src=https://developers.tiktok.com/js/minis.js></script> -->",
        "<textarea><script src=https://developers.tiktok.com/js/minis.js></script></textarea>",
        "<script>const tag = '<script src=https://developers.tiktok.com/js/minis.js>';</script>",
        "<a href=/x title='<script src=https://developers.tiktok.com/js/minis.js>'>x</a>",
    ],
)
def test_text_that_looks_like_a_tag_stays(text):
    """Only what a browser would load is replaced."""
    page = "<!doctype html><head>" + text
    assert rewritten(page) == "<!doctype html><head>" + SHIM + text


def test_other_encodings_survive_byte_for_byte():
    """Bytes of any encoding around the edits stay as they were; UTF-16 is edited as such."""
    latin = b"<!doctype html><head><meta charset=iso-8859-1><title>caf\xe9</title>"
    assert rewrite(latin, MARKS) == latin.replace(b"<head>", b"<head>" + SHIM.encode())
    marked = codecs.BOM_UTF8 + b"<!doctype html><head>"
    assert rewrite(marked, MARKS) == marked + SHIM.encode()
    wide = codecs.BOM_UTF16_LE + "<head>é".encode("utf-16-le")
    assert rewrite(wide, MARKS).decode("utf-16") == f"<head>{SHIM}é"


def test_fetched_fragments_get_no_shim():
    """HTML that a page fetches as data is left alone unless it is a whole document."""
    assert rewritten("<li>more</li>", is_fragment_possible=True) == "<li>more</li>"
    assert rewritten("\n<!doctype html><p>", is_fragment_possible=True).count(SHIM) == 1
    assert rewritten("<!-- x --><html><p>", is_fragment_possible=True).count(SHIM) == 1


def test_marks_cannot_break_out_of_their_attributes():
    """A quote in a mark is written as a character reference."""
    marks = PageMarks("http://127.0.0.1:8600", '"><script>')
    assert b'data-client-key="&quot;&gt;&lt;script&gt;"' in rewrite(b"<p>", marks)


TAGS = ("<!doctype html>", "<html>", "<head>", "</head>", "<body>", "<title>", "<svg>", "<p>é")
PARTS = (
    "<!-- x -->",
    "\r\n",
    "\n",
    "<",
    "\0",
    "<script>1 < 2</script>",
    "<script src='a'>",
    "</script>",
)
PIECES = st.sampled_from(TAGS + PARTS)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_taking_the_shim_out_gives_the_page_back(text):
    """Whatever the page, the only change to one without hosted scripts is the shim's tag, once."""
    result = rewritten(text)
    assert result.count(SHIM) == 1
    assert result.replace(SHIM, "") == text
