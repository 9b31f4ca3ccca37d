def test_a_user_is_made_changed_and_deleted(alone, console):
    """Every step tells what was done, and the list shows who is left."""
    text = alone.send("users/new", name="Ana & Bea", region="jp")
    assert "Ana &amp; Bea is there." in text
    assert "Saved." in alone.send("users/3", name="Ana", is_banned="true")
    assert alone.platform.admin("GET", "users/3")["is_banned"] is True
    assert "Ana is gone." in alone.send("users/3", "users/3/delete")
    assert "No such user" in alone.see("users?name=Ana")


def test_two_tabs_editing_the_same_user(alone, console):
    """The second is told, as with apps."""
    stale = console.Forms(alone.see("users/1")).forms["/console/users/1"]
    alone.send("users/1", region="GB")
    headers = {"Origin": alone.platform.url}
    response = alone.http.post("/console/users/1", data={**stale, "region": "FR"}, headers=headers)
    assert response.status_code == 409
    assert alone.platform.admin("GET", "users/1")["region"] == "GB"


def test_a_wallet_is_filled_recharged_and_refunded(alone, console):
    """The ledger holds after each, and taking out too much is refused."""
    assert "holds 150 Beans" in alone.send("users/1", "users/1/grant", beans="100")
    refused = alone.send("users/1", "users/1/grant", beans="-1000", status=409)
    assert "1000 are needed" in console.said(refused)[0]
    bought = alone.send("users/1", "users/1/recharge", tier_id="local_beans_300")
    assert "holds 450 Beans" in bought
    assert "refunded 300 Beans" in alone.send("users/1", "users/1/refund")
    alone.send("users/1", "users/1/sandbox", is_sandbox="true")
    assert alone.platform.admin("GET", "ledger/audit")["problems"] == []


def test_a_session_and_a_grant_are_ended(alone):
    """Ending a session kills its tokens and leaves the grant; revoking ends that too."""
    app = alone.platform.new_app()
    key = app["client_key"]
    first, second = alone.platform.access_token(app), alone.platform.access_token(app)
    sessions = alone.platform.admin("GET", "users/1")["sessions"]
    assert len(sessions) == 2
    ended = f"users/1/sessions/{key}/{sessions[0]['number']}/end"
    assert "The session has ended." in alone.send("users/1", ended)
    body = {"token_type": "BEANS", "token_amount": 1}
    alive = [
        alone.platform.api(
            "trade_order/create/",
            token,
            {**body, "order_info": {"order_id": token[-9:], "product_name": "n"}},
        ).status_code
        for token in (first, second)
    ]
    assert sorted(alive) == [200, 401]
    assert "Disconnected" in alone.send("users/1", f"users/1/grants/{key}/revoke")
    assert alone.platform.admin("GET", "users/1")["sessions"] == []


def test_users_come_by_the_page(alone):
    """The next page begins behind the last user of the one before."""
    for number in range(60):
        alone.platform.admin("POST", "users", {"name": f"Person {number}"})
    first = alone.see("users")
    assert first.count("Person ") == 48
    assert 'href="/console/users?after=50"' in first
    assert alone.see("users?after=50").count("Person ") == 12
    assert alone.see("users?name=person+1").count("<tr>") == 12
