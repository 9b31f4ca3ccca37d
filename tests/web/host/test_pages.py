import json
import re

import pytest


def test_the_simulator_page_brings_a_strict_policy(shared):
    """Only our own scripts run in the page around the phone, and only itself frames it."""
    response = shared.http.get("/simulator/mnanything")
    policy = response.headers["content-security-policy"]
    assert response.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"), [("main.js", "text/javascript"), ("simulator.css", "text/css")]
)
def test_an_asset_is_served_as_written(shared, name, kind):
    """Scripts and stylesheets come with their type, and are kept under their version."""
    response = shared.http.get(f"/simulator/assets/any/{name}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name",
    ["none.js", "..%2f..%2fsettings.py", "%2e%2e%2fpages.py", ".hidden", "%00", "host", "é.js"],
)
def test_nothing_else_is_an_asset(shared, name):
    """No name leads out of the two folders."""
    response = shared.http.get(f"/simulator/assets/any/{name}")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_the_sdk_is_one_classic_script(shared):
    """It defines the documented global."""
    response = shared.http.get("/drama/sdk.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert "TTMinis" in response.text


def test_the_player_is_a_module_that_another_origin_may_import(shared):
    """It lies beside the SDK and comes when a page asks for the player."""
    response = shared.http.get("/drama/player.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "export function makePlayer" in response.text


def test_an_avatar_is_drawn_for_any_number(shared):
    """A picture needs no user."""
    response = shared.http.get("/avatars/7.svg?size=100")
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.text.startswith("<svg")


def test_an_sdk_of_an_unknown_flavour_is_not_found(shared):
    """The refusal names the flavours there are."""
    response = shared.http.get("/nonsense/sdk.js")
    assert response.status_code == 404
    assert "drama" in response.json()["error"]["message"]


def test_only_scripts_and_styles_are_assets(shared):
    """The folder's other files are nobody's business."""
    assert shared.http.get("/simulator/assets/any/package.json").status_code == 404
    assert shared.http.get("/simulator/assets/any/main.js").status_code == 200


def given(response):
    """Read what the page brings along."""
    [data] = re.findall(
        r'<script type="application/json" id="given">(.*?)</script>', response.text, re.DOTALL
    )
    return json.loads(data)


def test_the_page_brings_its_first_session(shared, known):
    """It need not ask before it shows the app; a name cannot end the element that it stands in."""
    shared.admin("PATCH", f"apps/{known.key}", {"name": "</script><b>"})
    response = shared.http.get(f"/simulator/{known.key}")
    session = given(response)["session"]
    assert session["client_key"] == known.key
    assert session["app"]["name"] == "</script><b>"
    assert session["page_token"] == shared.platform.context.page_token
    assert given(shared.http.get(f"/simulator/{known.key}?user=2"))["session"]["user"]["id"] == 2


@pytest.mark.parametrize("kind", ["script", "image", "empty", "style"])
def test_only_a_document_brings_a_session(shared, known, kind):
    """What another page loads as anything else carries no token."""
    response = shared.http.get(f"/simulator/{known.key}", headers={"Sec-Fetch-Dest": kind})
    assert given(response)["session"] is None
    assert shared.platform.context.page_token not in response.text


def test_an_unknown_app_has_a_page_that_asks_itself(shared):
    """The refusal is shown in the phone."""
    assert given(shared.http.get("/simulator/mnanything"))["session"] is None


def test_the_code_for_a_phone_is_there_while_the_app_is_on_the_network(shared, known):
    """Pages of this machine show it; others, and those of an app on loopback only, do not."""
    place = f"/simulator/{known.key}/code.svg"
    page = {"url": "http://127.0.0.1:7001/"}
    shared.admin("PUT", f"apps/{known.key}/page", page)
    assert shared.http.get(place).status_code == 404
    lan = {"page_url": "http://10.0.0.2:1/", "link": "http://10.0.0.2:2/phone/t"}
    lan["qr"] = "data:image/svg+xml;charset=utf-8,%3Csvg/%3E"
    shared.admin("PUT", f"apps/{known.key}/page", page | {"lan": lan})
    assert shared.http.get(place).text == "<svg/>"
    foreign = shared.http.get(place, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 404
    shared.admin("DELETE", f"apps/{known.key}/page")


def test_the_banner_outside_the_simulator_is_a_module_of_either_flavour(shared):
    """The SDK imports it beside itself, from another origin."""
    for flavour in ("drama", "game"):
        response = shared.http.get(f"/{flavour}/standalone.js")
        assert response.headers["access-control-allow-origin"] == "*"
        assert "export function showBanner" in response.text
