"""A page's bytes as text and back."""

import codecs

import pytest

from localminis.project import encoding, html
from localminis.project.model import EntryInvalid

BODY = "<title>{}</title>\n</head>\n"


def page(label, text, codec=None):
    return f'<head>\n<meta charset="{label}">\n{BODY.format(text)}'.encode(codec or label)


@pytest.mark.parametrize(
    "content",
    [
        "<head>é😀</head>".encode(),
        codecs.BOM_UTF8 + page("windows-1252", "é", "utf-8"),
        page("windows-1252", "é—"),
        page("iso-8859-1", "é", "cp1252") + b"\x81\x8d",
        page("Shift_JIS", "表示ソ"),
        page("gbk", "小程序"),
        page("gb18030", "小😀"),
        page("big5", "許功蓋"),
        page("euc-kr", "한국어"),
        page("iso-2022-jp", "日本語"),
        page("koi8-r", "привет"),
        page("x-unheard-of", "abc", "ascii") + b"\xff\xfe\xfd",
        page("shift_jis", "abc", "ascii") + b"\x81",
        codecs.BOM_UTF16_LE + "<head>é😀</head>\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "<head></head>".encode("utf-16-be"),
        b"<meta http-equiv='Content-Type' content='text/html; charset=gb2312'><head>"
        + "小程".encode("gb2312"),
    ],
)
def test_every_byte_outside_the_injection_stays(content):
    """In any encoding a browser reads, an edit is an insertion of bytes and nothing more."""
    found = encoding.decode(content, "x.html")
    assert encoding.encode(found, found.text) == content
    edited = encoding.encode(found, html.inject(found.text, client_key="k").text)
    rest = iter(edited)
    assert len(edited) > len(content)
    assert all(byte in rest for byte in content)
    again = encoding.decode(edited, "x.html")
    assert encoding.encode(again, html.inject(again.text, client_key="k").text) == edited


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (b"<meta charset=UTF-8>", "utf-8"),
        (b"<META name=a><meta\n charset = 'gbk' />", "gbk"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=big5">', "big5"),
        (b"<!-- <meta charset=gbk> --><p>", None),
        (b" " * 1024 + b"<meta charset=gbk>", None),
    ],
)
def test_a_declaration_is_found_where_browsers_look_for_it(content, label):
    """In the first 1024 bytes, outside comments, in both forms."""
    assert encoding.declared(content) == label


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<p>\xe9", r"x\.html is not UTF-8: byte 0xe9 at offset 3"),
        (page("utf-8", "a") + b"\xff", "is not UTF-8"),
        (page("utf-16", "a", "ascii") + b"\xff", "is not UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", "is not utf-16-le"),
        (page("iso-2022-jp", "a", "ascii") + b"\xff", "is not iso2022_jp"),
    ],
)
def test_bytes_that_do_not_fit_are_refused(content, says):
    """A page is never damaged by guessing its encoding."""
    with pytest.raises(EntryInvalid, match=says):
        encoding.decode(content, "x.html")
