"""The request log over the admin API: search, pages, waiting for news."""

import threading

import pytest

from localminis.steering import AdminRefused


def test_a_list_is_searched_and_paged(platform):
    """By app, user, path, status and outcome, a page at a time."""
    app = platform.new_app()
    token = platform.access_token(app)
    platform.new_order(token)
    platform.http.get("/v2/user/info/")
    newest = 0
    while newest < 3:  # a number that is not there yet begins anew, so it is gone on with
        newest = platform.admin("GET", f"requests/tail?after={newest}&wait_s=8")["newest"]

    def paths(query):
        return [each["path"] for each in platform.admin("GET", f"requests?{query}")["requests"]]

    assert paths(f"client_key={app['client_key']}&user=Mia&outcome=ok") == [
        "/v2/minis/trade_order/create/",
        "/v2/oauth/token/",
    ]
    assert paths("status=401&outcome=refused&code=access_token_invalid") == ["/v2/user/info/"]
    first = platform.admin("GET", "requests?limit=2")
    assert first["next"] == 2
    assert paths("limit=2&before=2") == ["/v2/oauth/token/"]
    platform.admin("DELETE", "requests")
    assert paths("") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status=x", "Use a whole number"),
        ("outcome=odd", "Use ok or refused"),
        ("path=%00", "NUL"),
        ("user=nobody", "nobody"),
    ],
)
def test_a_search_that_cannot_be_is_refused(platform, query, said):
    """The sentence names the value."""
    with pytest.raises(AdminRefused, match=said):
        platform.admin("GET", f"requests?{query}")


def test_a_tail_waits_for_news(platform, database_flags):
    """It answers as soon as a call is written, not after its patience."""
    newest = platform.admin("GET", "requests/tail")["newest"]
    heard = []

    def follow():
        heard.extend(platform.admin("GET", f"requests/tail?after={newest}&wait_s=25")["requests"])

    following = threading.Thread(target=follow)
    following.start()
    platform.http.get("/v2/user/info/")
    following.join(20)
    assert [each["path"] for each in heard] == ["/v2/user/info/"]


def test_a_tail_lets_the_platform_stop(tmp_path, serve_platform):
    """Whoever waits is let go when the platform ends."""
    with serve_platform(tmp_path / "home") as platform:
        url, token = platform.url, platform.platform.context.admin_token
        answered = []

        def follow():
            import httpx2

            answered.append(
                httpx2.get(
                    f"{url}/admin/v1/requests/tail?after=0&wait_s=25",
                    headers={"Authorization": f"Bearer {token}"},
                    trust_env=False,
                    timeout=30,
                ).status_code
            )

        following = threading.Thread(target=follow)
        following.start()
        calls = platform.platform.context.calls
        while not calls._listeners:
            threading.Event().wait(0.01)
    following.join(20)
    assert answered == [200]
