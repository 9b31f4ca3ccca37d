import pytest

from localminis.web.console import pages


@pytest.mark.parametrize("name", ["console.js", "frame.css", "tokens.css", "icons.svg"])
def test_an_asset_is_served_as_written(shared, name):
    """Scripts, styles and symbols need no visit: they hold nothing."""
    response = shared.http.get(f"/console/assets/{name}")
    assert response.status_code == 200
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["none.js", "..%2f..%2fsettings.py", ".hidden", "%00", "é.js"])
def test_nothing_else_is_an_asset(shared, name):
    """No name leads out of the folders."""
    assert shared.http.get(f"/console/assets/{name}").status_code == 404


@pytest.mark.parametrize(
    ("cookie", "theme", "schemes"),
    [("dark", "dark", "dark"), ("light", "light", "light"), ("odd", "auto", "light dark")],
)
def test_a_page_begins_in_the_chosen_theme(shared, cookie, theme, schemes):
    """No script has to run first, so nothing flashes in the other one."""
    headers = {"Cookie": f"localminis_theme={cookie}"}
    page = shared.http.get("/console/", headers=headers).text
    assert f'<html lang="en" data-theme="{theme}">' in page
    assert f'<meta name="color-scheme" content="{schemes}">' in page


def test_times_and_durations_are_for_people():
    """Beyond any calendar the number itself is shown."""
    assert (pages.moment(0), pages.stamp(0)) == ("1970-01-01 00:00:00", "1970-01-01T00:00:00Z")
    assert (pages.moment(None), pages.moment(10**15)) == ("", str(10**15))
    assert [pages.duration(each) for each in (0, 59, 3_661, -90_000)] == [
        "0 s",
        "59 s",
        "1 h 1 min",
        "-1 d 1 h",
    ]


def test_a_query_leaves_out_what_is_not_given():
    """Links between pages carry the filters that are on, and no others."""
    assert pages.query(user="Mia & Co", status="", before=None) == "?user=Mia+%26+Co"
    assert pages.query() == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Use `on` or `off`.", "Use <code>on</code> or <code>off</code>."),
        ("`<b>` & <b>", "<code>&lt;b&gt;</code> &amp; &lt;b&gt;"),
        ("It is <`>.", "It is &lt;`&gt;."),
        ("", ""),
    ],
)
def test_what_is_quoted_as_code_is_shown_as_code(text, shown):
    """And nothing of it is ever markup of its own."""
    assert str(pages.coded(text)) == shown
