import re

import pytest


@pytest.fixture
def app(alone, packed):
    """Register an app and give what uploads a build from its page."""
    key = alone.platform.new_app()["client_key"]

    def upload(note="", content=None):
        content = packed(key, mark=note) if content is None else content
        return alone.upload(f"apps/{key}/versions", content, note=note)

    return key, upload


def test_a_version_goes_its_whole_way(alone, app):
    """Uploaded, reviewed, released to some, to everybody, and taken back; each by a form."""
    key, upload = app
    page = f"apps/{key}/versions"
    assert "No version yet" in alone.see(page)
    assert "Version 1 is uploaded" in upload("first").text
    assert "Version 2 is uploaded" in upload("second").text
    for number, target in ((1, "production"), (2, "gray")):
        one = f"{page}/{number}"
        assert "is in review" in alone.send(one, f"{one}/submit")
        assert "is approved" in alone.send(one, f"{one}/approve")
        share = "" if target == "production" else "10"
        text = alone.send(one, f"{one}/release", target=target, percentage=share)
        assert f"Version {number} is released." in text
    assert "10 %" in alone.see(page)
    assert "has its new share" in alone.send(page, f"{page}/rollout", percentage="100")
    released = alone.platform.admin("GET", f"apps/{key}/release")
    assert (released["production"], released["gray"]) == (2, None)
    assert "Rolled back." in alone.send(page, f"{page}/rollback")
    assert alone.platform.admin("GET", f"apps/{key}/release")["production"] == 1


def test_a_review_may_say_no_and_a_version_be_blocked(alone, app, console):
    """Reasons are kept line by line; a second tab's step is refused."""
    key, upload = app
    upload("first")
    one = f"apps/{key}/versions/1"
    stale = console.Forms(alone.see(one)).forms[f"/console/{one}/submit"]
    alone.send(one, f"{one}/submit")
    headers = {"Origin": alone.platform.url}
    again = alone.http.post(f"/console/{one}/submit", data=stale, headers=headers)
    assert again.status_code == 409
    assert "is rejected" in alone.send(one, f"{one}/reject", reasons="Too loud\nToo long")
    assert "<li>Too loud</li><li>Too long</li>" in alone.see(one)
    alone.send(one, f"{one}/submit")
    assert "a preview again" in alone.send(one, f"{one}/recall")
    assert "They get version 1 now." in alone.send(one, f"{one}/target-users", user="Mia")
    alone.send(one, f"{one}/target-users/1/remove")
    alone.send(one, f"{one}/note", note="Better")
    assert "Version 1 is gone." in alone.send(one, f"{one}/delete")


def test_the_preview_has_a_code_for_cameras(alone, app):
    """Its address opens the version in the simulator."""
    key, upload = app
    text = upload("first").text
    assert f"/simulator/{key}?version=1" in text
    assert 'class="qr" src="data:image/svg+xml' in text


def test_a_scan_that_finds_errors_shows_them(alone, app, packed):
    """There is no version then, and each finding is a row."""
    key, upload = app
    broken = packed(key, **{"app.js": "eval('1')"})
    answer = upload("broken", broken)
    assert answer.status_code == 409
    assert 'data-testid="findings"' in answer.text
    assert re.search(r"LM\d+", answer.text)
    assert alone.platform.admin("GET", f"apps/{key}/versions")["versions"] == []
