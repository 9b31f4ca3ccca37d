"""An ordinary Node OAuth client signs in; only its addresses name this platform."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.web.authorize.conftest import CALLBACK

PACKAGE = "simple-oauth2@5.1.0"
CLIENT = Path(__file__).with_name("simple_oauth2_client.mjs")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Install the library once, beside a copy of the client that uses it."""
    assert shutil.which("npm"), "npm is needed for this test; install Node 20 or newer"
    folder = tmp_path_factory.mktemp("simple-oauth2")
    shutil.copy(CLIENT, folder)
    (folder / "package.json").write_text('{"private": true, "type": "module"}', "utf-8")
    run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE, cwd=folder)
    return folder


def run(*command, cwd):
    environment = {name: text for name, text in os.environ.items() if "proxy" not in name.lower()}
    result = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ if command[0] == "npm" else environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.mark.npm
@pytest.mark.parametrize(
    ("names", "separator"),
    [({"idParamName": "client_key", "secretParamName": "client_secret"}, ","), ({}, " ")],
)
def test_a_client_signs_in_and_refreshes(flow, library, names, separator):
    """With the platform's names and with RFC 6749's, code and rotation are understood."""
    settings = {
        "client": {"id": flow.key, "secret": flow.app["client_secret"], **names},
        "auth": {
            "tokenHost": flow.platform.url,
            "tokenPath": "/v2/oauth/token/",
            "authorizeHost": flow.platform.url,
            "authorizePath": "/v2/auth/authorize/",
        },
        "options": {"authorizationMethod": "body", "scopeSeparator": separator},
    }
    scope = ["user.info.open_id", "user.info.basic"]
    values = {"settings": settings, "redirect_uri": CALLBACK, "scope": scope, "state": "s 1"}

    def step(name, **more):
        told = run("node", CLIENT.name, name, json.dumps({**values, **more}), cwd=library)
        return json.loads(told)

    page = flow.browser.get(step("authorize")["url"])
    address, answer = flow.sent_back(flow.answer(page, scope=scope))
    assert (address, answer["state"]) == (CALLBACK, "s 1")
    done = step("token", code=answer["code"])
    assert done["first"]["scope"] == ",".join(scope)
    assert done["first"]["open_id"] == done["second"]["open_id"]
    assert done["refused"] == {"status": 400, "error": "invalid_grant"}
    headers = {"Authorization": f"Bearer {done['second']['access_token']}"}
    told = flow.platform.http.get(
        "/v2/user/info/", params={"fields": "display_name"}, headers=headers
    )
    assert told.json()["data"]["user"] == {"display_name": "Mia"}
