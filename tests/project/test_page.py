"""The places in an entry page."""

import pytest

from localminis.project.page import Page


def test_places_are_those_of_the_text_as_it_is_stored():
    """CRLF, a byte order mark and letters outside ASCII do not shift a place."""
    text = "\ufeff<!doctype html>\r\n<head>\r\n\r\n<p>é😀</p>\r<script src=a.js></script>\r\n"
    page = Page(text)
    assert text[: page.original(page.head_start)].endswith("<head>")
    (script,) = page.scripts
    start, end = page.original(script.start), page.original(script.end)
    assert text[start:end] == "<script src=a.js></script>"
    assert page.line(script.start) == 5


@pytest.mark.parametrize(
    ("doctype", "rest"),
    [
        ("<!DOCTYPE html>", ""),
        ("<!-- a\n --> \n<!doctype\nhtml>", "<p>"),
        ("", "<!doctype html"),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">', "<title>"),
    ],
)
def test_a_page_without_tags_begins_after_its_doctype(doctype, rest):
    """Nothing is put before a doctype, which would switch the browser to quirks."""
    assert Page(doctype + rest).head_start == len(doctype)


def test_only_scripts_that_run_are_listed():
    """Data blocks, templates, SVG and comments hold no script of the page."""
    page = Page(
        "<script type='application/json'>{}</script><script type=MODULE src=b.js></script>"
        "<template><script>1</script></template><svg><script>2</script></svg>"
        "<!-- <script>3</script> --><script>4</script>"
    )
    assert [(script.src, script.code) for script in page.scripts] == [("b.js", ""), (None, "4")]
    assert page.scripts[0].delay == 'type="module"'
