import asyncio
import socket

import pytest
from tests.builds import build, zipped

from localminis.web.admin import calls
from localminis.web.console.routes import ACTIONS


@pytest.fixture
def page(alone):
    """Give the path of a new app's versions."""
    return f"apps/{alone.platform.new_app()['client_key']}/versions"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        zipped({"../index.html": b"x"}),
        zipped({"/etc/index.html": b"x"}),
        zipped({"C:\\index.html": b"x"}),
        zipped({"index.html": bytes(60_000_000)}),
    ],
    ids=["empty", "text", "dots", "absolute", "drive", "bomb"],
)
def test_what_is_no_package_is_refused(alone, page, content, console):
    """The reason is on the page, and no version is there."""
    answer = alone.upload(page, content)
    assert answer.status_code in {400, 409}
    assert console.said(answer.text)
    assert alone.platform.admin("GET", page)["versions"] == []
    assert not list(alone.platform.platform.context.settings.packages.glob("*/*"))


def test_a_form_without_its_mark_keeps_no_byte(alone, page):
    """It is judged before the file is taken; so is one without a file, or of another kind."""
    assert alone.upload(page, b"x" * 100_000, mark="wrong").status_code == 409
    address, headers = f"/console/{page}", {"Origin": alone.platform.url}
    assert alone.http.post(address, data={"_mark": "x"}, headers=headers).status_code == 400
    assert "No file was chosen" in alone.upload(page, b"", name="").text


def test_an_upload_that_breaks_off_leaves_nothing(alone, page):
    """The browser goes away in the middle; the folder of packages is as before."""
    mark = alone.mark(page)
    head = (
        f'--b\r\nContent-Disposition: form-data; name="_mark"\r\n\r\n{mark}\r\n--b\r\n'
        'Content-Disposition: form-data; name="package"; filename="m.zip"\r\n\r\n'
    )
    host, port = alone.platform.url.removeprefix("http://").split(":")
    cookie = "; ".join(f"{name}={value}" for name, value in alone.http.cookies.items())
    request = (
        f"POST /console/{page} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
        f"Origin: {alone.platform.url}\r\nContent-Length: 1000000\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\n\r\n{head}"
    )
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(request.encode() + b"PK" * 1000)
    folder = alone.platform.platform.context.settings.packages

    async def is_clean():
        for _ in range(2_000):
            if not list(folder.glob(".arriving*")):
                return True
            await asyncio.sleep(0.01)
        return False

    assert asyncio.run(is_clean())
    assert alone.platform.admin("GET", page)["versions"] == []


def test_a_bundle_goes_out_and_in_by_the_page(alone, serve_platform, tmp_path, console):
    """The link answers with a file; the form loads it where nothing is, or replaces what is."""
    key = alone.platform.new_app()["client_key"]
    alone.upload(f"apps/{key}/versions", build(key), note="of the bundle")
    sent = alone.http.get("/console/state/bundle")
    assert sent.headers["content-type"] == "application/zip"
    assert 'href="/console/state/bundle"' in alone.see("state")

    with serve_platform(tmp_path / "there") as there:
        other = console.Visitor(there).enter()
        mark = other.mark("state")
        answer = other.upload("state", sent.content, form="state/bundle", mark=mark)
        assert "Its apps (1) have new client secrets" in answer.text
        assert "of the bundle" in other.see(f"apps/{key}/versions")
        refused = other.upload("state", sent.content, form="state/bundle", mark=mark)
        assert refused.status_code == 409
        assert "takes the place of everything" in refused.text
        switch = {"replace": ["false", "true"]}
        answer = other.upload("state", sent.content, form="state/bundle", mark=mark, **switch)
        assert "The bundle is loaded" in answer.text
        broken = other.upload("state", b"no bundle", form="state/bundle", mark=mark, **switch)
        assert (broken.status_code, key in other.see("apps")) == (400, True)


@pytest.mark.pg
def test_only_an_admin_has_the_bundle(team, console):
    """It holds everything that the team knows."""
    developer = console.signed_in(team, "developer")
    for answer in (
        developer.http.get("/console/state/bundle"),
        developer.upload("state/bundle", b"x", mark=developer.mark("apps/new")),
    ):
        assert answer.status_code == 409
        assert "admin" in answer.text


def test_two_forms_have_a_file():
    """Those whose admin call takes bytes."""
    assert {each.path for each in ACTIONS if calls.find(*each.call).shape is bytes} == {
        "apps/{client_key}/versions",
        "state/bundle",
    }
