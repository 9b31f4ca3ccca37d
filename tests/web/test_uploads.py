"""Uploads over a real connection: streamed, cut off, too large, scanned; nothing half written."""

import socket
from urllib.parse import urlsplit

import pytest

from localminis.spec import publishing as spec


@pytest.fixture
def app(shared):
    """Register an app on the shared platform."""
    return shared.new_app()


def send(platform, app, content, *, note="", headers=()):
    """Post a zip as a script with the admin token would."""
    return platform.http.post(
        f"/admin/v1/apps/{app['client_key']}/versions",
        params={"note": note},
        content=content,
        headers={
            "Authorization": f"Bearer {platform.platform.context.admin_token}",
            **dict(headers),
        },
    )


def kept(platform) -> list[str]:
    """List what the folder of packages holds."""
    folder = platform.home / "packages"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def test_a_zip_becomes_a_version(shared, app, packed):
    """Streamed in chunks, without a length, it is the same version."""
    content = packed(app["client_key"])
    made = send(shared, app, content, note="First build").json()
    assert (made["number"], made["state"], made["note"]) == (1, "preview", "First build")
    assert made["size_bytes"] == len(content)
    assert made["preview_url"] == f"{shared.url}/simulator/{app['client_key']}?version=1"
    assert made["report"]["findings"][0]["code"] == "LM506"
    again = send(shared, app, (content[at : at + 100] for at in range(0, len(content), 100)))
    assert (again.json()["number"], again.json()["package_sha256"]) == (2, made["package_sha256"])
    assert made["package_sha256"] in kept(shared)


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer wrong"}, {"Origin": "http://a.test"}]
)
def test_only_the_holder_of_the_token_uploads(shared, app, packed, headers):
    """A page that knows the address does not get in, with the token or without."""
    answer = send(shared, app, packed(app["client_key"]), headers=headers.items())
    assert answer.status_code == 403
    assert shared.admin("GET", f"apps/{app['client_key']}/versions")["versions"] == []


def test_a_failed_scan_answers_with_its_findings(shared, app, packed):
    """A script reads where and what, not only that."""
    before = kept(shared)
    bad = packed(app["client_key"], **{"app.js": "eval('1'); TTMinis.login({});\n"})
    answer = send(shared, app, bad)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "scan_failed")
    [finding] = [each for each in error["findings"] if each["severity"] == "error"]
    assert (finding["code"], finding["path"], finding["line"]) == ("LM101", "app.js", 1)
    assert kept(shared) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"<!doctype html>" * 40, "package_refused"), (b"", "package_refused")],
)
def test_what_is_no_zip_leaves_nothing(shared, app, content, code):
    """Refused in words, and the folder is as it was."""
    before = kept(shared)
    answer = send(shared, app, content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert kept(shared) == before


def begun(platform, app, size_bytes: int) -> socket.socket:
    """Open a connection and announce an upload of a size."""
    address = urlsplit(platform.url)
    raw = socket.create_connection((address.hostname, address.port), timeout=20)
    lines = (
        f"POST /admin/v1/apps/{app['client_key']}/versions HTTP/1.1",
        f"Host: {address.netloc}",
        f"Authorization: Bearer {platform.platform.context.admin_token}",
        f"Content-Length: {size_bytes}",
        "Connection: close",
        "\r\n",
    )
    raw.sendall("\r\n".join(lines).encode())
    return raw


def test_two_hundred_megabytes_and_one_are_refused_unread(shared, app):
    """The announced length is enough: not a byte of it is waited for."""
    with begun(shared, app, spec.UPLOAD_MAX_BYTES + 1) as raw, raw.makefile("rb") as answer:
        text = answer.read().decode()
    assert text.startswith("HTTP/1.1 400")
    assert "upload_too_large" in text
    assert "200 MB" in text


def test_a_stream_without_a_length_ends_at_the_limit(shared, app, monkeypatch):
    """Whoever announces nothing is counted."""
    monkeypatch.setattr(spec, "UPLOAD_MAX_BYTES", 100_000)
    before = kept(shared)
    answer = send(shared, app, (b"x" * 60_000 for _ in range(2)))
    assert answer.json()["error"]["code"] == "upload_too_large"
    assert kept(shared) == before


def test_an_upload_that_breaks_off_leaves_nothing(shared, app, packed):
    """The connection ends in the middle: no version, and no file of it."""
    before = kept(shared)
    content = packed(app["client_key"])
    with begun(shared, app, len(content)) as raw:
        raw.sendall(content[:300])
        while kept(shared) == before:
            pass  # until the first bytes lie on disk
    while kept(shared) != before:
        pass  # the test's own time limit ends this
    assert shared.admin("GET", f"apps/{app['client_key']}/versions")["versions"] == []


def test_an_unknown_app_and_a_long_note_are_refused_at_once(shared, app, packed):
    """Before anything is read."""
    ghost = {"client_key": "mnnobody"}
    assert send(shared, ghost, packed()).json()["error"]["code"] == "app_not_found"
    answer = send(shared, app, packed(app["client_key"]), note="n" * (spec.NOTE_MAX + 1))
    assert answer.json()["error"]["code"] == "text_invalid"


def test_an_upload_that_was_overtaken_leaves_nothing(shared, app, packed, monkeypatch):
    """The last place was taken while it was under way: no version, and no file of it."""
    monkeypatch.setattr(spec, "PREVIEWS_MAX", 1)
    content = packed(app["client_key"], **{"late.txt": "late"})
    with begun(shared, app, len(content)) as raw, raw.makefile("rb") as answer:
        raw.sendall(content[:300])
        taken = send(shared, app, packed(app["client_key"], **{"early.txt": "early"})).json()
        before = {taken["package_sha256"], *kept(shared)}
        raw.sendall(content[300:])
        assert b"too_many_previews" in answer.read()
    assert {each for each in kept(shared) if not each.startswith(".")} <= before


def test_a_full_list_of_previews_refuses_the_next(shared, app, packed, monkeypatch):
    """The sentence says which could go."""
    monkeypatch.setattr(spec, "PREVIEWS_MAX", 1)
    send(shared, app, packed(app["client_key"]))
    error = send(shared, app, packed(app["client_key"])).json()["error"]
    assert error["code"] == "too_many_previews"
    assert "version delete 1" in error["message"]
