"""What an app says of itself, over the admin API, on both databases."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from localminis.steering import AdminRefused


@pytest.fixture
def path(platform):
    """Register an app and give its path."""
    return f"apps/{platform.new_app()['client_key']}"


def test_the_second_of_two_tabs_is_told(platform, database_flags, path):
    """Whatever half of the page it changes, and also when both send at once."""
    seen = platform.admin("GET", path)["revision"]
    changes = [
        ("PATCH", path, {"description": "One", "revision": seen}),
        ("PUT", f"{path}/domains", {"domains": ["https://a.example.com"], "revision": seen}),
    ]

    def send(change):
        try:
            platform.admin(*change)
        except AdminRefused as refusal:
            return refusal.refusal
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, changes)) == ["done", "stale_revision"]
    assert platform.admin("GET", path)["revision"] == seen + 1


def test_an_app_is_described_within_the_limits(platform, path):
    """Name and description at their edge, and the kinds there are."""
    body = {"name": "n" * 50, "description": "d" * 500, "kind": "html_game", "category": "Puzzle"}
    changed = platform.admin("PATCH", path, body)
    assert {name: changed[name] for name in body} == body
    for wrong in ({"name": "n" * 51}, {"description": "d" * 501}, {"kind": "book"}, {"name": " "}):
        with pytest.raises(AdminRefused):
            platform.admin("PATCH", path, wrong)
    assert {name: platform.admin("GET", path)[name] for name in body} == body


def test_domains_placements_and_icon_are_kept(platform, database_flags, path):
    """Each is listed, changed and taken back."""
    kept = platform.admin("PUT", f"{path}/domains", {"domains": ["https://A.example.com"]})
    assert kept["domains"] == ["https://a.example.com"]
    assert platform.admin("GET", f"{path}/domains") == kept
    compared = platform.admin("POST", f"{path}/domains/compare", {"domains": []})
    assert compared["differences"] == ["https://a.example.com is registered and not in the config."]
    made = platform.admin("POST", f"{path}/placements", {"name": "Slot", "kind": "rewarded"})
    place = f"{path}/placements/{made['placement_id']}"
    assert platform.admin("PATCH", place, {"is_active": True})["is_active"] is True
    assert platform.admin("GET", f"{path}/placements")["placements"][0]["is_active"] is True
    platform.admin("DELETE", place)
    assert platform.admin("GET", f"{path}/placements")["placements"] == []
    size = (600).to_bytes(4, "big")
    icon = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + size + size).decode()
    platform.admin("PUT", f"{path}/icon", {"content_base64": icon})
    assert platform.admin("GET", f"{path}/icon") == {
        "media_type": "image/png",
        "content_base64": icon,
    }
    platform.admin("DELETE", f"{path}/icon")
    with pytest.raises(AdminRefused, match="no icon"):
        platform.admin("GET", f"{path}/icon")
    with pytest.raises(AdminRefused, match="no base64"):
        platform.admin("PUT", f"{path}/icon", {"content_base64": "?"})


def test_a_draft_and_a_sandbox_go_their_ways(platform, database_flags, path):
    """Edited, applied and imported; submitted, rejected, recalled, approved."""
    made = platform.admin("POST", f"{path}/sandboxes", {"name": "Test"})
    key, place = made["client_key"], f"apps/{made['client_key']}"
    assert made["client_secret"]
    platform.admin("PATCH", f"{place}/draft", {"content": {"category": "Drama"}})
    assert platform.admin("POST", f"{place}/draft/apply")["category"] == "Drama"
    draft = platform.admin("POST", f"{path}/sandboxes/{key}/import")
    assert (draft["content"], draft["live"]["category"]) == ({"category": "Drama"}, "")
    platform.admin("POST", f"{path}/draft/submit")
    rejected = platform.admin("POST", f"{path}/draft/reject", {"reasons": ["No"]})
    assert rejected["reasons"] == ["No"]
    platform.admin("POST", f"{path}/draft/submit")
    assert platform.admin("POST", f"{path}/draft/recall")["state"] == "draft"
    platform.admin("DELETE", f"{path}/draft")
    platform.admin("PATCH", f"{path}/draft", {"content": {"name": "Other"}})
    platform.admin("POST", f"{path}/draft/submit")
    assert platform.admin("GET", f"{path}/draft")["state"] == "in_review"
    assert platform.admin("POST", f"{path}/draft/approve")["name"] == "Other"
    clone = {"name": "Copy", "clone_of": key}
    assert platform.admin("POST", f"{path}/sandboxes", clone)["category"] == "Drama"
    document = platform.admin("GET", "state")
    platform.admin("PUT", "state", document)
    assert len(platform.admin("GET", f"{path}/sandboxes")["sandboxes"]) == 2
    platform.admin("DELETE", f"{path}/sandboxes/Copy")
    assert [each["name"] for each in platform.admin("GET", f"{path}/sandboxes")["sandboxes"]] == [
        "Test"
    ]


def test_a_sandbox_is_paid_without_beans(platform, receiver, path):
    """The order is a sandbox order, the wallet stays, and the event says so."""
    sandbox = platform.admin("POST", f"{path}/sandboxes", {"name": "Test"})
    platform.admin("PATCH", f"apps/{sandbox['client_key']}", {"webhook_url": receiver.url})
    before = platform.admin("GET", "wallets/Mia")["balance_beans"]
    order = platform.new_order(platform.access_token(sandbox), beans=10_000)
    call = {"client_key": sandbox["client_key"], "user": 1}
    enough = platform.simulator("balance/check", **call, amount=10_000).json()
    assert enough == {"is_sufficient": True}
    assert platform.simulator("pay", **call, trade_order_id=order).json()["is_success"] is True
    assert platform.admin("GET", "wallets/Mia")["balance_beans"] == before
    [event] = receiver.wait_for(1)
    assert '"is_sandbox":true' in event["content"].replace(" ", "")
    assert event["client_key"] == sandbox["client_key"]


def test_an_automatic_review_lets_a_draft_take_effect(serve_platform, tmp_path):
    """The setting that approves versions approves drafts as well."""
    with serve_platform(tmp_path / "home", review="automatic") as platform:
        path = f"apps/{platform.new_app()['client_key']}"
        platform.admin("PATCH", f"{path}/draft", {"content": {"category": "Drama"}})
        assert platform.admin("POST", f"{path}/draft/submit")["category"] == "Drama"
