import re

import pytest


@pytest.fixture
def key(alone):
    """Register an app and give its client key."""
    return alone.platform.new_app()["client_key"]


@pytest.mark.parametrize(("count", "status"), [(20, 200), (21, 400)], ids=["as many", "one more"])
def test_trusted_domains_end_at_their_number(alone, key, count, status, console):
    """The twentieth is taken; with one more nothing is stored, and what was typed stays."""
    page = f"apps/{key}/security"
    typed = "\n".join(f"https://h{number}.example.com" for number in range(count))
    text = alone.send(page, domains=typed, status=status)
    stored = alone.platform.admin("GET", f"apps/{key}/domains")["domains"]
    assert len(stored) == (20 if status == 200 else 0)
    assert console.Forms(text).forms[f"/console/{page}"]["domains"].strip().count("\n") == count - 1


def test_differences_from_the_newest_config_are_shown(alone, key, packed):
    """The config of the newest version is set beside the list, and a second tab is told."""
    page = f"apps/{key}/security"
    assert "No config to compare with" in alone.see(page)
    alone.upload(f"apps/{key}/versions", packed(key))
    assert "is in the config and not registered" in alone.see(page)
    stale = alone.platform.admin("GET", f"apps/{key}/domains")["revision"]
    assert "lists what the config lists" in alone.send(page, f"{page}/take-over")
    assert "the same" in alone.see(page)
    refused = alone.send(page, domains="", revision=str(stale), status=409)
    assert "Somebody else saved this" in refused
    assert "Stored meanwhile: <strong>https://api.example.com</strong>" in refused


def test_basic_information_has_its_limits(alone, key, console):
    """Name, kind, category and description are as the portal takes them."""
    page = f"apps/{key}/basic"
    alone.send(page, description="d" * 500, kind="html_game", category="Puzzle", name="Jar")
    shown = alone.platform.admin("GET", f"apps/{key}")
    assert (shown["kind"], shown["category"], shown["name"]) == ("html_game", "Puzzle", "Jar")
    refused = alone.send(page, description="d" * 501, status=400)
    assert "500 characters" in console.said(refused)[0]


def test_a_placement_is_made_switched_and_deleted(alone, key):
    """It is inactive until somebody switches it on."""
    page = f"apps/{key}/placements"
    assert "and inactive" in alone.send(page, name="After episode")
    [made] = alone.platform.admin("GET", page)["placements"]
    one = f"{page}/{made['placement_id']}"
    assert ">active<" in alone.send(page, f"{one}/switch")
    assert "is gone" in alone.send(page, f"{one}/delete")


def test_a_sandbox_is_cloned_imported_and_deleted(alone, key):
    """Its settings go by the app's draft and a review before they are in effect."""
    page, draft = f"apps/{key}/sandboxes", f"apps/{key}/draft"
    text = alone.send(page, name="Try", clone_of=key)
    assert "Copy the sandbox" in text
    sandbox = re.search(r"/sandboxes/(\w+)/import", text)[1]
    alone.platform.admin("PATCH", f"apps/{sandbox}", {"description": "Tried"})
    assert "wait in the app" in alone.send(page, f"{page}/{sandbox}/import")
    assert "Tried" in alone.see(draft)
    alone.send(draft, f"{draft}/submit")
    alone.send(draft, f"{draft}/reject", reasons="Not yet")
    assert "<li>Not yet</li>" in alone.see(draft)
    alone.send(draft, f"{draft}/submit")
    alone.send(draft, f"{draft}/recall")
    alone.send(draft, f"{draft}/submit")
    assert "Nothing waits" in alone.send(draft, f"{draft}/approve")
    assert alone.platform.admin("GET", f"apps/{key}")["description"] == "Tried"
    assert "The sandbox is gone." in alone.send(page, f"{page}/{sandbox}/delete")


def test_a_sandboxes_own_draft_is_applied_or_discarded(alone, key):
    """It needs no review."""
    made = alone.platform.admin("POST", f"apps/{key}/sandboxes", {"name": "Try"})["client_key"]
    draft = f"apps/{made}/draft"
    for verb, text in (("apply", "The draft is in effect."), ("discard", "The draft is gone.")):
        content = {"description": verb}
        alone.platform.admin("PATCH", draft, {"content": content})
        assert text in alone.send(draft, f"{draft}/{verb}")
    assert alone.platform.admin("GET", f"apps/{made}")["description"] == "apply"


def test_a_draft_is_edited_on_its_page(alone, key, console):
    """Only what differs waits; a second tab is told, and what it typed stays."""
    page = f"apps/{key}/draft"
    stale = console.Forms(alone.see(page)).forms[f"/console/{page}"]["revision"]
    typed = {
        "content.description": "New",
        "content.trusted_domains[]": "https://api.example.com\n",
        "content.is_ads_enabled?": "false",
    }
    assert "The draft is saved." in alone.send(page, **typed)
    waiting = alone.platform.admin("GET", page)["content"]
    assert waiting == {
        "description": "New",
        "trusted_domains": ["https://api.example.com"],
        "is_ads_enabled": False,
    }
    late = alone.send(page, **{"content.description": "Mine"}, revision=stale, status=409)
    assert "Stored meanwhile: <strong>New</strong>" in late
    refused = alone.send(page, **{"content.terms_url": "ftp://x"}, status=400)
    assert console.said(refused)
    alone.send(page, f"{page}/submit")
    assert "Begin a draft" not in alone.see(page)
    assert "Go on editing" not in alone.see(page)


def test_a_projects_folder_is_compared(alone, key, tmp_path):
    """As it stands on disk; one that cannot be read is a sentence on the page."""
    page = f"apps/{key}/security"
    (tmp_path / "minis.config.json").write_text(
        '{"domain": {"trustedDomains": ["https://api.example.com"]}}'
    )
    shown = alone.see(f"{page}?folder={tmp_path}")
    assert str(tmp_path / "minis.config.json") in shown
    assert "is in the config and not registered" in shown
    assert "There is no minis.config.json" in alone.see(f"{page}?folder={tmp_path / 'none'}")


def test_two_tabs_on_any_page_of_an_app(alone, key, console, packed, receiver):
    """The second is told, whichever form it is, and what the first has saved stays."""
    alone.upload(f"apps/{key}/versions", packed(key))
    sandbox = alone.platform.admin("POST", f"apps/{key}/sandboxes", {"name": "Try"})["client_key"]
    base = f"apps/{key}"
    edits = [
        (f"{base}/credentials", None, {}),
        (f"{base}/testers", f"{base}/testers/required", {"requires_test_user": "true"}),
        (f"{base}/versions/1", f"{base}/versions/1/note", {"note": "First"}),
        (f"{base}/sandboxes", f"{base}/sandboxes/{sandbox}/import", {}),
        (f"{base}/webhook", None, {"url": receiver.url}),
        (f"{base}/products", None, {"is_ads_enabled": "false"}),
    ]
    for page, form, typed in edits:
        path = f"/console/{form or page}"
        before = console.Forms(alone.see(page)).forms[path]
        seen = {name: before[name] for name in ("revision", "fingerprint") if name in before}
        alone.send(page, form, **typed)
        late = alone.send(page, form, **typed, **seen, status=409)
        assert "Somebody else saved this" in console.said(late)[0], page
