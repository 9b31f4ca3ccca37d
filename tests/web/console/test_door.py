import asyncio
import re

import pytest
from starlette.requests import Request

from localminis.web.admin import calls
from localminis.web.console import door
from localminis.web.console.door import Page
from localminis.web.console.routes import ACTIONS, PAGES


def facts(platform) -> dict[str, str]:
    """Make one of everything that a page is about; returns the values of its path."""
    app = platform.new_app("http://127.0.0.1:9/nobody")
    key = app["client_key"]
    token = platform.access_token(app)
    trade_order_id = platform.new_order(token)
    delivery = platform.admin("POST", f"apps/{key}/ping")
    body = {"tier_id": "local_499_1M", "order_info": {"order_id": "s-1", "product_name": "Month"}}
    paid = platform.api("subscription/create/", token, body).json()["data"]["trade_order_id"]
    platform.simulator("subscription/pay", client_key=key, user=1, trade_order_id=paid)
    [found] = platform.admin("GET", "subscriptions")["subscriptions"]
    platform.admin("POST", "members", {"email": "ana@example.com"})
    platform.admin("GET", "requests/tail?after=0&wait_s=10")
    [newest, *_] = platform.admin("GET", "requests?limit=1")["requests"]
    return {
        "client_key": key,
        "user": "1",
        "trade_order_id": trade_order_id,
        "delivery_id": delivery["id"],
        "subscription_id": found["subscription_id"],
        "email": "ana@example.com",
        "number": "1",
        "log_id": newest["log_id"],
        "tier_id": "local_beans_100",
        "sku": "local_499_1M",
    }


def test_every_page_says_what_it_is_and_how_to_script_it(alone, packed):
    """Each has a heading, a title and the command or the calls that do the same, and no script."""
    values = facts(alone.platform)
    key = values["client_key"]
    assert alone.upload(f"apps/{key}/versions", packed(key)).status_code == 200
    for path in PAGES:
        text = alone.see(path.format_map(values))
        assert len(re.findall("<h1", text)) == 1, path
        assert "The same from a script" in text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text), path


def test_every_page_brings_a_strict_policy(visitor):
    """Nothing inline, nothing foreign, no frame around it, and no cache keeps it."""
    headers = visitor.http.get("/console/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["", "apps", "orders", "state", "nothing"])
def test_nobody_sees_a_page_without_being_let_in(shared, path):
    """A stranger is told how to get in, and nothing else; so is an old cookie."""
    for cookie in ("", "x" * 43):
        name = f"localminis_console_{shared.platform.context.url.rpartition(':')[2]}"
        response = shared.http.get(f"/console/{path}", headers={"Cookie": f"{name}={cookie}"})
        assert response.status_code == (404 if path == "nothing" else 401)
        assert "Apps</a>" not in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    ],
)
def test_another_page_reads_nothing(visitor, headers):
    """The mini app's origin shares the cookie, for cookies know no ports, and gets nothing."""
    assert visitor.http.get("/console/apps", headers=headers).status_code == 403


def test_a_link_from_another_page_leads_here(visitor):
    """Opening the console in a tab of its own is nobody's attack."""
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    headers["Sec-Fetch-Dest"] = "document"
    assert visitor.http.get("/console/apps", headers=headers).status_code == 200


@pytest.mark.parametrize(
    # Forms with a file are read otherwise, and tested beside it.
    "action",
    [
        each.path
        for each in ACTIONS
        if each.file is None and calls.find(*each.call).shape is not bytes
    ],
)
def test_no_form_is_taken_from_another_page(visitor, action):
    """Neither another origin nor a form without this visit's mark does anything."""
    path = "/console/" + re.sub(r"{\w+}", "x", action)
    mark = re.search(r'name="_mark" value="(\w+)"', visitor.see(""))[1]
    foreign = [
        visitor.http.post(path, data={"_mark": mark}, headers={"Origin": origin})
        for origin in ("http://127.0.0.1:1", "null")
    ]
    assert [each.status_code for each in foreign] == [403, 403]
    unmarked = visitor.http.post(path, data={}, headers={"Origin": visitor.platform.url})
    assert unmarked.status_code == 409
    assert "another visit" in unmarked.text


def test_a_stranger_cannot_send_a_form(shared):
    """Without a visit no form is even read."""
    assert shared.http.post("/console/clock", data={"action": "freeze"}).status_code == 401


def test_what_is_not_there_is_said_on_a_page(visitor):
    """A wrong key and a wrong filter are sentences, not errors of ours."""
    assert "No app has the client key" in visitor.see("apps/mnnobody", 404)
    assert "Use a whole number" in visitor.see("ledger?before=x", 400)


def test_a_bug_hides_its_words_and_keeps_its_traceback(shared, caplog):
    """The person reads that it is ours to mend, the log has the rest."""

    def broken(*_):
        raise ZeroDivisionError("our mistake")

    context = shared.platform.context
    visit = context.console.enter(context.console.token)
    view = door.page_view(context, Page("x", "home", broken, "home"), ())
    headers = [(b"cookie", f"localminis_console_80={visit.key}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    scope |= {"scheme": "http", "server": ("127.0.0.1", 80), "path_params": {}}
    response = asyncio.run(view(Request(scope)))
    assert response.status_code == 500
    assert b"our mistake" not in response.body
    assert "ZeroDivisionError" in caplog.text


def test_leaving_ends_the_visit(shared, console):
    """The cookie that is left over opens nothing."""
    visitor = console.Visitor(shared).enter()
    kept = dict(visitor.http.cookies)
    assert "You have left" in visitor.send("", "leave")
    visitor.http.cookies.update(kept)
    visitor.see("apps", 401)
