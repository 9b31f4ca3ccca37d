"""Places and pieces of a page."""

from localminis.checker.markup import Markup


def test_attributes_are_found_where_they_stand():
    """Case, quotes, line ends and characters beyond ASCII do not matter."""
    page = Markup("<p>é\r\n<SCRIPT\r\n  SRC='a.js'></SCRIPT>")
    (element,) = page.scripts()
    place = page.attribute_place(element, "src")
    assert (place.line, place.column) == (3, 3)
    assert place.excerpt[place.excerpt_column - 1 :].startswith("SRC='a.js'")


def test_scripts_that_a_browser_does_not_run_are_left_out():
    """Templates in script elements and data blocks are text."""
    page = Markup(
        "<script type='text/template'>1</script><script type='application/json'>2</script>"
        "<script type='Module'>3</script><script type=''>4</script><script src='a'>5</script>"
    )
    assert [fragment.code for fragment in page.inline_scripts()] == ["3", "4"]


def test_code_in_attributes_is_found():
    """Event attributes and javascript: addresses, however they are spelled."""
    page = Markup("<a ONCLICK='f()' href=' JavaScript:g()'></a><form action='javascript:h()'>")
    assert [fragment.code for fragment in page.handlers()] == ["f()"]
    assert [fragment.code for fragment in page.code_urls()] == ["g()", "h()"]


def test_an_unclosed_script_runs_to_the_end():
    """A browser that meets the end of the page does not run it, but a scan reads it."""
    assert [it.code for it in Markup("<script>f();").inline_scripts()] == ["f();"]
