"""What may never be left lying about: codes, tokens and client secrets."""

import json
import logging

import pytest


@pytest.fixture
def journey(serve_platform, tmp_path, receiver, caplog):
    """Make a whole purchase with a refresh and a revocation; keep every secret it saw."""
    home = tmp_path / "home"
    secrets = {}
    with caplog.at_level(logging.DEBUG), serve_platform(home) as platform:
        receiver.answers = [500]
        app = platform.new_app(receiver.url)
        secrets["client secret"] = app["client_secret"]
        secrets["code"] = platform.code(app)
        secrets["unused code"] = platform.code(app)
        credentials = {name: app[name] for name in ("client_key", "client_secret")}
        first = platform.exchange(app, secrets["code"]).json()
        second = platform.token(
            **credentials, grant_type="refresh_token", refresh_token=first["refresh_token"]
        ).json()
        client = platform.token(**credentials, grant_type="client_credentials").json()
        for name, given in (("first", first), ("second", second), ("client", client)):
            secrets[f"{name} access token"] = given["access_token"]
            secrets[f"{name} refresh token"] = given.get("refresh_token", "rft.none")
        trade_order_id = platform.new_order(second["access_token"], beans=40)
        actor = {"client_key": app["client_key"], "user": 1}
        platform.simulator("pay", **actor, trade_order_id=trade_order_id)
        receiver.wait_for(1)
        platform.token(**{**credentials, "client_secret": "x"}, grant_type="client_credentials")
        platform.exchange(app, secrets["code"])
        platform.http.post(
            "/v2/oauth/revoke/", data={**credentials, "token": second["access_token"]}
        )
        platform.api("trade_order/query/", second["access_token"], {})
        context = platform.platform.context
        secrets["admin token"] = context.admin_token
        secrets["page token"] = context.page_token
    return home, secrets, caplog.text


def test_no_secret_is_in_a_log(journey):
    """At every level, from every logger of the process, nothing that grants is written."""
    _, secrets, log = journey
    assert "Webhook minis.trade_order.redeem.success attempt 1" in log
    assert [name for name, value in secrets.items() if value in log] == []


def test_no_secret_is_in_the_state_folder_in_the_clear(journey):
    """The database and all its companions hold digests and sealed texts only."""
    home, secrets, _ = journey
    content = b"".join(each.read_bytes() for each in home.iterdir() if each.is_file())
    assert b"TOID" in content
    assert [name for name, value in secrets.items() if value.encode() in content] == []


def test_the_run_file_is_for_its_owner_and_goes_with_the_run(serve_platform, tmp_path):
    """The admin token is readable by the platform's owner while it runs, and gone after."""
    with serve_platform(tmp_path / "home") as platform:
        run_file = platform.home / "run.json"
        left = json.loads(run_file.read_text())
        assert left["admin_token"] == platform.platform.context.admin_token
        assert run_file.stat().st_mode & 0o077 == 0
        assert (platform.home / "secret.key").stat().st_mode & 0o077 == 0
    assert not run_file.exists()
