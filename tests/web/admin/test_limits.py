"""Each of the portal's limits at its edge, at its real number, through the admin API.

Source: contract:toolchain-9, §9.10.
"""

import pytest
from tests.builds import build

from localminis.steering import AdminRefused


@pytest.fixture
def path(shared):
    """Register an app; gives the path of its calls."""
    return f"apps/{shared.new_app()['client_key']}"


def people(platform, count: int) -> list[str]:
    """Return the names of so many users, made where they are missing."""
    there = {each["name"] for each in platform.admin("GET", "users")["users"]}
    names = [f"Person {number}" for number in range(count)]
    for name in names:
        if name not in there:
            platform.admin("POST", "users", {"name": name})
    return names


def refusal(platform, *call) -> str:
    """Make a call that is one too many; returns its sentence."""
    with pytest.raises(AdminRefused) as refused:
        platform.admin(*call)
    return refused.value.message


def test_twenty_trusted_domains(shared, path):
    """The twenty-first changes none of them; the same one twice is one."""
    twenty = [f"https://host{number}.example.com" for number in range(20)]
    found = shared.admin("PUT", f"{path}/domains", {"domains": [*twenty, twenty[0]]})
    assert found["domains"] == sorted(twenty)
    more = {"domains": [*twenty, "https://one.more.example.com"]}
    assert "takes 20" in refusal(shared, "PUT", f"{path}/domains", more)
    assert shared.admin("GET", f"{path}/domains")["domains"] == sorted(twenty)


def test_thirty_test_users(shared, path):
    """The thirty-first is refused, one that is there already is no second one."""
    names = people(shared, 31)
    for name in names[:30]:
        shared.admin("PUT", f"{path}/test-users/{name}")
    shared.admin("PUT", f"{path}/test-users/{names[0]}")
    assert "30" in refusal(shared, "PUT", f"{path}/test-users/{names[30]}")
    shared.admin("DELETE", f"{path}/test-users/{names[0]}")
    shared.admin("PUT", f"{path}/test-users/{names[30]}")


def test_five_sandboxes_and_ten_target_users_in_each(shared, path):
    """A sandbox that is gone makes room for another; its users are those who use it."""
    names = people(shared, 11)
    for number in range(5):
        made = shared.admin("POST", f"{path}/sandboxes", {"name": f"Stage {number}"})
    assert "5" in refusal(shared, "POST", f"{path}/sandboxes", {"name": "Stage 5"})
    inside = f"apps/{made['client_key']}"
    for name in names[:10]:
        shared.admin("PUT", f"{inside}/test-users/{name}")
    assert "10" in refusal(shared, "PUT", f"{inside}/test-users/{names[10]}")
    shared.admin("DELETE", f"{path}/sandboxes/Stage 0".replace(" ", "%20"))
    shared.admin("POST", f"{path}/sandboxes", {"name": "Stage 5"})


def test_thirty_previews_and_ten_target_users_of_a_version(shared, path):
    """What is released or deleted makes room for another preview."""
    key = path.removeprefix("apps/")
    package = build(key)
    for _ in range(30):
        shared.upload(key, package)
    with pytest.raises(AdminRefused, match="30"):
        shared.upload(key, package)
    shared.admin("DELETE", f"{path}/versions/30")
    shared.upload(key, package)
    for step in ("submit", "approve", "release"):
        shared.admin("POST", f"{path}/versions/1/{step}")
    shared.upload(key, package)
    with pytest.raises(AdminRefused, match="30"):
        shared.upload(key, package)

    names = people(shared, 11)
    for name in names[:10]:
        shared.admin("PUT", f"{path}/versions/2/target-users/{name}")
    assert "10" in refusal(shared, "PUT", f"{path}/versions/2/target-users/{names[10]}")
    assert len(shared.admin("GET", f"{path}/versions/2")["target_users"]) == 10


def test_one_production_and_one_gray_version(shared, path):
    """A third released version takes the place of the gray one; production stays online."""
    key = path.removeprefix("apps/")
    for number in (1, 2, 3):
        shared.upload(key, build(key, str(number)))
        for step in ("submit", "approve"):
            shared.admin("POST", f"{path}/versions/{number}/{step}")
    shared.admin("POST", f"{path}/versions/1/release")
    shared.admin("POST", f"{path}/versions/2/release", {"percentage": 10})
    again = ("POST", f"{path}/versions/3/release", {"target": "production"})
    assert "only the first launch" in refusal(shared, *again)
    lower = ("POST", f"{path}/versions/3/release", {"percentage": 10})
    assert "is not more" in refusal(shared, *lower)
    shared.admin("POST", f"{path}/versions/3/release", {"percentage": 11})
    now = shared.admin("GET", f"{path}/release")
    assert (now["production"], now["gray"], now["production_percentage"]) == (1, 3, 89)
    assert shared.admin("GET", f"{path}/versions/2")["state"] == "retired"


@pytest.mark.parametrize(
    ("field", "most"), [("name", 50), ("description", 500)], ids=["name", "description"]
)
def test_texts_of_an_app(shared, path, field, most):
    """As long as the portal takes, and not a character more."""
    assert shared.admin("PATCH", path, {field: "é" * most})[field] == "é" * most
    assert str(most) in refusal(shared, "PATCH", path, {field: "é" * (most + 1)})
