"""Which version a phone shows, and what its page may ask."""

import httpx2
import pytest
from tests.builds import build
from tests.conftest import LocalPlatform

from localminis.steering import AdminRefused


class Opener:
    """A platform with one app, and the calls of these tests."""

    def __init__(self, platform: LocalPlatform) -> None:
        self.platform = platform
        self.app = platform.new_app()
        self.key = self.app["client_key"]

    def upload(self, mark: str) -> dict:
        return self.platform.upload(self.key, build(self.key, mark))

    def step(self, number: int, what: str, **body) -> dict:
        return self.platform.admin("POST", f"apps/{self.key}/versions/{number}/{what}", body)

    def session(self, user="Mia", version=None) -> httpx2.Response:
        query = {"client_key": self.key, "user": user}
        if version is not None:
            query["version"] = version
        return self.platform.http.get("/simulator/api/session", params=query)

    def page(self, **asked) -> httpx2.Response:
        return httpx2.get(self.session(**asked).json()["page_url"], trust_env=False)


@pytest.fixture
def opener(platform):
    return Opener(platform)


def test_a_preview_opens_by_its_link(opener):
    """On an origin of the app's own, with its bar and its policy, whatever is released."""
    opener.upload("first")
    opener.upload("second")
    assert opener.session().json()["page_url"] is None
    session = opener.session(version="2").json()
    assert session["version"] == {"number": 2, "state": "preview"}
    assert session["flavour"] == "minis"
    page = opener.page(version="2")
    assert "second" in page.text
    assert not session["page_url"].startswith(opener.platform.url)
    assert "first" in opener.page(version="1").text
    assert (
        opener.session(version="1").json()["page_url"].rpartition("/1")[0] in (session["page_url"])
    )


def test_search_opens_what_the_user_gets(opener):
    """Production for most, gray for its share; without a running page it is what is shown."""
    for number, mark in ((1, "first"), (2, "second")):
        opener.upload(mark)
        opener.step(number, "submit")
        opener.step(number, "approve")
    refusal = opener.session(version="search").json()["error"]
    assert refusal["code"] == "nothing_released"
    opener.step(1, "release")
    opener.step(2, "release", percentage=0)
    opener.platform.admin("PUT", f"apps/{opener.key}/versions/2/target-users/Kenji")
    assert "first" in opener.page(version="search").text
    assert "second" in opener.page(user="Kenji", version="search").text
    assert "first" in opener.page().text
    page = {"url": "http://127.0.0.1:9/"}
    opener.platform.admin("PUT", f"apps/{opener.key}/page", page)
    assert opener.session().json()["page_url"] == "http://127.0.0.1:9/"
    assert "first" in opener.page(version="search").text


@pytest.mark.parametrize(
    ("asked", "code"), [("9", "version_not_found"), ("x", "version_not_found")]
)
def test_what_is_not_there_cannot_be_opened(opener, asked, code):
    """The phone shows the sentence."""
    assert opener.session(version=asked).json()["error"]["code"] == code


@pytest.mark.parametrize(("setting", "counts"), [("portal", False), ("config", True)])
def test_a_setting_says_which_list_of_domains_counts(serve_platform, tmp_path, setting, counts):
    """And the differences of the two lists are told either way."""
    with serve_platform(tmp_path / "home", trusted_domains=setting) as platform:
        opener = Opener(platform)
        made = opener.upload("x")
        assert made["domains"]["winner"] == setting
        [difference] = made["domains"]["differences"]
        assert difference.startswith("https://api.example.com is in the config and not registered")
        policy = opener.page(version="1").headers["content-security-policy"]
        assert ("https://api.example.com" in policy) == counts
        domains = {"domains": ["https://other.example.com"]}
        platform.admin("PUT", f"apps/{opener.key}/domains", domains)
        policy = opener.page(version="1").headers["content-security-policy"]
        assert ("https://other.example.com" in policy) != counts


def test_only_test_users_preview_when_the_setting_says_so(serve_platform, tmp_path):
    """Test users and the version's target users; a production version is everybody's."""
    with serve_platform(tmp_path / "home", preview_for="test_users") as platform:
        opener = Opener(platform)
        opener.upload("x")
        error = opener.session(version="1").json()["error"]
        assert error["code"] == "preview_refused"
        assert "app test-user add" in error["message"]
        platform.admin("PUT", f"apps/{opener.key}/versions/1/target-users/Mia")
        assert opener.session(version="1").json()["version"]["number"] == 1
        platform.admin("PUT", f"apps/{opener.key}/test-users/Kenji")
        assert opener.session(user="Kenji", version="1").json()["version"]["number"] == 1
        platform.admin("DELETE", f"apps/{opener.key}/versions/1/target-users/Mia")
        opener.step(1, "submit", release_mode="automatic")
        opener.step(1, "approve")
        assert opener.session(version="1").json()["version"]["state"] == "production"


def test_a_user_elsewhere_does_not_find_what_is_released(opener):
    """Their link says where it is released; test users, previews and other regions do open."""
    opener.upload("first")
    opener.upload("second")
    opener.step(1, "submit", release_mode="automatic")
    opener.step(1, "approve")
    change = {"regions": ["JP"]}
    assert opener.platform.admin("PATCH", f"apps/{opener.key}", change)["regions"] == ["JP"]
    for asked in ({}, {"version": "search"}, {"version": "1"}):
        met = opener.session(**asked).json()
        assert (met["page_url"], met["version"]) == (None, None)
        assert "not released in US, where Mia is, but in JP" in met["refusal"]
        assert opener.session(user="Kenji", **asked).json()["version"]["number"] == 1
    assert opener.session(version="2").json()["version"]["number"] == 2
    with pytest.raises(AdminRefused) as refused:
        opener.platform.admin("GET", f"apps/{opener.key}/search/Mia")
    assert refused.value.refusal == "not_in_region"
    opener.platform.admin("PUT", f"apps/{opener.key}/test-users/Mia")
    assert opener.session(version="search").json()["version"]["number"] == 1


def test_a_setting_releases_everything_everywhere(serve_platform, tmp_path):
    """For who wants to think of other things."""
    with serve_platform(tmp_path / "home", release_regions="ignored") as platform:
        opener = Opener(platform)
        opener.upload("x")
        opener.step(1, "submit", release_mode="automatic")
        opener.step(1, "approve")
        platform.admin("PATCH", f"apps/{opener.key}", {"regions": ["JP"]})
        assert opener.session(version="search").json()["version"]["number"] == 1


def test_files_that_are_gone_are_asked_for(opener):
    """The phone says which zip is missing."""
    opener.upload("x")
    for folder in (opener.platform.home / "packages").iterdir():
        folder.rename(folder.with_name(".gone"))
    error = opener.session(version="1").json()["error"]
    assert error["code"] == "files_missing"
    assert "same zip" in error["message"]
