"""The whole life of versions over the admin API, on both databases."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from localminis.steering import AdminRefused


@pytest.fixture
def uploaded(platform, packed):
    """Give a function that uploads builds to a new app on a platform of this test."""
    app = platform.new_app()
    key = app["client_key"]

    def upload(count: int = 1):
        for number in range(count):
            platform.upload(key, packed(key, mark=str(number)))
        return key

    return upload


def test_a_version_goes_from_upload_to_everybody_and_back(platform, database_flags, uploaded):
    """Each answer carries what is released, and the revision of the next step."""
    key = uploaded(2)
    path = f"apps/{key}/versions"

    def step(what, number=None, **body):
        place = f"apps/{key}/{what}" if number is None else f"{path}/{number}/{what}"
        return platform.admin("POST", place, body)

    assert step("submit", 1)["state"] == "in_review"
    assert step("reject", 1, reasons=["No"])["reasons"] == ["No"]
    step("submit", 1)
    assert step("recall", 1)["state"] == "preview"
    step("submit", 1, release_mode="automatic")
    first = step("approve", 1)
    assert (first["state"], first["release"]["production"]) == ("production", 1)
    step("submit", 2)
    step("approve", 2)
    gray = step("release", 2, percentage=10)
    assert gray["release"]["gray_percentage"] == 10
    assert gray["release"]["production_percentage"] == 90
    assert step("rollout", percentage=40)["percentage"] == 40
    with pytest.raises(AdminRefused, match="can only grow"):
        step("rollout", percentage=40)
    platform.admin("PUT", f"{path}/2/target-users/Mia")
    assert platform.admin("GET", f"{path}/2")["target_users"] == [1]
    assert platform.admin("GET", f"apps/{key}/search/Mia")["number"] == 2
    platform.admin("DELETE", f"{path}/2/target-users/Mia")
    assert step("rollout", percentage=100)["release"]["production"] == 2
    assert step("rollback")["production"] == 1
    assert step("block", 1, reasons=["Violation"])["state"] == "blocked"
    with pytest.raises(AdminRefused, match="blocked"):
        platform.admin("GET", f"apps/{key}/search/Mia")
    assert step("unblock", 1)["state"] == "ready"
    assert platform.admin("PATCH", f"{path}/2", {"note": "Seen"})["note"] == "Seen"
    listed = platform.admin("GET", path)
    assert [each["number"] for each in listed["versions"]] == [2, 1]
    assert "findings" not in listed["versions"][0]["report"]
    assert "findings" in platform.admin("GET", f"{path}/1")["report"]


def test_of_two_tabs_that_release_at_once_one_is_told(platform, database_flags, uploaded):
    """Both looked at the same revision; exactly one release happens."""
    key = uploaded(2)
    path = f"apps/{key}/versions"
    for number in (1, 2):
        platform.admin("POST", f"{path}/{number}/submit")
        platform.admin("POST", f"{path}/{number}/approve")
    seen = platform.admin("GET", f"apps/{key}/release")["revision"]

    def release(number):
        try:
            platform.admin("POST", f"{path}/{number}/release", {"revision": seen})
        except AdminRefused as refusal:
            return refusal.refusal
        return "released"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(release, (1, 2)))
    assert answers == ["released", "stale_revision"]


def test_uploads_at_once_get_numbers_of_their_own(platform, database_flags, uploaded, packed):
    """No number twice, and none lost."""
    key = uploaded(0)
    content = packed(key)

    async def one():
        async def chunks():
            yield content

        return await platform.steering.send(
            f"/admin/v1/apps/{key}/versions",
            chunks(),
            size_bytes=len(content),
            kind="application/zip",
        )

    async def together():
        return await asyncio.gather(*(one() for _ in range(6)))

    made = platform._call(together())
    assert sorted(each["number"] for each in made) == [1, 2, 3, 4, 5, 6]


def test_the_list_comes_in_pages(platform, uploaded):
    """The newest first, and where the next page begins."""
    key = uploaded(3)
    page = platform.admin("GET", f"apps/{key}/versions?before=3")
    assert [each["number"] for each in page["versions"]] == [2, 1]
    assert page["next"] is None
    first = platform.admin("GET", f"apps/{key}/versions?limit=2&state=preview")
    assert ([each["number"] for each in first["versions"]], first["next"]) == ([3, 2], 2)
    assert platform.admin("GET", f"apps/{key}/versions?state=gray")["versions"] == []
    with pytest.raises(AdminRefused, match="whole number"):
        platform.admin("GET", f"apps/{key}/versions?before=x")
    with pytest.raises(AdminRefused, match="no version's number"):
        platform.admin("GET", f"apps/{key}/versions/x")


def test_pruning_deletes_what_no_version_refers_to(platform, uploaded):
    """The files of a deleted version stay until then."""
    key = uploaded(2)
    platform.admin("DELETE", f"apps/{key}/versions/2")
    assert platform.admin("POST", "packages/prune") == {"packages": 1}
    assert len(list((platform.home / "packages").iterdir())) == 1
    assert platform.admin("GET", f"apps/{key}/versions/1")["number"] == 1


def test_a_state_travels_with_its_versions(platform, uploaded):
    """Export and import keep numbers, reports and releases."""
    key = uploaded(1)
    platform.admin("POST", f"apps/{key}/versions/1/submit", {"release_mode": "automatic"})
    platform.admin("POST", f"apps/{key}/versions/1/approve")
    before = platform.admin("GET", f"apps/{key}/versions/1")
    document = platform.admin("GET", "state")
    platform.admin("POST", "state/reset")
    platform.admin("PUT", "state", document)
    assert platform.admin("GET", f"apps/{key}/versions/1") == before
