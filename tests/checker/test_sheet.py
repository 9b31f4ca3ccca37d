"""Imports of style sheets."""

import time

import pytest

from localminis.checker.sheet import Sheet


def test_places_of_imports_are_the_sheets():
    """After comments, line ends of any kind and characters beyond ASCII."""
    sheet = Sheet("/* é */\r\n@charset 'x';\r\n  @import url(b.css);")
    ((address, place),) = sheet.imports()
    assert address == "b.css"
    assert (place.line, place.column) == (3, 3)


def test_only_imports_are_yielded():
    """Other rules, strings and nested text that look like one are none."""
    text = "@media print { a { content: '@import \"x.css\";' } } @font-face { src: url(y) }"
    assert list(Sheet(text).imports()) == []


def test_a_large_sheet_without_imports_is_not_parsed():
    """The expression that looks for candidates is enough to know."""
    started = time.perf_counter()
    assert list(Sheet(".a{color:red}" * 400_000).imports()) == []
    assert time.perf_counter() - started < 3


def test_what_a_sheet_loads_is_told_but_not_what_it_names():
    """Addresses in `url()` count; those in comments, texts and namespaces load nothing."""
    text = "@namespace url(http://a/); /* url(http://b/) */ p { x: 'url(http://c/)'; y: url(//d/) }"
    assert [it.address for it in Sheet(text).loads] == ["//d/"]
    assert [it.address for it in Sheet("p { x: url('\\68ttp://e/f') }").loads] == ["http://e/f"]


@pytest.mark.timeout(60)
def test_what_a_sheet_loads_is_found_in_linear_time():
    """Neither many addresses nor endless blanks after an open bracket hold the check up."""
    assert len(Sheet("é{background:url(/x.png)}" * 40_000).loads) == 40_000
    assert len(Sheet("url(" + " " * 200_000 + "url(/a)").loads) == 1
