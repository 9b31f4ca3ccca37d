"""A browser without scripts: it keeps its cookie, reads forms and sends them as they stand."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import httpx2
import pytest


class Forms(HTMLParser):
    """Collects the forms of a page with the fields that a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] | None = None
        self._select = self._area = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._form = {}
            if given.get("method") == "post":
                self.forms[given["action"]] = self._form
        elif self._form is None:
            return
        elif tag == "input" and "name" in given:
            if given.get("type") != "checkbox" or "checked" in given:
                self._form[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given["name"]
            self._form.setdefault(self._select, "")
        elif tag == "option" and self._select and "selected" in given:
            self._form[self._select] = given["value"]
        elif tag == "textarea":
            self._area, self._form[given["name"]] = given["name"], ""

    def handle_data(self, data):
        if self._area and self._form is not None:
            self._form[self._area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        self._select = None if tag == "select" else self._select
        self._area = None if tag == "textarea" else self._area


class Visitor:
    """Somebody in front of the console of one platform."""

    def __init__(self, platform) -> None:
        self.platform = platform
        self.http = httpx2.Client(base_url=platform.url, trust_env=False, follow_redirects=True)

    def enter(self) -> "Visitor":
        """Open the printed link."""
        url = self.platform.admin("GET", "console")["url"]
        assert self.http.get(url).status_code == 200
        return self

    def see(self, path: str, status: int = 200) -> str:
        """Read a page."""
        response = self.http.get(f"/console/{path}")
        assert response.status_code == status, response.text
        return response.text

    def send(self, page: str, form: str | None = None, *, status: int = 200, **typed) -> str:
        """Fill a form of a page and send it; returns the page that comes then."""
        path = f"/console/{page if form is None else form}"
        fields = {**Forms(self.see(page)).forms[path], **typed}
        response = self.http.post(path, data=fields, headers={"Origin": self.platform.url})
        assert response.status_code == status, said(response.text)
        return response.text

    def mark(self, page: str) -> str:
        """Return what every form of this visit carries."""
        return re.search(r'name="_mark" value="(\w+)"', self.see(page))[1]

    def upload(self, page: str, content: bytes, *, form=None, name="minis.zip", mark=None, **typed):
        """Send the form that has a file, as a browser does: its fields before the file."""
        path = form or page
        fields = {"_mark": self.mark(page) if mark is None else mark, "note": "", **typed}
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, values in fields.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        head = f'--b\r\nContent-Disposition: form-data; name="package"; filename="{name}"'
        parts.append(f"{head}\r\nContent-Type: application/zip\r\n\r\n")
        body = "".join(parts).encode() + content + b"\r\n--b--\r\n"
        headers = {
            "Origin": self.platform.url,
            "Content-Type": "multipart/form-data; boundary=b",
        }
        return self.http.post(f"/console/{path}", content=body, headers=headers)


def said(page: str) -> list[str]:
    """Return what a page tells: its notices, as plain text."""
    found = re.findall(r'<div class="notice notice--\w+" role="\w+".*?</div>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


@pytest.fixture(scope="module")
def visitor(shared):
    """Let one browser into the platform that a file shares."""
    let_in = Visitor(shared).enter()
    yield let_in
    let_in.http.close()


@pytest.fixture
def console():
    """Give what tests of the console use: new browsers, and what a page tells."""
    opened = []

    def visitor(platform) -> Visitor:
        opened.append(Visitor(platform))
        return opened[-1]

    def signed_in(platform, role: str, password="a long enough sentence") -> Visitor:
        """Add a member and sign them in, in a browser of their own."""
        email = f"{role}@example.com"
        body = {"email": email, "role": role, "password": password}
        platform.admin("POST", "members", body)
        one, form = visitor(platform), {"email": email, "password": password}
        headers = {"Origin": platform.url}
        answer = one.http.post("/console/sign-in", data=form, headers=headers)
        assert answer.status_code == 200
        return one

    yield SimpleNamespace(Visitor=visitor, signed_in=signed_in, said=said, Forms=Forms)
    for each in opened:
        each.http.close()


@pytest.fixture
def alone(platform, console):
    """Let one browser into a platform of the test's own."""
    return console.Visitor(platform).enter()


@pytest.fixture
def team(serve_platform, new_database, tmp_path):
    """Serve a platform for a team."""
    flags = {"database_url": new_database(), "mode": "served", "public_url": "http://127.0.0.1"}
    with serve_platform(tmp_path / "home", **flags) as platform:
        yield platform
