import pytest
from starlette.requests import Request

from localminis.web.admin import paging
from localminis.web.admin.paging import PageInvalid


def asked(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def test_a_page_has_a_bounded_size():
    """A hundred unless something else is asked for, five hundred at most."""
    assert [paging.limit(asked(each)) for each in ("", "limit=7", "limit=9999")] == [100, 7, 500]


@pytest.mark.parametrize("query", ["before=x", "before=1", "before=1~", "before=x~y", "before=²~y"])
def test_a_place_that_cannot_be_is_refused(query):
    """Whoever makes places up is told where to take them from."""
    with pytest.raises(PageInvalid):
        paging.place(asked(query))


def test_a_page_ends_where_the_next_begins():
    """One row more than the page tells that there is a next one."""
    assert paging.place(asked("before=17~TOIDx")) == (17, "TOIDx")
    assert paging.cut([1, 2, 3], 2, str) == ([1, 2], "2")
    assert paging.cut([1, 2], 2, str) == ([1, 2], None)
    for query in ("limit=-1", "limit=x", f"limit={'9' * 10}"):
        with pytest.raises(PageInvalid):
            paging.limit(asked(query))
