import re


def test_roles_hold_on_every_page_and_form(team, console):
    """Viewers look and change nothing, developers change apps, admins the whole; all is noted."""
    viewer, developer, admin = (
        console.signed_in(team, role) for role in ("viewer", "developer", "admin")
    )
    assert "You may look at everything" in viewer.see("apps")
    refused = viewer.send("apps/new", name="No", status=409)
    assert "needs a developer" in " ".join(console.said(refused))
    developer.send("apps/new", name="Yes")
    for who in (viewer, developer):
        for path in ("state", "members", "audit"):
            who.see(path, 409)
        who.send("clock", action="freeze", status=409)
    admin.send("clock", action="freeze")
    text = admin.see("audit")
    assert re.search(r"developer@example\.com.*?POST apps", text, re.DOTALL)
    assert "viewer@example.com" not in text


def test_the_team_is_managed_and_tokens_are_shown_once(team, console):
    """A new member, a token that works, its revocation, and the end of the membership."""
    admin = console.signed_in(team, "admin")
    admin.send("members", email="bea@example.com", role="viewer", password="")
    page = "members/bea%40example.com"
    text = admin.send(page, f"{page}/tokens", name="ci")
    token = re.search(r"<code[^>]*>(mem[^<]+|[^<]{30,})</code>", text)[1]
    headers = {"Authorization": f"Bearer {token}"}
    assert team.http.get("/admin/v1/apps", headers=headers).status_code == 200
    assert token not in admin.see(page)
    admin.see("members/%20BEA%40example.com")  # as people paste an address
    admin.send(page, f"{page}/tokens/ci/revoke")
    assert team.http.get("/admin/v1/apps", headers=headers).status_code == 403
    admin.send(page, role="developer", is_disabled="true")
    assert "shut out" in admin.see("members")
    assert "is gone" in admin.send(page, f"{page}/remove")
