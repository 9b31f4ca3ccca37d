import html
import re
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

PASSWORD = "a long enough sentence"
CALLBACK = "http://127.0.0.1:4711/callback"


class WebFlow:
    """An app with a registered address, and a browser that has no JavaScript."""

    def __init__(self, platform) -> None:
        self.platform = platform
        self.app = platform.new_app()
        self.key = self.app["client_key"]
        self.change(redirect_uris=[CALLBACK])
        self.browser = httpx2.Client(base_url=platform.url, trust_env=False)

    def change(self, **values):
        """Change the app's configuration."""
        return self.platform.admin("PATCH", f"apps/{self.key}", values)

    def query(self, **given):
        """Return a right request's query, with changes; None takes one out."""
        right = {
            "client_key": self.key,
            "response_type": "code",
            "scope": "user.info.basic",
            "redirect_uri": CALLBACK,
            "state": "s-1",
        }
        return {name: value for name, value in {**right, **given}.items() if value is not None}

    def ask(self, **given):
        """Open the authorization page."""
        return self.browser.get("/v2/auth/authorize/", params=self.query(**given))

    def ticket(self, page):
        """Return the hidden field of the page's form."""
        return html.unescape(re.search(r'name="ticket" value="([^"]+)"', page.text)[1])

    def answer(self, page, **given):
        """Send the page's form."""
        form = {
            "ticket": self.ticket(page),
            "user": "1",
            "scope": ["user.info.basic"],
            "decision": "allow",
            **given,
        }
        return self.browser.post(
            "/v2/auth/authorize/", data={k: v for k, v in form.items() if v is not None}
        )

    def sent_back(self, response):
        """Return the address and the query that a redirect leads to."""
        assert response.status_code == 303
        location = urlsplit(response.headers["location"])
        pairs = parse_qsl(location.query, keep_blank_values=True)
        assert len(dict(pairs)) == len(pairs)
        return location._replace(query="").geturl(), dict(pairs)

    def code(self, **given):
        """Go the whole way to a code."""
        address, answer = self.sent_back(self.answer(self.ask(**given)))
        assert address == CALLBACK
        return answer["code"]

    def exchange(self, code, **given):
        """Swap a code as a website's backend does."""
        form = {
            "client_key": self.key,
            "client_secret": self.app["client_secret"],
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            **given,
        }
        return self.platform.token(**{k: v for k, v in form.items() if v is not None})

    def sign_in(self, role="developer"):
        """Sign a member of the team in."""
        form = {"email": f"{role}@example.com", "password": PASSWORD}
        headers = {"Origin": self.platform.url}
        return self.browser.post("/console/sign-in", data=form, headers=headers)


@pytest.fixture
def flow(platform):
    """Serve a platform and open a browser."""
    opened = WebFlow(platform)
    yield opened
    opened.browser.close()


@pytest.fixture
def team(serve_platform, new_database, tmp_path):
    """Serve a platform for a team, with a member of each role, and open its web flow."""
    flags = {"database_url": new_database(), "mode": "served", "public_url": "http://127.0.0.1"}

    @contextmanager
    def served(**more):
        with serve_platform(tmp_path / "home", **flags, **more) as platform:
            for role in ("viewer", "developer"):
                member = {"email": f"{role}@example.com", "role": role, "password": PASSWORD}
                platform.admin("POST", "members", member)
            opened = WebFlow(platform)
            yield opened
            opened.browser.close()

    return served
