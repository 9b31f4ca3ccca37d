import pytest

from localminis.steering import AdminRefused


@pytest.fixture
def app(shared):
    """Register an app on the shared platform."""
    return shared.new_app()


def test_an_app_is_configured_piece_by_piece(shared, app):
    """Each value can be set and taken back, and the answer shows all of them."""
    path = f"apps/{app['client_key']}"
    assert shared.admin("GET", path)["redirect_uris"] == []
    changed = shared.admin(
        "PATCH",
        path,
        {
            "redirect_uris": ["https://example.com/b", "https://example.com/a"],
            "terms_url": "",
            "privacy_url": "https://example.com/p",
            "requires_test_user": True,
            "developer": "Studio B",
            "is_payment_enabled": False,
            "webhook_url": "http://127.0.0.1:9/hook",
        },
    )
    assert changed["redirect_uris"] == ["https://example.com/a", "https://example.com/b"]
    assert (changed["terms_url"], changed["privacy_url"]) == (None, "https://example.com/p")
    assert (changed["requires_test_user"], changed["developer"]) == (True, "Studio B")
    assert shared.admin("GET", path) == changed
    assert "client_secret" not in changed
    assert shared.admin("GET", f"{path}?secret=1")["client_secret"] == app["client_secret"]
    back = shared.admin("PATCH", path, {"redirect_uris": [], "webhook_url": ""})
    assert (back["redirect_uris"], back["webhook_url"]) == ([], None)


def test_one_bad_value_changes_nothing(shared, app):
    """The good values beside it are taken back."""
    path = f"apps/{app['client_key']}"
    before = shared.admin("GET", path)
    with pytest.raises(AdminRefused, match="redirect address"):
        shared.admin("PATCH", path, {"developer": "Other", "redirect_uris": ["http://evil.test/"]})
    assert shared.admin("GET", path) == before


def test_test_users_come_and_go(shared, app):
    """By name or number, twice is once."""
    path = f"apps/{app['client_key']}/test-users"
    for user in ("Mia", "1", "Kenji"):
        shared.admin("PUT", f"{path}/{user}")
    assert [each["name"] for each in shared.admin("GET", path)["users"]] == ["Mia", "Kenji"]
    shared.admin("DELETE", f"{path}/Mia")
    assert [each["name"] for each in shared.admin("GET", path)["users"]] == ["Kenji"]
    with pytest.raises(AdminRefused, match="No user"):
        shared.admin("PUT", f"{path}/Nobody")


def test_a_user_is_made_changed_disconnected_and_deleted(platform, database_flags):
    """The whole life of an account, with what its apps see."""
    made = platform.admin(
        "POST",
        "users",
        {"name": "Ana", "region": "br", "language": "pt-BR", "avatar_url": "https://a.test/a.png"},
    )
    assert (made["region"], made["language"], made["is_adult"]) == ("BR", "pt-BR", True)
    app = platform.new_app()
    platform.access_token(app, user=made["id"])
    (connected,) = platform.admin("GET", "users/Ana")["connected_apps"]
    assert connected["client_key"] == app["client_key"]
    assert connected["scopes"] == ["user.info.open_id"]
    assert connected["union_id"] == made["union_id"]
    path = f"users/Ana/grants/{app['client_key']}"
    assert platform.admin("DELETE", path) == {"was_connected": True}
    assert platform.admin("DELETE", path) == {"was_connected": False}
    assert platform.admin("GET", "users/Ana")["connected_apps"] == []
    assert platform.admin("PATCH", "users/Ana", {"name": "Bea", "is_banned": True})["is_banned"]
    assert platform.admin("DELETE", "users/Bea")["id"] == made["id"]
    with pytest.raises(AdminRefused, match="No user"):
        platform.admin("GET", f"users/{made['id']}")
    names = [each["name"] for each in platform.admin("GET", "users")["users"]]
    assert names == ["Mia", "Kenji"]


def test_a_login_code_is_as_a_page_would_get_it(shared, app):
    """Five minutes, the silent scope, bound to its app; an unknown user gets none."""
    body = {"client_key": app["client_key"]}
    made = shared.admin("POST", "users/Mia/login-codes", body)
    assert made["expires_in_s"] == 300
    assert shared.exchange(app, made["code"]).json()["scope"] == "user.info.open_id"
    with pytest.raises(AdminRefused, match="No user"):
        shared.admin("POST", "users/Nobody/login-codes", body)
